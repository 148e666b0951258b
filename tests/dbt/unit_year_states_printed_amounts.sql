-- A figure of mart_unit_year that its report does not print: ready answers read totals, they never add levels up.
with figures as (
    unpivot (select report_id, total_income, total_expenditure, current_year_income, current_year_expenditure, fiscal_appropriation,
        basic_expenditure, project_expenditure, three_public from {{ ref('mart_unit_year') }})
    on columns(* exclude report_id) into name figure value amount
)

select f.report_id, f.figure, f.amount
from figures as f
where not exists (
    select 1 from {{ ref('fct_reported_amount') }} as a where a.report_id = f.report_id and a.amount = f.amount
)
