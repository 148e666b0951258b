-- Functional classification (支出功能分类): the official subjects, and those that only reports print.
with official as (
    select
        code,
        max_by(name_zh, coalesce(last_year, 9999)) as name_zh,
        list(struct_pack(name_zh := name_zh, first_year := first_year, last_year := last_year) order by coalesce(first_year, 0)) as names,
        max_by(budget_kind, coalesce(last_year, 9999)) as budget_kind,
        true as is_official
    from {{ ref('function_subject') }}
    group by code
),

printed as (
    select
        function_code as code,
        'function' as classification,
        {{ name_of_code('row_label', 'row_code', 'function_code') }} as name
    from {{ ref('fct_reported_amount') }}
    where function_code is not null
),

observed as (
    select
        code,
        name_zh,
        cast([] as struct(name_zh varchar, first_year integer, last_year integer)[]) as names,
        cast(null as varchar) as budget_kind,
        false as is_official
    from ({{ observed_subjects('printed', 'official') }})
),

usage as (
    select
        a.function_code as code,
        min(r.fiscal_year) as first_seen_year,
        max(r.fiscal_year) as last_seen_year,
        count(distinct a.report_id) as report_count
    from {{ ref('fct_reported_amount') }} as a
    inner join {{ ref('dim_report') }} as r using (report_id)
    group by a.function_code
)

select
    s.code,
    s.name_zh,
    case length(s.code) when 3 then 'class' when 5 then 'section' else 'item' end as level,
    case length(s.code) when 3 then '类' when 5 then '款' else '项' end as level_zh,
    case when length(s.code) >= 5 then left(s.code, length(s.code) - 2) end as parent_code,
    s.names,
    s.budget_kind,
    s.is_official,
    u.first_seen_year,
    u.last_seen_year,
    coalesce(u.report_count, 0) as report_count,
    d.definition
from (
    select * from official
    union all
    select * from observed
) as s
left join usage as u using (code)
-- What reports say of the subject in their glossaries.
left join (
    select function_code as code, mode(regexp_replace(text, '^.*?[:。]', '') order by text) as definition
    from {{ ref('fct_disclosed_text') }}
    where section_kind = 'glossary' and function_code is not null
    group by function_code
) as d using (code)
