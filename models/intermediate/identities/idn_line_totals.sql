-- Lines of a summary against the totals of the tables that detail them (seeds/identities/line_totals), and against the other summary.
with rules as (
    select
        r.identity_code,
        k.kind || '_' || r.left_table as left_table,
        r.left_line,
        r.left_fund,
        k.kind || '_' || r.right_table as right_table,
        r.right_measure,
        r.right_fund
    from {{ ref('line_totals') }} as r
    cross join (values ('budget'), ('final')) as k (kind)
),

single as (
    {{ tables_printed_once() }}
),

lines as (
    select * from {{ ref('int_line_amount') }} as a
    where {{ of_the_year('a') }}
),

detail as (
    select l.cell_id as instance, r.identity_code, l.cell_id as lhs_cell, t.cell_id as rhs_cell
    from rules as r
    inner join lines as l
        on l.table_code = r.left_table and l.line_code = r.left_line
        and (l.fund_code is not distinct from r.left_fund or r.left_fund is null and l.measure_code = 'total')
    inner join {{ ref('int_table_total') }} as t
        on t.report_id = l.report_id and t.table_code = r.right_table and t.measure_code = r.right_measure
        and (r.right_fund is null or t.fund_code = r.right_fund)
    inner join single as s on s.report_id = l.report_id and s.table_code = r.left_table
    inner join single as d on d.report_id = l.report_id and d.table_code = r.right_table
    where coalesce(l.phase, '') in ('', 'budget', 'final') and l.row_label not like '其中%'
    -- A carry-over of one fund is a column of its own; the whole is the one without a fund.
    qualify row_number() over (partition by l.cell_id, r.identity_code order by t.fund_code is not null and r.right_fund is null, t.col_no) = 1
),

-- The column of the income table is there, but blank from head to foot: nothing stands against the line. (Of the tables of funds,
-- fund_table_prints_its_fund says as much.)
blank_columns as (
    select distinct l.cell_id as instance, r.identity_code, l.cell_id as lhs_cell, cast(null as varchar) as rhs_cell
    from rules as r
    inner join lines as l
        on l.table_code = r.left_table and l.line_code = r.left_line
        and (l.fund_code is not distinct from r.left_fund or r.left_fund is null and l.measure_code = 'total')
    inner join {{ ref('int_table_total') }} as t on t.report_id = l.report_id and t.table_code = r.right_table
    inner join {{ ref('int_column') }} as k
        on k.document_id = t.report_id and k.table_seq = t.table_no and k.measure_code = r.right_measure
        and (r.right_fund is null or k.fund_code = r.right_fund)
    inner join single as s on s.report_id = l.report_id and s.table_code = r.left_table
    inner join single as d on d.report_id = l.report_id and d.table_code = r.right_table
    where
        r.right_table in ('budget_income', 'final_income')
        and coalesce(l.phase, '') in ('', 'budget', 'final') and l.row_label not like '其中%' and l.value <> 0
        -- Another column may hold it: where any of those that can be meant prints an amount, that is compared.
        and not exists (
            select 1 from {{ ref('int_operand') }} as o
            where o.report_id = l.report_id and o.table_no = t.table_no and o.measure_code = r.right_measure
                and (r.right_fund is null or o.fund_code = r.right_fund)
                and {{ of_the_year('o') }}
        )
),

-- The income of each budget stands in both summaries.
between_summaries as (
    select a.cell_id as instance, 'income_line_is_appropriation_line' as identity_code, a.cell_id as lhs_cell, b.cell_id as rhs_cell
    from lines as a
    inner join lines as b
        on b.report_id = a.report_id and b.table_code = replace(a.table_code, 'income_expenditure_summary', 'fiscal_appropriation_summary')
        and b.line_code = a.line_code and b.side = 'income' and b.measure_code = 'total' and b.phase_key = a.phase_key
    inner join single as s on s.report_id = a.report_id and s.table_code = a.table_code
    inner join single as d on d.report_id = a.report_id and d.table_code = b.table_code
    where
        a.table_code in ('budget_income_expenditure_summary', 'final_income_expenditure_summary')
        and a.line_code in ('income_general_public_budget', 'income_government_fund', 'income_state_capital')
        and a.side = 'income' and a.measure_code = 'total'
        -- Where the summary has no line of carry-over (重庆), its sources hold the carry-over of the year before as well.
        and exists (
            select 1 from {{ ref('int_line') }} as c
            where c.document_id = a.report_id and c.table_seq = a.table_no and c.block_no = a.block_no and c.line_code like 'carry_over_opening%'
        )
),

links as (
    select * from detail
    union all
    select * from blank_columns
    union all
    select * from between_summaries
)

{{ operands_of_links('links') }}
