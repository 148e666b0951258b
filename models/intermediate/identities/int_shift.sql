-- Figures that would make broken instances hold if they stood in another column of their row, changing places with what is printed
-- there (a figure, or nothing). One row a pair of places that satisfies every violated instance in which it takes part, and breaks none:
-- the sums of both columns, or, where the total of the wrong column is blank, the sum of the right one to the last digit.
with effects as (
    select
        u.check_id,
        o.report_id,
        o.table_no,
        o.row_no,
        o.col_no,
        case when u.side = 'lhs' then 1 else -u.sign end as effect
    from {{ ref('int_operand_use') }} as u
    inner join {{ ref('int_operand') }} as o using (cell_id)
    where u.report_id in (select report_id from {{ ref('int_identity_check') }} where status = 'violated')
    union all
    select check_id, report_id, table_no, row_no, col_no, -sign
    from {{ ref('int_blank_use') }}
    union all
    select b.check_id, b.report_id, b.table_no, o.row_no, o.col_no, -1
    from {{ ref('int_blank_total') }} as b
    inner join {{ ref('int_operand') }} as o using (cell_id)
    where b.is_told
),

checks as (
    select check_id, status, difference, tolerance
    from {{ ref('int_identity_check') }}
    where status <> 'not_evaluable'
),

figures as (
    select report_id, table_no, block_no, row_no, col_no, cell_id, value
    from {{ ref('int_operand') }}
),

-- Other columns of the row, with what they print.
neighbours as (
    select
        f.report_id,
        f.table_no,
        f.row_no,
        f.col_no as from_col,
        f.cell_id,
        f.value,
        c.col_no as to_col,
        n.cell_id as other_cell_id,
        coalesce(n.value, 0) as other_value
    from figures as f
    inner join {{ ref('int_column') }} as c
        on c.document_id = f.report_id and c.table_seq = f.table_no and c.block_no = f.block_no and c.role = 'value' and c.col_no <> f.col_no
    left join figures as n
        on n.report_id = f.report_id and n.table_no = f.table_no and n.row_no = f.row_no and n.col_no = c.col_no
    where f.value <> 0
),

-- A pair is worth trying where the exchange is just what a broken instance lacks.
pairs as (
    select distinct n.*
    from checks as c
    inner join effects as e using (check_id)
    inner join neighbours as n
        on n.report_id = e.report_id and n.table_no = e.table_no and n.row_no = e.row_no
        and (
            n.from_col = e.col_no and abs(c.difference + e.effect * (n.other_value - n.value)) <= c.tolerance
            or n.to_col = e.col_no and abs(c.difference + e.effect * (n.value - n.other_value)) <= c.tolerance
        )
    where
        c.status = 'violated'
        -- Two figures that change places are one pair.
        and (n.other_cell_id is null or n.other_value = 0 or n.from_col < n.to_col)
),

changes as (
    select
        p.cell_id,
        p.to_col,
        e.check_id,
        sum(e.effect * case when e.col_no = p.from_col then p.other_value - p.value else p.value - p.other_value end) as change,
        bool_or(e.col_no = p.from_col) as at_from,
        bool_or(e.col_no = p.to_col) as at_to
    from pairs as p
    inner join effects as e
        on e.report_id = p.report_id and e.table_no = p.table_no and e.row_no = p.row_no and e.col_no in (p.from_col, p.to_col)
    group by p.cell_id, p.to_col, e.check_id
),

judged as (
    select
        x.cell_id,
        x.to_col,
        list(x.check_id order by x.check_id) filter (where c.status = 'violated') as check_ids,
        count(*) filter (where c.status = 'violated' and abs(c.difference + x.change) > c.tolerance) as still_broken,
        count(*) filter (where c.status <> 'violated' and abs(c.difference + x.change) > c.tolerance) as would_break,
        count(*) filter (where c.status = 'violated' and c.difference + x.change = 0 and x.at_to) as exact_at_to,
        bool_or(c.status = 'violated' and x.at_from) and bool_or(c.status = 'violated' and x.at_to) as both_sides
    from changes as x
    inner join checks as c using (check_id)
    group by x.cell_id, x.to_col
)

select
    p.report_id,
    p.cell_id,
    p.other_cell_id,
    p.table_no,
    p.row_no,
    p.from_col,
    p.to_col,
    j.check_ids
from judged as j
inner join pairs as p using (cell_id, to_col)
where j.still_broken = 0 and j.would_break = 0 and (j.both_sides and len(j.check_ids) >= 2 or j.exact_at_to = len(j.check_ids))
