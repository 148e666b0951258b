-- Economic classification (支出经济分类): of departments (301–399) and of governments (501–599).
with official as (
    select
        code,
        any_value(classification) as classification,
        max_by(name_zh, coalesce(last_year, 9999)) as name_zh,
        list(struct_pack(name_zh := name_zh, first_year := first_year, last_year := last_year) order by coalesce(first_year, 0)) as names,
        'official' as source
    from {{ ref('economic_subject') }}
    group by code
),

printed as (
    select economic_code as code, 'department' as classification, row_label from {{ ref('fct_reported_amount') }} where economic_code is not null
    union all
    select government_economic_code, 'government', row_label from {{ ref('fct_reported_amount') }} where government_economic_code is not null
),

observed as (
    select
        code,
        any_value(classification) as classification,
        mode(row_label order by row_label) as name_zh,
        cast([] as struct(name_zh varchar, first_year integer, last_year integer)[]) as names,
        'observed' as source
    from printed
    where code not in (select code from official)
    group by code
)

select
    code,
    classification,
    name_zh,
    case length(code) when 3 then 'class' when 5 then 'section' else 'item' end as level,
    case length(code) when 3 then '类' when 5 then '款' else '项' end as level_zh,
    case when length(code) > 3 then left(code, length(code) - 2) end as parent_code,
    names,
    source
from (
    select * from official
    union all
    select * from observed
)
