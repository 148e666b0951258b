-- Economic classification (支出经济分类): of departments (301–399) and of governments (501–599).
with official as (
    select
        code,
        any_value(classification) as classification,
        max_by(name_zh, coalesce(last_year, 9999)) as name_zh,
        list(struct_pack(name_zh := name_zh, first_year := first_year, last_year := last_year) order by coalesce(first_year, 0)) as names,
        -- A subdivision that one city prints is in the seed for its name and place, but in no official list.
        bool_or(source not like 'local%') as is_official
    from {{ ref('economic_subject') }}
    group by code
),

printed as (
    select economic_code as code, 'department' as classification, {{ name_of_code('row_label', 'row_code', 'economic_code') }} as name
    from {{ ref('fct_reported_amount') }}
    where economic_code is not null
    union all
    select government_economic_code, 'government', {{ name_of_code('row_label', 'row_code', 'government_economic_code') }}
    from {{ ref('fct_reported_amount') }}
    where government_economic_code is not null
),

observed as (
    select
        code,
        classification,
        name_zh,
        cast([] as struct(name_zh varchar, first_year integer, last_year integer)[]) as names,
        false as is_official
    from ({{ observed_subjects('printed', 'official') }})
)

select
    code,
    classification,
    name_zh,
    case length(code) when 3 then 'class' when 5 then 'section' else 'item' end as level,
    case length(code) when 3 then '类' when 5 then '款' else '项' end as level_zh,
    case when length(code) >= 5 then left(code, length(code) - 2) end as parent_code,
    names,
    is_official
from (
    select * from official
    union all
    select * from observed
)
