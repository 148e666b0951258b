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
        select *, unnest({{ matching_rules('units', 'text') }}) as priority
        from (
            select document_id, table_seq, 'caption' as place, unit_squeezed as text from captions where unit_squeezed <> ''
            union all
            select document_id, table_seq, 'caption', text_squeezed from {{ ref('stg_notes') }} where position <> 'below'
            union all
            select document_id, table_seq, 'header', header_text from captions
        )
    ) as c
    inner join {{ ref('units') }} as u using (priority)
    group by c.document_id, c.table_seq
),

-- Lines before the first table, as on the cover, may say the unit of all.
cover_units as (
    select p.document_id, p.seq, min_by(u.unit_scale, u.priority) as cover_scale
    from {{ ref('stg_paragraphs') }} as p
    inner join (
        select t.document_id, t.first_page, min(e.top) as top
        from {{ ref('stg_tables') }} as t
        inner join {{ ref('stg_table_places') }} as e on e.document_id = t.document_id and e.table_seq = t.table_seq and e.page_no = t.first_page
        where t.table_seq = 1
        group by all
    ) as f
        on f.document_id = p.document_id and (p.page_no < f.first_page or p.page_no = f.first_page and p.top < f.top)
    inner join {{ ref('units') }} as u on list_contains({{ matching_rules('units', 'p.text_squeezed') }}, u.priority)
    where length(p.text_squeezed) <= 24
    group by p.document_id, p.seq
),

-- A table that prints no unit takes that of its neighbours when they all agree, or of the cover where no table prints any; the row says so.
report_units as (
    select
        document_id,
        case
            when count(distinct scale) filter (where printed_on = 'table') = 1 then min(scale) filter (where printed_on = 'table')
            when count(*) filter (where printed_on = 'table') = 0 and count(distinct scale) = 1 then min(scale)
        end as report_scale
    from (
        select document_id, 'table' as printed_on, coalesce(caption_scale, header_scale) as scale from units
        union all
        select document_id, 'cover', cover_scale from cover_units
    )
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
