-- Grand totals of two tables that detail the same money (seeds/identities/table_totals).
with rules as (
    select
        r.identity_code,
        k.kind || '_' || r.left_table as left_table,
        r.left_measure,
        r.left_fund,
        k.kind || '_' || r.right_table as right_table,
        r.right_measure,
        r.right_fund
    from {{ ref('table_totals') }} as r
    cross join (values ('budget'), ('final')) as k (kind)
),

single as (
    {{ tables_printed_once() }}
),

-- The total of a table of subjects, or of a list of units and projects.
totals as (
    select report_id, table_code, measure_code, fund_code, cell_id, col_no from {{ ref('int_table_total') }}
    union
    select o.report_id, o.table_code, o.measure_code, o.fund_code, o.cell_id, o.col_no
    from {{ ref('int_operand') }} as o
    where
        regexp_matches({{ line_label('o.row_label') }}, '^(合计|总计)$') and o.row_code = '' and o.table_code not like '%summary'
        and {{ of_the_year('o') }}
    qualify row_number() over (partition by o.report_id, o.table_no, o.block_no, o.col_no order by o.row_no) = 1
),

links as (
    select l.cell_id as instance, r.identity_code, l.cell_id as lhs_cell, t.cell_id as rhs_cell
    from rules as r
    inner join totals as l
        on l.table_code = r.left_table and l.measure_code = r.left_measure and l.fund_code is not distinct from coalesce(r.left_fund, l.fund_code)
    inner join totals as t
        on t.report_id = l.report_id and t.table_code = r.right_table and t.measure_code = r.right_measure
    inner join single as s on s.report_id = l.report_id and s.table_code = r.left_table
    inner join single as d on d.report_id = l.report_id and d.table_code = r.right_table
    qualify row_number() over (partition by l.cell_id, r.identity_code order by t.col_no) = 1
)

{{ operands_of_links('links') }}
