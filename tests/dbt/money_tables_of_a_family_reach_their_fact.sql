-- An amount of a family that has a subject fact and that the fact does not hold.
{% set facts = {
    'income_expenditure_summary': 'fct_income_expenditure_summary', 'income': 'fct_income', 'expenditure': 'fct_expenditure',
    'fiscal_appropriation_summary': 'fct_fiscal_appropriation_summary', 'general_public_expenditure': 'fct_general_public_expenditure',
    'basic_expenditure': 'fct_basic_expenditure', 'government_fund': 'fct_government_fund', 'state_capital': 'fct_state_capital',
    'three_public': 'fct_three_public', 'project_expenditure': 'fct_project_expenditure', 'procurement': 'fct_procurement',
} %}
with held as (
    {% for family, fact in facts.items() %}
    select '{{ family }}' as family, cell_id from {{ ref(fact) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select a.cell_id, t.family
from {{ ref('fct_reported_amount') }} as a
inner join {{ ref('dim_table') }} as t using (table_code)
left join held as h using (cell_id, family)
where t.family in ('{{ facts.keys() | join("', '") }}') and h.cell_id is null
