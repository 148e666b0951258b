-- Identities between the summary tables and the tables of subjects of one report. Figures of another year, and changes, stand beside them.
with lines as (
    select * from {{ ref('int_line_amount') }} as a
    where {{ of_the_year('a') }}
),

-- The grand total of a table of subjects, column by column.
totals as (
    select
        o.*,
        row_number() over (partition by o.report_id, o.table_no, o.block_no, o.col_no order by r.row_no) as place
    from {{ ref('int_operand') }} as o
    inner join {{ ref('int_subject_row') }} as r
        on r.report_id = o.report_id and r.table_no = o.table_no and r.block_no = o.block_no and r.row_no = o.row_no
    where r.is_total and {{ of_the_year('o') }}
    qualify place = 1
),

printed_codes as (
    select distinct report_id, table_no, col_no, function_code from {{ ref('int_operand') }} where function_code is not null
),

-- A budget as it was at the beginning of the year lacks what the year before carried over; a summary that prints that holds it.
carried_over as (
    select distinct report_id
    from lines
    where table_code like '%fiscal_appropriation_summary' and line_code like 'carry_over_opening%' and value <> 0
),

-- Amounts by functional class: the row of the class, or, where that is not printed, its parts that no other part of it heads
-- (21598 beside 2150805).
class_rows as (
    select
        o.*,
        left(o.function_code, 3) as class_code
    from {{ ref('int_operand') }} as o
    where
        o.function_code is not null and {{ of_the_year('o') }}
        and not exists (
            select 1 from printed_codes as h
            where
                h.report_id = o.report_id and h.table_no = o.table_no and h.col_no = o.col_no
                and o.function_code like h.function_code || '_%'
        )
        and not (
            o.phase is not distinct from 'initial_budget' and o.table_code like 'budget%'
            and exists (select 1 from carried_over as c where c.report_id = o.report_id)
        )
),

has_carry_over as (
    select distinct document_id as report_id, table_seq as table_no, measure_code
    from {{ ref('int_column') }}
    where measure_code in ('carry_over_opening', 'carry_over_closing', 'use_of_balances')
),

summary_expenditure as (
    select
        l.cell_id as instance,
        'summary_is_expenditure_total' as identity_code,
        l.cell_id as lhs_cell,
        t.cell_id as rhs_cell
    from lines as l
    inner join totals as t using (report_id)
    left join has_carry_over as c on c.report_id = t.report_id and c.table_no = t.table_no and c.measure_code = 'carry_over_closing'
    left join (select distinct report_id, table_no from has_carry_over where measure_code <> 'carry_over_closing') as s
        on s.report_id = t.report_id and s.table_no = t.table_no
    where
        l.table_code in ('budget_income_expenditure_summary', 'final_income_expenditure_summary')
        and l.side = 'expenditure' and l.measure_code = 'total' and coalesce(l.phase, '') in ('', 'budget', 'final')
        and (
            l.line_code = case when c.report_id is null then 'total_current_year_expenditure' else 'total_expenditure' end
            or l.line_code = 'total_expenditure' and s.report_id is not null and l.value = t.value
        )
        and t.table_code = replace(l.table_code, 'income_expenditure_summary', 'expenditure')
        and t.measure_code in ('total', 'current_year_expenditure')
    -- A table of expenditure by source of money, what the year before left among them, may count what is left for the next year in its total or not:
    -- one of the two lines is meant, and only where neither is met, the line of the year is not.
    qualify
        row_number() over (partition by l.cell_id order by t.col_no, t.table_no) = 1
        and row_number() over (partition by l.report_id, l.table_no, l.block_no, l.col_no order by (s.report_id is not null and l.value = t.value) desc, t.col_no, t.table_no, l.row_no) = 1
),

summary_income as (
    select
        l.cell_id as instance,
        'summary_is_income_total' as identity_code,
        l.cell_id as lhs_cell,
        t.cell_id as rhs_cell
    from lines as l
    inner join totals as t using (report_id)
    left join has_carry_over as c on c.report_id = t.report_id and c.table_no = t.table_no and c.measure_code = 'carry_over_opening'
    where
        l.table_code in ('budget_income_expenditure_summary', 'final_income_expenditure_summary')
        and l.side = 'income' and l.measure_code = 'total' and coalesce(l.phase, '') in ('', 'budget', 'final')
        and l.line_code = case when c.report_id is null then 'total_current_year_income' else 'total_income' end
        and t.table_code = replace(l.table_code, 'income_expenditure_summary', 'income')
        and t.measure_code in ('total', 'current_year_income')
    qualify row_number() over (partition by l.cell_id order by t.col_no, t.table_no) = 1
),

summary_classes as (
    select
        l.cell_id as instance,
        'summary_class_is_detail_class' as identity_code,
        l.cell_id as lhs_cell,
        d.cell_id as rhs_cell
    from lines as l
    inner join class_rows as d on d.report_id = l.report_id and d.class_code = l.line_function_code
    where
        l.table_code in ('budget_income_expenditure_summary', 'final_income_expenditure_summary')
        and l.side = 'expenditure' and l.measure_code = 'total' and coalesce(l.phase, '') in ('', 'budget', 'final')
        and d.table_code = replace(l.table_code, 'income_expenditure_summary', 'expenditure')
        and d.measure_code in ('total', 'current_year_expenditure')
),

appropriation_classes as (
    select
        l.cell_id as instance,
        'appropriation_class_is_detail_class' as identity_code,
        l.cell_id as lhs_cell,
        d.cell_id as rhs_cell
    from lines as l
    inner join class_rows as d on d.report_id = l.report_id and d.class_code = l.line_function_code
    where
        l.table_code in ('budget_fiscal_appropriation_summary', 'final_fiscal_appropriation_summary')
        and l.side = 'expenditure' and l.fund_code = 'general_public_budget' and coalesce(l.phase, '') in ('', 'budget', 'final')
        and d.table_code = replace(l.table_code, 'fiscal_appropriation_summary', 'general_public_expenditure')
        and d.measure_code in ('total', 'current_year_expenditure')
),

-- Without columns of funds, the amount of a class is that of all three budgets.
appropriation_classes_of_all_funds as (
    select
        l.cell_id as instance,
        'appropriation_class_is_detail_class' as identity_code,
        l.cell_id as lhs_cell,
        d.cell_id as rhs_cell
    from lines as l
    inner join class_rows as d on d.report_id = l.report_id and d.class_code = l.line_function_code
    where
        l.table_code in ('budget_fiscal_appropriation_summary', 'final_fiscal_appropriation_summary')
        and l.side = 'expenditure' and l.measure_code = 'total' and coalesce(l.phase, '') in ('', 'budget', 'final')
        and not exists (
            select 1 from lines as f
            where f.report_id = l.report_id and f.table_no = l.table_no and f.side = 'expenditure' and f.fund_code = 'general_public_budget'
        )
        and exists (
            select 1 from class_rows as g
            where g.report_id = l.report_id and g.table_code = replace(l.table_code, 'fiscal_appropriation_summary', 'general_public_expenditure')
        )
        and d.table_code in (
            replace(l.table_code, 'fiscal_appropriation_summary', 'general_public_expenditure'),
            replace(l.table_code, 'fiscal_appropriation_summary', 'government_fund'),
            replace(l.table_code, 'fiscal_appropriation_summary', 'state_capital')
        )
        and d.measure_code in ('total', 'current_year_expenditure')
),

-- Tables of subjects whose classes make up their total: a class that such a table does not print has nothing in it.
complete_details as (
    select d.report_id, d.table_code
    from class_rows as d
    inner join totals as t
        on t.report_id = d.report_id and t.table_no = d.table_no and t.block_no = d.block_no and t.col_no = d.col_no
    where d.measure_code in ('total', 'current_year_expenditure')
    group by d.report_id, d.table_code, d.table_no, d.col_no
    having sum(d.value) = any_value(t.value)
),

-- An amount on the line of a class that the table of subjects does not print: nothing stands against it.
classes_of_no_detail as (
    select distinct
        l.cell_id as instance,
        case
            when l.table_code like '%income_expenditure_summary' then 'summary_class_is_detail_class' else 'appropriation_class_is_detail_class'
        end as identity_code,
        l.cell_id as lhs_cell,
        cast(null as varchar) as rhs_cell
    from lines as l
    inner join complete_details as d
        on d.report_id = l.report_id
        and d.table_code = case
            when l.table_code like '%income_expenditure_summary' then replace(l.table_code, 'income_expenditure_summary', 'expenditure')
            else replace(l.table_code, 'fiscal_appropriation_summary', 'general_public_expenditure')
        end
    where
        regexp_matches(l.table_code, '^(budget|final)_(income_expenditure|fiscal_appropriation)_summary$')
        and l.side = 'expenditure' and coalesce(l.phase, '') in ('', 'budget', 'final') and length(l.line_function_code) = 3 and l.value <> 0
        and case when l.table_code like '%income_expenditure_summary' then l.measure_code = 'total' else l.fund_code = 'general_public_budget' end
        and not exists (
            select 1 from class_rows as c
            where c.report_id = l.report_id and c.table_code = d.table_code and c.class_code = l.line_function_code
        )
),

basic_expenditure as (
    select
        t.cell_id as instance,
        'basic_expenditure_total' as identity_code,
        t.cell_id as lhs_cell,
        b.cell_id as rhs_cell
    from totals as t
    inner join totals as b using (report_id)
    where
        t.table_code in ('budget_general_public_expenditure', 'final_general_public_expenditure')
        and t.measure_code = 'basic_expenditure'
        and b.table_code = replace(t.table_code, 'general_public_expenditure', 'general_public_basic_expenditure')
        and b.measure_code in ('total', 'basic_expenditure')
    qualify row_number() over (partition by t.cell_id order by b.block_no, b.col_no, b.table_no) = 1
),

links as (
    select * from summary_expenditure
    union all
    select * from summary_income
    union all
    select * from summary_classes
    union all
    select * from appropriation_classes
    union all
    select * from appropriation_classes_of_all_funds
    union all
    select * from classes_of_no_detail
    union all
    select * from basic_expenditure
)

{{ operands_of_links('links') }}
