-- What each table is: its code by title and header (seeds/vocabulary/table_titles), and its unit.
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
        case
            when k.report_kind = 'final_accounts' then 'final_accounts'
            when k.report_kind = 'budget' then 'budget'
            else k.report_kind
        end as report_kind,
        coalesce(nullif(t.title_squeezed, ''), {{ squeeze("coalesce(t.section, '')") }}) as caption
    from {{ ref('stg_tables') }} as t
    inner join {{ ref('int_document_kind') }} as k using (document_id)
    left join headers as h using (document_id, table_seq)
),

-- Titles repeat from report to report: match each distinct one once.
distinct_captions as (
    select distinct report_kind, caption, header_text from captions
),

recognised as (
    select
        c.report_kind,
        c.caption,
        c.header_text,
        min_by(r.table_code, r.priority) as table_code
    from distinct_captions as c
    inner join {{ ref('table_titles') }} as r
        on r.report_kind in ('any', c.report_kind)
        and regexp_matches(c.caption, r.title_pattern)
        and (r.header_pattern is null or regexp_matches(c.header_text, r.header_pattern))
    group by c.report_kind, c.caption, c.header_text
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
),

-- Performance forms change their columns on the way: a grid without title on the same or the next page goes on with the form before it,
-- also where the heading of the part that both stand in would name another table.
told as (
    select
        c.document_id,
        c.table_seq,
        c.first_page - lag(c.last_page) over in_order as pages_between,
        coalesce(c.title_squeezed, '') = '' and (r.table_code is null or c.section is not distinct from lag(c.section) over in_order) as tells_nothing,
        r.table_code
    from captions as c
    left join recognised as r using (report_kind, caption, header_text)
    window in_order as (partition by c.document_id order by c.table_seq)
),

continued as (
    select
        document_id,
        table_seq,
        last_value(case when not tells_nothing then coalesce(table_code, 'unrecognised') end ignore nulls) over before_it as form_code
    from told
    window before_it as (partition by document_id order by table_seq rows between unbounded preceding and 1 preceding)
    qualify tells_nothing and form_code like '%performance%' and pages_between <= 1
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
    coalesce(p.form_code, r.table_code, 'unrecognised') as table_code,
    coalesce(u.caption_scale, u.header_scale, ru.report_scale) as unit_scale,
    case
        when u.caption_scale is not null then 'table'
        when u.header_scale is not null then 'header'
        when ru.report_scale is not null then 'report'
        else 'none'
    end as unit_source
from captions as c
left join recognised as r using (report_kind, caption, header_text)
left join units as u using (document_id, table_seq)
left join report_units as ru using (document_id)
left join continued as p using (document_id, table_seq)
