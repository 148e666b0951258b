-- Lists that name bodies and print no codes: 合计 is the sum of the bodies, a body the sum of the rows below it. A name that ends like that
-- of a body may be that of a project (…公共服务平台, …大道站); so where the rows of a body end is told by its figures: before the
-- name at which most of its columns agree, half of them at least, and names before that are none of bodies. Where no end agrees (a misprint),
-- the next name ends it, if the total is that of the bodies so found. Purchases have levels of their own below their bodies.
with lists as (
    select
        o.*,
        regexp_matches({{ line_label('o.row_label') }}, '^(合计|总计)$') as is_total,
        regexp_matches(regexp_replace({{ squeeze('o.row_label') }}, '(\([^()]*\))+$', ''), '^[一-龥0-9“”]{2,}{{ narrative_words('body_end') }}$') as is_body
    from {{ ref('int_operand') }} as o
    inner join {{ ref('int_table_kind') }} as d using (table_code)
    where
        d.family in ('income', 'expenditure', 'general_public_expenditure', 'basic_expenditure', 'project_expenditure')
        and not exists (
            select 1 from {{ ref('int_subject_row') }} as s
            where s.report_id = o.report_id and s.table_no = o.table_no and s.subject_code is not null
        )
        and not exists (select 1 from {{ ref('int_flat_total') }} as f where f.report_id = o.report_id and f.table_no = o.table_no)
        and not exists (select 1 from {{ ref('int_unit_link') }} as u where u.report_id = o.report_id and u.table_no = o.table_no)
),

-- One 合计, above everything else: without it nothing tells where the last body ends.
rows_of_lists as (
    select *, row_number() over (partition by report_id, table_no, block_no order by row_no) as place
    from (
        select report_id, table_no, table_code, block_no, row_no, bool_or(is_total) as is_total, bool_or(is_body) and not bool_or(is_total) as is_body
        from lists
        group by all
    )
    qualify
        sum(is_total::integer) over (partition by report_id, table_no, block_no) = 1
        and first_value(is_total) over (partition by report_id, table_no, block_no order by row_no)
),

-- Every column of every row, with the sum of all above and with it.
grid as (
    select
        r.report_id, r.table_no, r.block_no, r.row_no, r.place, r.is_total, r.is_body, c.col_no,
        coalesce(l.value, 0) as value,
        c.half_unit,
        sum(coalesce(l.value, 0)) over (partition by r.report_id, r.table_no, r.block_no, c.col_no order by r.row_no) as running
    from rows_of_lists as r
    inner join (select report_id, table_no, block_no, col_no, max(half_unit) as half_unit from lists group by all) as c using (report_id, table_no, block_no)
    left join lists as l
        on l.report_id = r.report_id and l.table_no = r.table_no and l.block_no = r.block_no and l.row_no = r.row_no and l.col_no = c.col_no
),

-- The last row before each name of a body, and the last row of the list.
ends as (
    select report_id, table_no, block_no, row_no, place
    from rows_of_lists
    qualify coalesce(lead(is_body) over (partition by report_id, table_no, block_no order by row_no), true)
),

tried as (
    select
        b.report_id, b.table_no, b.block_no, b.row_no, e.row_no as end_row,
        count(*) filter (where abs(g.running - b.running - b.value) <= b.half_unit * (e.place - b.place + 1)) as agreeing,
        count(*) as telling
    from grid as b
    inner join ends as e
        on e.report_id = b.report_id and e.table_no = b.table_no and e.block_no = b.block_no
        and e.place > b.place and e.place <= b.place + 300
    inner join grid as g
        on g.report_id = e.report_id and g.table_no = e.table_no and g.block_no = e.block_no and g.row_no = e.row_no and g.col_no = b.col_no
    where b.is_body and b.value <> 0
    group by b.report_id, b.table_no, b.block_no, b.row_no, e.row_no
),

extents as (
    select report_id, table_no, block_no, row_no, max_by(end_row, row(agreeing, -end_row)) as end_row
    from tried
    where 2 * agreeing >= telling
    group by report_id, table_no, block_no, row_no
),

bodies as (
    select
        b.report_id, b.table_no, b.table_code, b.block_no, b.row_no, x.end_row,
        lead(b.row_no, 1, 1000000) over (partition by b.report_id, b.table_no, b.block_no order by b.row_no) as next_body
    from rows_of_lists as b
    left join extents as x using (report_id, table_no, block_no, row_no)
    where
        b.is_body
        and not exists (
            select 1 from extents as o
            where o.report_id = b.report_id and o.table_no = b.table_no and o.block_no = b.block_no and o.row_no < b.row_no and o.end_row >= b.row_no
        )
),

totals as (
    select t.report_id, t.table_no, t.block_no, t.row_no as total_row
    from (
        select t.report_id, t.table_no, t.block_no, t.row_no, t.col_no, t.value, t.half_unit * (1 + count(*)) as tolerance, sum(p.value) as parts
        from grid as t
        inner join bodies as b using (report_id, table_no, block_no)
        inner join grid as p
            on p.report_id = b.report_id and p.table_no = b.table_no and p.block_no = b.block_no and p.row_no = b.row_no and p.col_no = t.col_no
        where t.is_total and t.value <> 0
        group by t.report_id, t.table_no, t.block_no, t.row_no, t.col_no, t.value, t.half_unit
    ) as t
    group by t.report_id, t.table_no, t.block_no, t.row_no
    having 2 * count(*) filter (where abs(t.value - t.parts) <= t.tolerance) >= count(*)
)

select b.report_id, b.table_no, b.table_code, b.block_no, t.total_row, b.row_no as part_row, 'list_total' as identity_code
from bodies as b
inner join totals as t using (report_id, table_no, block_no)
union all
select b.report_id, b.table_no, b.table_code, b.block_no, b.row_no, p.row_no, 'list_total'
from bodies as b
inner join rows_of_lists as p
    on p.report_id = b.report_id and p.table_no = b.table_no and p.block_no = b.block_no
    and p.row_no > b.row_no and p.row_no <= coalesce(b.end_row, b.next_body - 1)
left join totals as t on t.report_id = b.report_id and t.table_no = b.table_no and t.block_no = b.block_no
where b.end_row is not null or t.total_row is not null
