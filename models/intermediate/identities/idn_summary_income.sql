-- summary_income_by_source, line_is_sum_of_parts: the income side of the summary tables, line by line.
with lines as (
    select
        l.*,
        l.row_label like '其中%' as is_memo
    from {{ ref('int_line_amount') }} as l
),

present as (
    select distinct report_id, table_no, block_no, col_no, line_code from lines
),

-- A line counts in the total unless the line that it is part of prints an amount too, or it is printed for information (其中).
top_lines as (
    select l.*
    from lines as l
    where
        l.line_code like 'income\_%' escape '\'
        and l.line_code <> 'income_special_fund_projects'
        and not l.is_memo
        and not exists (
            select 1
            from {{ ref('line_parents') }} as p
            inner join present as x on x.line_code = p.parent_line_code
            where p.line_code = l.line_code and x.report_id = l.report_id and x.table_no = l.table_no and x.block_no = l.block_no
                and x.col_no = l.col_no
        )
),

-- 本年收入合计 below its lines, or 一、本年收入 (一、部门预算) above them.
first_lines as (
    select report_id, table_no, block_no, min(row_no) as first_row
    from top_lines
    group by all
),

by_source as (
    select
        t.cell_id as instance,
        'summary_income_by_source' as identity_code,
        t.cell_id as lhs_cell,
        p.cell_id as rhs_cell
    from lines as t
    inner join first_lines as f using (report_id, table_no, block_no)
    inner join top_lines as p using (report_id, table_no, block_no, col_no)
    where
        t.line_code in ('total_current_year_income', 'current_year_department_budget_income')
        and case when t.row_no < f.first_row then p.row_no > t.row_no else p.row_no < t.row_no end
),

-- The parts of a line, where all of them are printed as lines of their own and none as a mere 其中.
part_rows as (
    select
        c.document_id as report_id,
        c.table_seq as table_no,
        c.block_no,
        p.parent_line_code,
        h.row_no as parent_row,
        c.row_no as part_row,
        c.row_label like '其中%' as is_memo
    from {{ ref('int_line') }} as c
    inner join {{ ref('line_parents') }} as p using (line_code)
    inner join {{ ref('int_line') }} as h
        on h.document_id = c.document_id and h.table_seq = c.table_seq and h.block_no = c.block_no
        and h.line_code = p.parent_line_code and h.row_no < c.row_no
    -- The nearest of the lines that a line may be part of.
    qualify row_number() over (partition by c.document_id, c.table_seq, c.block_no, c.row_no order by h.row_no desc) = 1
),

parts as (
    select *
    from part_rows
    window parent_line as (partition by report_id, table_no, block_no, parent_row)
    qualify not bool_or(is_memo) over parent_line and count(*) over parent_line >= 2
),

sum_of_parts as (
    select
        t.cell_id as instance,
        'line_is_sum_of_parts' as identity_code,
        t.cell_id as lhs_cell,
        c.cell_id as rhs_cell
    from parts as p
    inner join lines as t
        on t.report_id = p.report_id and t.table_no = p.table_no and t.block_no = p.block_no and t.row_no = p.parent_row
    inner join lines as c
        on c.report_id = p.report_id and c.table_no = p.table_no and c.block_no = p.block_no and c.row_no = p.part_row and c.col_no = t.col_no
),

links as (
    select * from by_source
    union all
    select * from sum_of_parts
)

{{ operands_of_links('links') }}
