-- One row a body and year for which both a budget and final accounts are here, by functional class.
with classes as (
    select
        unit_id,
        fiscal_year,
        report_kind,
        function_code,
        max(amount) as amount
    from {{ ref('fct_income_expenditure_summary') }} as a
    where {{ of_the_year('a') }} and side = 'expenditure' and length(function_code) = 3 and measure_code = 'total' and coalesce(phase, '') in ('', 'budget', 'final')
    group by all
)

select
    coalesce(b.unit_id, f.unit_id) as unit_id,
    u.unit_name,
    coalesce(b.fiscal_year, f.fiscal_year) as fiscal_year,
    coalesce(b.function_code, f.function_code) as function_code,
    s.name_zh as function_name,
    b.amount as budget_amount,
    f.amount as final_amount,
    try_cast(f.amount - b.amount as decimal(18, 2)) as difference,
    case when b.amount <> 0 then try_cast(round(f.amount * 100 / b.amount, 2) as decimal(18, 2)) end as execution_rate
from (select * from classes where report_kind = 'budget') as b
full join (select * from classes where report_kind = 'final_accounts') as f
    on f.unit_id = b.unit_id and f.fiscal_year = b.fiscal_year and f.function_code = b.function_code
left join {{ ref('dim_unit') }} as u on u.unit_id = coalesce(b.unit_id, f.unit_id)
left join {{ ref('dim_function_subject') }} as s on s.code = coalesce(b.function_code, f.function_code)
where
    exists (
        select 1 from classes as x
        where x.unit_id = coalesce(b.unit_id, f.unit_id) and x.fiscal_year = coalesce(b.fiscal_year, f.fiscal_year)
        having count(distinct x.report_kind) = 2
    )
