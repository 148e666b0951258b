-- What each table is: its code (int_table_code), and its unit.
with headers as (
    select
        document_id,
        table_seq,
        string_agg(array_to_string(header_path, '/'), '/' order by col_no) as header_text
    from {{ ref('stg_headers') }}
    group by document_id, table_seq
),

captions as (
    select
        t.*,
        coalesce(h.header_text, '') as header_text,
        coalesce(nullif(t.title_squeezed, ''), {{ squeeze("coalesce(t.section, '')") }}) as caption
    from {{ ref('stg_tables') }} as t
    left join headers as h using (document_id, table_seq)
),

units as (
    select
        c.document_id,
        c.table_seq,
        min_by(u.unit_scale, u.priority) filter (where place = 'caption') as caption_scale,
        min_by(u.unit_scale, u.priority) filter (where place = 'header') as header_scale
    from (
        select document_id, table_seq, 'caption' as place, unit_squeezed as text from captions where unit_squeezed <> ''
        union all
        select document_id, table_seq, 'caption', text_squeezed from {{ ref('stg_notes') }} where position <> 'below'
        union all
        select document_id, table_seq, 'header', header_text from captions
    ) as c
    inner join {{ ref('units') }} as u on regexp_matches(c.text, u.pattern)
    group by c.document_id, c.table_seq
),

-- A table that prints no unit takes that of its neighbours when they all agree; the row says so.
report_units as (
    select
        document_id,
        case when count(distinct coalesce(caption_scale, header_scale)) = 1 then min(coalesce(caption_scale, header_scale)) end as report_scale
    from units
    group by document_id
)

select
    c.document_id,
    c.table_seq,
    c.first_page,
    c.last_page,
    c.title,
    c.caption,
    c.table_label,
    c.unit_text,
    c.owner_name,
    c.section,
    c.header_row_count,
    c.row_count,
    c.column_count,
    c.read_method,
    c.confidence,
    c.header_text,
    r.table_code,
    r.recognised_by,
    r.recognition_confidence,
    r.candidates,
    coalesce(u.caption_scale, u.header_scale, ru.report_scale) as unit_scale,
    case
        when u.caption_scale is not null then 'table'
        when u.header_scale is not null then 'header'
        when ru.report_scale is not null then 'report'
        else 'none'
    end as unit_source
from captions as c
inner join {{ ref('int_table_code') }} as r using (document_id, table_seq)
left join units as u using (document_id, table_seq)
left join report_units as ru using (document_id)
