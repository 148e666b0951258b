-- Identities between two reports of one body: this year's opening carry-over and last year's closing one, the figure of the year
-- before that a report states and that year's own report, the budget that final accounts state and the budget as it was published, a
-- department's row of a unit and the unit's own report.
with reports as (
    select
        document_id as report_id,
        unit_name,
        report_kind,
        coalesce(scope, '') as scope,
        fiscal_year
    from {{ ref('int_report') }}
    where reason_code is null
    -- Of several versions of one report none is told to be the valid one: what they say is not set against other years.
    qualify count(*) over (partition by unit_name, report_kind, scope, fiscal_year) = 1
),

years as (
    select
        t.report_id as this_report,
        l.report_id as other_report,
        t.report_kind,
        t.fiscal_year
    from reports as t
    inner join reports as l
        on l.unit_name = t.unit_name and l.report_kind = t.report_kind and l.scope = t.scope and l.fiscal_year = t.fiscal_year - 1
),

closing_is_opening as (
    select a.cell_id as instance, 'opening_is_prior_closing' as identity_code, a.cell_id as lhs_cell, b.cell_id as rhs_cell
    from years as y
    inner join {{ ref('int_line_amount') }} as a on a.report_id = y.this_report
    inner join {{ ref('int_line_amount') }} as b on b.report_id = y.other_report
    where
        y.report_kind = 'final_accounts'
        and a.table_code = 'final_income_expenditure_summary' and b.table_code = a.table_code
        and a.line_code = 'carry_over_opening' and b.line_code = 'carry_over_closing'
        and a.measure_code = 'total' and b.measure_code = 'total'
        and coalesce(a.phase, 'final') = 'final' and coalesce(b.phase, 'final') = 'final'
),

prior_year as (
    select a.cell_id as instance, 'prior_year_figure_is_that_report' as identity_code, a.cell_id as lhs_cell, b.cell_id as rhs_cell
    from years as y
    inner join {{ ref('int_three_public') }} as a on a.report_id = y.this_report and a.year = y.fiscal_year - 1
    inner join {{ ref('int_three_public') }} as b
        on b.report_id = y.other_report and b.is_reported_year and b.item = a.item
        and b.fund_code is not distinct from a.fund_code and coalesce(b.phase, 'budget') = coalesce(a.phase, 'budget')
    where y.report_kind = 'budget'
),

-- Lines of a summary that print the year before beside the year.
prior_year_lines as (
    select a.cell_id as instance, 'prior_year_figure_is_that_report' as identity_code, a.cell_id as lhs_cell, b.cell_id as rhs_cell
    from years as y
    inner join {{ ref('int_line_amount') }} as a on a.report_id = y.this_report and (a.period = 'prior_year' or a.period_year = y.fiscal_year - 1)
    inner join {{ ref('int_line_amount') }} as b
        on b.report_id = y.other_report and b.table_code = a.table_code and b.line_code = a.line_code and b.side is not distinct from a.side
        and b.measure_code = a.measure_code and b.fund_code is not distinct from a.fund_code
        and coalesce(b.period, 'current_year') = 'current_year' and coalesce(b.period_year = y.fiscal_year - 1, true)
        and coalesce(b.phase, '') in ('', 'budget', 'final')
    -- A line that a summary prints twice names no figure of the other report.
    qualify count(*) over (partition by a.cell_id) = 1
),

-- 年初预算数 of a final-accounts summary, line by line.
initial_budget as (
    select a.cell_id as instance, 'initial_budget_is_published_budget' as identity_code, a.cell_id as lhs_cell, b.cell_id as rhs_cell
    from reports as f
    inner join reports as d
        on d.unit_name = f.unit_name and d.scope = f.scope and d.fiscal_year = f.fiscal_year and d.report_kind = 'budget'
    inner join {{ ref('int_line_amount') }} as a on a.report_id = f.report_id and a.phase = 'initial_budget'
    inner join {{ ref('int_line_amount') }} as b
        on b.report_id = d.report_id and b.table_code = replace(a.table_code, 'final_', 'budget_') and b.line_code = a.line_code
        and b.side is not distinct from a.side and b.fund_code is not distinct from a.fund_code
        -- A column of a fund may bear the fund's name alone, or stand under it.
        and (b.measure_code = a.measure_code or a.fund_code is not null)
        and coalesce(b.phase, 'budget') = 'budget' and coalesce(b.period, 'current_year') = 'current_year'
        and coalesce(b.period_year = d.fiscal_year, true)
    where f.report_kind = 'final_accounts'
    qualify count(*) over (partition by a.cell_id) = 1
),

printed_units as (
    select distinct report_id, table_no, unit_code from {{ ref('int_operand') }} where unit_code is not null
),

-- The unit's row in its department's table of income or expenditure by unit, and the total of the unit's own table. The row that heads all
-- units (305 某局) bears the name of the department's own seat (305001 某局（本级）), but is no unit.
unit_rows as (
    select a.cell_id as instance, 'unit_row_is_unit_report' as identity_code, a.cell_id as lhs_cell, t.cell_id as rhs_cell
    from {{ ref('int_operand') }} as a
    inner join reports as d on d.report_id = a.report_id
    inner join reports as u
        on u.fiscal_year = d.fiscal_year and u.report_kind = d.report_kind and u.report_id <> d.report_id
        and u.scope = 'unit' and u.unit_name = {{ unit_name('a.row_label') }}
    inner join {{ ref('int_table_total') }} as t
        on t.report_id = u.report_id and t.table_code = a.table_code and t.measure_code = a.measure_code
        and t.fund_code is not distinct from a.fund_code
    where
        a.unit_code is not null and a.function_code is null
        and a.table_code in ('budget_income', 'budget_expenditure', 'final_income', 'final_expenditure')
        and {{ of_the_year('a') }}
        and not exists (
            select 1 from printed_units as p
            where p.report_id = a.report_id and p.table_no = a.table_no and p.unit_code like a.unit_code || '_%'
        )
),

links as (
    select * from closing_is_opening
    union all
    select * from prior_year
    union all
    select * from prior_year_lines
    union all
    select * from initial_budget
    union all
    select * from unit_rows
)

{{ operands_of_links('links') }}
