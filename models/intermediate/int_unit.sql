-- Every name of a body that a report bears or lists, with the unit code beside it where one is printed.
with listed as (
    -- Rows of tables with the code of a body. Codes of one or two digits are kinds of funding (1 全额, 2 差额).
    select distinct
        r.document_id,
        coalesce(r.row_unit, r.row_label) as printed_name,
        r.unit_code,
        d.family in ('income', 'expenditure', 'general_public_expenditure', 'basic_expenditure', 'three_public') as lists_bodies
    from {{ ref('int_row') }} as r
    inner join {{ ref('int_table') }} as t using (document_id, table_seq)
    left join {{ ref('int_table_kind') }} as d using (table_code)
    where length(r.unit_code) >= 3 and r.function_code is null and r.project_code is null
    union all
    -- Units that the running text lists as the report's own.
    select document_id, printed_name, null, false
    from {{ ref('int_subordinate_unit') }}
),

-- What is the name of a project, of several bodies, or no name, is no body.
bodies as (
    select
        l.document_id,
        l.printed_name,
        l.unit_code,
        d.unit_name as owner_name,
        regexp_replace({{ unit_name('l.printed_name') }}, '^{{ narrative_words("body_start") }}', '') as bare_name
    from listed as l
    inner join {{ ref('int_report') }} as d using (document_id)
    where
        d.reason_code is null
        and regexp_matches({{ unit_name('l.printed_name') }}, '[一-龥].*[一-龥].*[一-龥].*[一-龥]')
        and not regexp_matches(regexp_replace({{ squeeze('l.printed_name') }}, '\([^()]*\)', '', 'g'), '[/、,;。:]')
        and not regexp_matches({{ unit_name('l.printed_name') }}, '{{ narrative_words("no_body_end") }}$')
        and (
            l.lists_bodies
            or regexp_matches(regexp_replace({{ unit_name('l.printed_name') }}, '\([^()]*\)$', ''), '{{ narrative_words("body_end") }}$')
        )
),

-- 市中心医院 in a report of 湖州市 is 湖州市中心医院. 市场 and 市政 are words of their own.
placed as (
    select
        document_id,
        printed_name,
        unit_code,
        case
            when regexp_matches(bare_name, '^市[^政场民容区域级直属]') and regexp_matches(owner_name, '^[一-龥]{2,3}市')
                then regexp_extract(owner_name, '^([一-龥]{2,3}市)', 1) || substr(bare_name, 2)
            else bare_name
        end as unit_name
    from bodies
),

-- A name that another one of the same code begins with was cut by its cell.
whole as (
    select
        p.document_id,
        p.printed_name,
        p.unit_code,
        coalesce(max(w.unit_name), p.unit_name) as unit_name
    from placed as p
    left join placed as w
        on w.document_id = p.document_id and w.unit_code = p.unit_code and w.unit_name like p.unit_name || '_%'
    group by p.document_id, p.printed_name, p.unit_code, p.unit_name
)

select
    document_id,
    printed_unit_name as printed_name,
    {{ unit_name('printed_unit_name') }} as unit_name,
    cast(null as varchar) as unit_code,
    true as is_owner
from {{ ref('int_report') }}
where printed_unit_name is not null and reason_code is null
union all
select distinct document_id, printed_name, unit_name, unit_code, false
from whole
