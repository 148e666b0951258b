-- Cells of money tables that no amount may be read from without a look: no number is lost in silence, none is guessed.
{%- set fits = fits_money('c.printed_value', "case when k.role = 'value' then t.unit_scale end") %}
with ambiguous as (
    select
        c.document_id,
        c.table_seq,
        c.row_no,
        c.col_no,
        list(coalesce(nullif(k.column_label, ''), k.path) order by k.col_no) as possible_columns
    from {{ ref('stg_cells') }} as c
    inner join {{ ref('int_column_words') }} as k
        on k.document_id = c.document_id and k.table_seq = c.table_seq and list_contains(c.readings, k.col_no)
    where len(c.readings) > 0
    group by all
)

select
    c.document_id as report_id,
    md5(concat_ws('|', c.document_id, c.table_seq, c.row_no, c.col_no)) as cell_id,
    c.table_seq as table_no,
    t.table_code,
    c.page_no,
    c.x0,
    c.top,
    c.x1,
    c.bottom,
    c.row_no,
    c.col_no,
    k.column_label,
    c.printed_text,
    case
        when len(c.readings) > 0 then 'ambiguous_column'
        when k.role not in ('value', 'quantity', 'percent') then 'among_labels'
        when c.printed_value is null or not {{ fits }} then 'not_a_number'
        when t.read_method = 'ocr' then 'doubtful_reading'
        else 'contradicts_identities'
    end as reason,
    c.inference as reason_detail,
    coalesce(a.possible_columns, []) as possible_columns
from {{ ref('stg_cells') }} as c
inner join {{ ref('int_table') }} as t using (document_id, table_seq)
inner join {{ ref('int_table_kind') }} as d using (table_code)
inner join {{ ref('int_column_words') }} as k using (document_id, table_seq, col_no)
inner join {{ ref('int_report') }} as r using (document_id)
left join ambiguous as a using (document_id, table_seq, row_no, col_no)
where
    r.reason_code is null
    and d.is_money
    and (
        len(c.readings) > 0
        or (k.role in ('value', 'quantity', 'percent') and not {{ fits }})
        or (c.inference is not null and not c.inferred and c.printed_value is not null)
        -- An export may run figures into the names beside them. Names and codes print no hundredths; no PDF was seen to.
        or (k.role not in ('value', 'quantity', 'percent') and c.printed_decimals >= 2)
        or (
            k.role not in ('value', 'quantity', 'percent', 'text')
            and regexp_matches(c.text_squeezed, '[一-龥)][0-9,]*\.[0-9]{2}[0-9,.]*$')
        )
        -- A dash, a slash or 无 says that there is no amount.
        or (k.role = 'value' and c.printed_value is null and not regexp_full_match(c.text_squeezed, '[-−–—/\\*]+|无'))
    )
union all
-- Cells of amounts that their row lacks: nothing is printed there, and nobody can tell whether nothing was meant.
select
    c.document_id,
    md5(concat_ws('|', c.document_id, c.table_seq, c.row_no, c.col_no)),
    c.table_seq,
    t.table_code,
    c.page_no,
    c.x0,
    c.top,
    c.x1,
    c.bottom,
    c.row_no,
    c.col_no,
    k.column_label,
    '',
    'missing_cell',
    c.inference,
    []
from {{ ref('stg_missing_cells') }} as c
inner join {{ ref('int_table') }} as t using (document_id, table_seq)
inner join {{ ref('int_table_kind') }} as d using (table_code)
inner join {{ ref('int_column_words') }} as k using (document_id, table_seq, col_no)
inner join {{ ref('int_report') }} as r using (document_id)
where r.reason_code is null and d.is_money and k.role = 'value'
