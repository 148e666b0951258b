-- Where no identity of a summary table is violated, the leaf lines of each side must add up to its total: more means that a line is counted
-- with its parts, less that a line is taken for a total though none of its parts is printed.
{{ config(severity='warn') }}
with clean_tables as (
    select report_id, table_no
    from {{ ref('fct_identity_check') }}
    group by all
    having count(*) filter (where status = 'violated') = 0
),

sides as (
    select
        o.report_id,
        o.table_no,
        o.table_code,
        o.block_no,
        o.col_no,
        r.side,
        coalesce(sum(o.value) filter (where l.is_leaf_row and coalesce(r.line_code, '') not like 'total%'), 0) as leaves,
        max(o.value) filter (where r.line_code in ('total_income', 'total_expenditure', 'total')) as total,
        sum(o.half_unit) as tolerance
    from {{ ref('int_operand') }} as o
    inner join {{ ref('int_leaf') }} as l using (cell_id)
    inner join {{ ref('int_line') }} as r
        on r.document_id = o.report_id and r.table_seq = o.table_no and r.block_no = o.block_no and r.row_no = o.row_no
    inner join clean_tables as c on c.report_id = o.report_id and c.table_no = o.table_no
    where o.measure_code = 'total'
    group by all
)

select *
from sides
where total is not null and abs(leaves - total) > tolerance
