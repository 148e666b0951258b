-- Sections and items that a summary names below its classes (深圳: 一、一般公共服务支出, 财政事务, 行政运行): the amount of the subject of that name
-- in the table that details the summary. A name that stands twice below a class, or in two rows of the table, names no single subject.
with class_of_rows as (
    select
        r.document_id as report_id,
        r.table_seq as table_no,
        r.block_no,
        r.row_no,
        {{ plain_name('r.row_label') }} as name,
        l.line_code,
        last_value(case when l.line_code like 'total%' or l.line_code like 'carry_over%' then '' else l.function_code end ignore nulls) over (
            partition by r.document_id, r.table_seq, r.block_no order by r.row_no
        ) as class_code
    from {{ ref('int_row') }} as r
    inner join {{ ref('int_block') }} as b using (document_id, table_seq, block_no)
    left join {{ ref('int_line') }} as l using (document_id, table_seq, block_no, row_no)
    where b.side = 'expenditure' and r.row_label <> ''
),

named as (
    select o.*, n.class_code, n.name
    from class_of_rows as n
    inner join {{ ref('int_operand') }} as o
        on o.report_id = n.report_id and o.table_no = n.table_no and o.block_no = n.block_no and o.row_no = n.row_no
    where
        n.line_code is null and n.class_code <> '' and length(n.name) >= 2
        and o.table_code like '%summary' and o.measure_code = 'total' and o.fund_code is null
        and coalesce(o.phase, '') in ('', 'budget', 'final') and coalesce(o.period, 'current_year') = 'current_year'
    qualify count(*) over (partition by o.report_id, o.table_no, o.block_no, o.col_no, n.class_code, n.name) = 1
),

subjects as (
    select
        o.report_id, o.cell_id, o.table_code, left(o.function_code, 3) as class_code, {{ plain_name('o.row_label') }} as name
    from {{ ref('int_operand') }} as o
    inner join {{ ref('int_table_kind') }} as d using (table_code)
    where
        length(o.function_code) > 3 and d.family in ('expenditure', 'general_public_expenditure')
        and o.measure_code in ('total', 'current_year_expenditure') and coalesce(o.fund_code, 'general_public_budget') = 'general_public_budget'
        and coalesce(o.period, 'current_year') = 'current_year'
    qualify count(*) over (partition by o.report_id, o.table_code, left(o.function_code, 3), name) = 1
),

-- The appropriation summary holds all three budgets; a class of funds or capital is detailed elsewhere.
other_budgets as (
    select distinct report_id, left(function_code, 3) as class_code
    from {{ ref('int_operand') }} as o
    inner join {{ ref('int_table_kind') }} as d using (table_code)
    where d.family in ('government_fund', 'state_capital') and o.function_code is not null and o.value <> 0
),

links as (
    select n.cell_id as instance, 'summary_subject_is_detail_subject' as identity_code, n.cell_id as lhs_cell, s.cell_id as rhs_cell
    from named as n
    inner join subjects as s using (report_id, class_code, name)
    left join other_budgets as b using (report_id, class_code)
    where
        s.table_code = replace(n.table_code, 'income_expenditure_summary', 'expenditure')
        or s.table_code = replace(n.table_code, 'fiscal_appropriation_summary', 'general_public_expenditure') and b.class_code is null
)

{{ operands_of_links('links') }}
