-- Where a figure would stand in a sum if its place printed one: the places of broken reports that print no amount. What the other columns
-- of a row, or the other rows of a column, are part of tells what the blank one is part of.
with uses as (
    select
        u.check_id,
        u.identity_code,
        u.side,
        u.sign,
        o.report_id,
        o.table_no,
        o.block_no,
        o.row_no,
        o.col_no
    from {{ ref('int_operand_use') }} as u
    inner join {{ ref('int_operand') }} as o using (cell_id)
    where u.report_id in (select report_id from {{ ref('int_identity_check') }} where status = 'violated')
),

totals as (
    select * from uses where side = 'lhs'
),

-- The parts of totals of one table: parts in the same column, or in the same row.
parts as (
    select
        t.report_id,
        t.table_no,
        t.block_no,
        t.identity_code,
        t.row_no as total_row,
        t.col_no as total_col,
        p.row_no as part_row,
        p.col_no as part_col,
        p.sign
    from totals as t
    inner join uses as p
        on p.check_id = t.check_id and p.side = 'rhs'
        and p.report_id = t.report_id and p.table_no = t.table_no and p.block_no = t.block_no
    where (p.row_no = t.row_no) <> (p.col_no = t.col_no)
),

-- Seen in one column, true of all; seen in one row, true of all.
places as (
    select distinct
        t.check_id,
        t.report_id,
        t.table_no,
        p.part_row as row_no,
        t.col_no,
        p.sign
    from parts as p
    inner join totals as t using (report_id, table_no, block_no, identity_code)
    where p.part_col = p.total_col and t.row_no = p.total_row
    union
    select distinct
        t.check_id,
        t.report_id,
        t.table_no,
        t.row_no,
        p.part_col,
        p.sign
    from parts as p
    inner join totals as t using (report_id, table_no, block_no, identity_code)
    where p.part_row = p.total_row and t.col_no = p.total_col
)

select
    p.check_id,
    p.report_id,
    p.table_no,
    p.row_no,
    p.col_no,
    p.sign
from places as p
where
    not exists (
        select 1 from {{ ref('int_operand') }} as o
        where o.report_id = p.report_id and o.table_no = p.table_no and o.row_no = p.row_no and o.col_no = p.col_no
    )
union all
-- A blank total is the left side of its own instance.
select distinct
    check_id,
    report_id,
    table_no,
    total_row,
    total_col,
    -1
from {{ ref('int_blank_total') }}
