-- A row of a subject fact that is no amount of fct_reported_amount, differs from it, or stands in two facts.
{% set facts = [
    'fct_income_expenditure_summary', 'fct_income', 'fct_expenditure', 'fct_fiscal_appropriation_summary',
    'fct_general_public_expenditure', 'fct_basic_expenditure', 'fct_government_fund', 'fct_state_capital',
    'fct_three_public', 'fct_project_expenditure', 'fct_procurement',
] %}
with facts as (
    {% for fact in facts %}
    select '{{ fact }}' as fact, cell_id, report_id, table_code, amount, printed_value from {{ ref(fact) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select f.cell_id, string_agg(f.fact, ', ') as facts
from facts as f
left join {{ ref('fct_reported_amount') }} as a
    on a.cell_id = f.cell_id and a.report_id = f.report_id and a.table_code = f.table_code
    and a.amount is not distinct from f.amount and a.printed_value = f.printed_value
group by f.cell_id
having count(*) <> 1 or count(a.cell_id) <> 1
