-- printed_line_formula, printed_column_formula: what the notes under a table say of its lines (行次) and columns (栏次).
with formulas as (
    -- A formula that sums the very line it defines names a wrong line; that is a finding about the note (note_names_line).
    select * from {{ ref('int_printed_formula') }} where not names_itself
),

numbered as (
    select
        o.*,
        try_cast(a.line_no as integer) as line_no,
        try_cast(a.column_no as integer) as column_no
    from {{ ref('int_operand') }} as o
    inner join {{ ref('int_reported_amount') }} as a using (cell_id)
),

-- A line's amount stands in the block that the line is in; with one amount column a block, columns need no matching.
line_totals as (
    select f.*, n.cell_id as lhs_cell, n.block_no, n.col_no, n.column_label
    from formulas as f
    inner join numbered as n on n.report_id = f.report_id and n.table_no = f.table_no and n.line_no = f.lhs_no
    where f.axis = 'line' and n.table_code not like '%three_public'
),

line_links as (
    select
        t.lhs_cell as instance,
        'printed_line_formula' as identity_code,
        t.lhs_cell,
        p.cell_id as rhs_cell,
        t.sign
    from line_totals as t
    left join numbered as p
        on p.report_id = t.report_id and p.table_no = t.table_no and p.line_no = t.term_no and p.block_no = t.block_no and p.col_no = t.col_no
),

column_totals as (
    select f.*, n.cell_id as lhs_cell, n.row_no, n.block_no
    from formulas as f
    inner join numbered as n on n.report_id = f.report_id and n.table_no = f.table_no and n.column_no = f.lhs_no
    where f.axis = 'column'
),

column_links as (
    select
        t.lhs_cell as instance,
        'printed_column_formula' as identity_code,
        t.lhs_cell,
        p.cell_id as rhs_cell,
        t.sign
    from column_totals as t
    left join numbered as p
        on p.report_id = t.report_id and p.table_no = t.table_no and p.column_no = t.term_no and p.row_no = t.row_no
),

links as (
    select * from line_links
    union all
    select * from column_links
)

select distinct
    l.identity_code, o.report_id, o.table_no, o.table_code, l.instance,
    concat_ws(' · ', nullif(concat_ws(' ', nullif(o.row_code, ''), o.row_label), ''), o.column_label) as scope, 'lhs' as side, 1 as sign,
    o.cell_id, o.value, o.half_unit, o.printed_text, case when l.identity_code = 'printed_line_formula' then n.line_no || '行' else n.column_no || '栏' end as label
from links as l
inner join {{ ref('int_operand') }} as o on o.cell_id = l.lhs_cell
inner join numbered as n on n.cell_id = l.lhs_cell
union all
select distinct
    l.identity_code, h.report_id, h.table_no, h.table_code, l.instance,
    null, 'rhs', l.sign,
    o.cell_id, o.value, o.half_unit, o.printed_text, case when l.identity_code = 'printed_line_formula' then n.line_no || '行' else n.column_no || '栏' end
from links as l
inner join {{ ref('int_operand') }} as h on h.cell_id = l.lhs_cell
inner join {{ ref('int_operand') }} as o on o.cell_id = l.rhs_cell
inner join numbered as n on n.cell_id = l.rhs_cell
