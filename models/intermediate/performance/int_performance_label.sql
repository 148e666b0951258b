-- What stands over each cell of a performance table (the heads of its column, outermost first) and the part it plays.
with cells as (
    select * from {{ ref('int_performance_cell') }} where not is_head
),

heads as (
    select * from {{ ref('int_performance_cell') }} where is_head
)

select
    c.document_id,
    c.table_seq,
    c.row_no,
    c.col_no,
    string_agg(distinct_heads.printed, '/' order by distinct_heads.row_no) as column_label,
    max_by(distinct_heads.role, distinct_heads.row_no) filter (where distinct_heads.role is not null) as role
from cells as c
inner join (
    select
        document_id, table_seq, head_row, row_no, col_no, col_end, role,
        regexp_replace(head_text, '[:]$', '') as printed
    from heads
) as distinct_heads
    on distinct_heads.document_id = c.document_id and distinct_heads.table_seq = c.table_seq and distinct_heads.head_row = c.head_row
    and distinct_heads.col_no <= c.col_no and distinct_heads.col_end >= c.col_end
group by c.document_id, c.table_seq, c.row_no, c.col_no
