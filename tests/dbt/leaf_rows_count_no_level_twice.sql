-- Where a table has one total row and no identity of it is violated, its leaf rows must not add up to more than that total, column by
-- column: more means that a level is counted with its parts. Less may be the source's own doing: rows left unpublished.
{{ config(severity='warn') }}
with clean_tables as (
    select report_id, table_no
    from {{ ref('fct_identity_check') }}
    group by all
    having count(*) filter (where status = 'violated') = 0
),

columns as (
    select
        o.report_id,
        o.table_no,
        o.table_code,
        o.block_no,
        o.col_no,
        sum(o.value) filter (where l.is_leaf_row) as leaves,
        max(o.value) filter (where r.is_total) as total,
        count(*) filter (where r.is_total) as total_rows,
        sum(o.half_unit) as tolerance
    from {{ ref('int_operand') }} as o
    inner join {{ ref('int_leaf') }} as l using (cell_id)
    inner join {{ ref('int_subject_row') }} as r
        on r.report_id = o.report_id and r.table_no = o.table_no and r.block_no = o.block_no and r.row_no = o.row_no
    inner join clean_tables as c on c.report_id = o.report_id and c.table_no = o.table_no
    group by all
)

select *
from columns
where total_rows = 1 and total > 0 and leaves > total + tolerance
