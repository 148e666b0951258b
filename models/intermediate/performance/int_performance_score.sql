-- One row an indicator, budget line or total of a performance table: target, actual value, weight, score side by side.
with cells as (
    select *, {{ squeeze('printed_text') }} as text
    from {{ ref('int_performance_indicator') }}
),

rows as (
    select
        report_id,
        table_no,
        table_code,
        row_no,
        min(page_no) as page_no,
        min_by(project, col_no) as project,
        min_by(level1, col_no) as level1,
        min_by(level2, col_no) as level2,
        max(indicator) filter (where role in ('target', 'actual', 'score', 'budget', 'executed', 'rate')) as indicator,
        min_by(weight, col_no) as weight,
        -- Where a form prints targets of several years, this year's stands last.
        max_by(text, col_no) filter (where role = 'target') as target_text,
        max_by(text, col_no) filter (where role = 'relation') as relation_text,
        max_by(text, col_no) filter (where role = 'unit') as unit_text,
        max_by(text, col_no) filter (where role = 'actual') as actual,
        max_by(text, col_no) filter (where role = 'score') as score_text,
        max_by(text, col_no) filter (where role = 'budget') as budget_text,
        max_by(text, col_no) filter (where role = 'executed') as executed_text,
        max_by(text, col_no) filter (where role = 'rate') as rate_text,
        max_by(cell_id, col_no) filter (where role = 'score') as score_cell_id,
        max_by(cell_id, col_no) filter (where role = 'rate') as rate_cell_id,
        max_by(struct_pack(x0 := x0, top := top, x1 := x1, bottom := bottom), row(case role when 'score' then 9 when 'rate' then 8 when 'actual' then 7 when 'target' then 6 else 0 end, col_no)) as box
    from cells
    group by report_id, table_no, table_code, row_no
    having count(*) filter (where role in ('target', 'actual', 'score', 'rate') or role in ('budget', 'executed') and number is not null) > 0
),

read as (
    select
        *,
        coalesce(relation_text, '') || target_text || coalesce(case when unit_text not in ('无') then unit_text end, '') as target,
        regexp_full_match(regexp_replace(coalesce(indicator, ''), '\([^()]*\)$', ''), '(总分|合计|总计|总得分|综合得分|得分合计)') as is_total
    from rows
)

select
    report_id,
    md5(concat_ws('|', report_id, table_no, row_no)) as indicator_id,
    table_no,
    table_code,
    page_no,
    row_no,
    project,
    level1,
    level2,
    coalesce(indicator, '') as indicator,
    is_total,
    target,
    -- 1000件以上 is at least, 5天以内 at most; a bare figure is a figure to be reached.
    case
        when target is null or length(target_text) > 30 or {{ number_in('target') }} = '' then null
        when regexp_matches(target, '≥|>=|不低于|不少于|以上|及以上|＞|>|大于|超过') then '≥'
        when regexp_matches(target, '≤|<=|不高于|不超过|不多于|以内|以下|之内|＜|<|小于|前') then '≤'
        else '='
    end as target_relation,
    cast(case when length(target_text) <= 30 then try_cast(replace({{ number_in('target_text') }}, ',', '') as decimal(24, 8)) end as decimal(24, 8)) as target_number,
    nullif(coalesce(unit_text, regexp_extract(target_text, '[0-9.]+((?:万|亿)?[一-龥%‰/]{0,4}?)(?:以上|以下|以内|及以上|前|内)?$', 1)), '') as target_unit,
    actual,
    cast(try_cast(replace({{ number_in('actual') }}, ',', '') as decimal(24, 8)) as decimal(24, 8)) as actual_number,
    weight,
    cast(try_cast(nullif(regexp_extract(score_text, '^(-?[0-9]+(?:\.[0-9]+)?)分?$', 1), '') as decimal(18, 6)) as decimal(18, 6)) as score,
    {%- for money in ['budget', 'executed'] %}
    {%- set number = 'try_cast(' ~ printed_number(money ~ '_text') ~ ' as decimal(24, 8))' %}
    cast(case when {{ fits_money(number) }} then {{ number }} end as decimal(24, 8)) as {{ money }},
    {%- endfor %}
    cast(try_cast(nullif(regexp_extract(rate_text, '^([0-9]+(?:\.[0-9]+)?)%?$', 1), '') as decimal(18, 6)) as decimal(18, 6)) as rate,
    cast(length(regexp_extract(rate_text, '\.([0-9]+)', 1)) as integer) as rate_decimals,
    score_cell_id,
    rate_cell_id,
    box.x0 as x0,
    box.top as top,
    box.x1 as x1,
    box.bottom as bottom
from read
