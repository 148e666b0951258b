-- Body cells that print something, with the number they print, if it is one.
with squeezed as (
    select
        *,
        {{ squeeze('text') }} as text_squeezed
    from {{ source('raw', 'cells') }}
    where kind = 'body'
),

numbered as (
    select
        *,
        {{ printed_number('text_squeezed') }} as number_text
    from squeezed
    where text_squeezed <> ''
)

select
    document_id,
    table_seq,
    page_no,
    row_no,
    col_no,
    row_span,
    col_span,
    x0,
    top,
    x1,
    bottom,
    text as printed_text,
    text_squeezed,
    try_cast(number_text as decimal(38, 10)) as printed_value,
    case when number_text is not null then coalesce(length(split_part(number_text, '.', 2)), 0) end as printed_decimals,
    coalesce(inferred, false) as inferred,
    inference,
    coalesce(readings, []) as readings
from numbered
