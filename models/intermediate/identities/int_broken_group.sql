-- Broken identity instances that share a cell, or the total row of one table, have one cause: each such group is one finding.
-- Beside the violated instances these are the ones in which a last digit contradicts all others (int_last_digit).
with broken as (
    select check_id, report_id
    from {{ ref('int_identity_check') }}
    where status = 'violated'
    union
    select unnest(check_ids), report_id
    from {{ ref('int_last_digit') }}
),

nodes as (
    select c.check_id, unnest(c.evidence) as node
    from {{ ref('int_identity_check') }} as c
    inner join broken as b using (check_id)
    union
    -- A row missing from a table breaks its totals in every column.
    select u.check_id, concat_ws('|', u.report_id, o.table_no, o.row_no, u.identity_code)
    from {{ ref('int_operand_use') }} as u
    inner join broken as b using (check_id)
    inner join {{ ref('int_operand') }} as o using (cell_id)
    where u.side = 'lhs' and u.identity_code not in ('row_total', 'printed_column_formula')
    union
    -- A subject left out below its parent is left out in every table.
    select u.check_id, concat_ws('|', u.report_id, o.row_code)
    from {{ ref('int_operand_use') }} as u
    inner join broken as b using (check_id)
    inner join {{ ref('int_operand') }} as o using (cell_id)
    where u.side = 'lhs' and u.identity_code like 'subject\_%' escape '\'
    union
    -- A column whose amounts are counted in others as well is too much in every row by just its amount.
    select u.check_id, concat_ws('|', u.report_id, o.table_no, 'column', o.col_no)
    from {{ ref('int_operand_use') }} as u
    inner join broken as b using (check_id)
    inner join {{ ref('int_identity_check') }} as c using (check_id)
    inner join {{ ref('int_operand') }} as o using (cell_id)
    where u.side = 'rhs' and u.identity_code = 'row_total' and abs(c.difference + o.value) <= c.tolerance
    union
    -- A malformed figure is missing from the sums that it belongs to.
    select b.check_id, f.cell_id
    from {{ ref('int_malformed_use') }} as f
    inner join broken as b using (check_id)
    union
    -- A figure in the wrong column breaks the sums of both.
    select unnest(check_ids), concat_ws('|', cell_id, to_col)
    from {{ ref('int_shift') }}
),

links as (
    select distinct a.check_id as from_check, b.check_id as to_check
    from nodes as a
    inner join nodes as b using (node)
),

reached as (
    with recursive reach as (
        select check_id as root, check_id from broken
        union
        select r.root, l.to_check
        from reach as r
        inner join links as l on l.from_check = r.check_id
    )

    select root, check_id from reach
)

select
    r.check_id,
    any_value(b.report_id) as report_id,
    min(r.root) as group_id
from reached as r
inner join broken as b using (check_id)
group by r.check_id
