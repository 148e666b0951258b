-- One row a body, year and kind of report: its totals in yuan, each read from the one line that states it.
with reports as (
    select *
    from {{ ref('dim_report') }}
    where status <> 'quarantined' and report_kind in ('budget', 'final_accounts')
),

lines as (
    select
        report_id,
        max(amount) filter (where line_code = 'total_income' or line_code = 'total' and side = 'income') as total_income,
        max(amount) filter (where line_code = 'total_expenditure' or line_code = 'total' and side = 'expenditure') as total_expenditure,
        max(amount) filter (where line_code = 'total_current_year_income') as current_year_income,
        max(amount) filter (where line_code = 'total_current_year_expenditure') as current_year_expenditure
    from {{ ref('fct_income_expenditure_summary') }} as a
    where {{ of_the_year('a') }} and measure_code = 'total' and coalesce(phase, '') in ('', 'budget', 'final')
    group by report_id
),

appropriation as (
    select
        report_id,
        max(amount) filter (where line_code = 'total_income' or line_code = 'total' and side = 'income') as fiscal_appropriation
    from {{ ref('fct_fiscal_appropriation_summary') }} as a
    where {{ of_the_year('a') }} and measure_code = 'total' and coalesce(phase, '') in ('', 'budget', 'final')
    group by report_id
),

totals as (
    select
        a.report_id,
        max(a.amount) filter (where a.measure_code = 'basic_expenditure') as basic_expenditure,
        max(a.amount) filter (where a.measure_code = 'project_expenditure') as project_expenditure
    from {{ ref('fct_expenditure') }} as a
    where {{ of_the_year('a') }} and regexp_matches(a.row_label, '^(合计|总计)$') and a.table_code in ('budget_expenditure', 'final_expenditure')
    group by a.report_id
),

three_public as (
    select
        report_id,
        max(amount) as three_public
    from {{ ref('int_three_public') }}
    where item = 'three_public_total' and is_reported_year
    group by report_id
)

select
    r.unit_id,
    u.unit_name,
    u.department,
    u.province,
    u.city,
    u.district,
    r.fiscal_year,
    r.report_kind,
    r.scope,
    r.report_id,
    l.total_income,
    l.total_expenditure,
    l.current_year_income,
    l.current_year_expenditure,
    p.fiscal_appropriation,
    t.basic_expenditure,
    t.project_expenditure,
    h.three_public
from reports as r
left join {{ ref('dim_unit') }} as u using (unit_id)
left join lines as l using (report_id)
left join appropriation as p using (report_id)
left join totals as t using (report_id)
left join three_public as h using (report_id)
-- 表 and 说明 of one disclosure are two files: keep the one that has the figures.
qualify row_number() over (
    partition by r.disclosure_id order by l.total_income is null, r.source_file
) = 1
