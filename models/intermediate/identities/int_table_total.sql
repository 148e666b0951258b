-- The grand total of a table of subjects in each of its columns of the year: its row 合计, or the row of the body that heads all others.
with candidates as (
    select
        o.*,
        r.is_total,
        min(r.row_no) over (partition by r.report_id, r.table_no, r.block_no) as first_row
    from {{ ref('int_operand') }} as o
    inner join {{ ref('int_subject_row') }} as r
        on r.report_id = o.report_id and r.table_no = o.table_no and r.block_no = o.block_no and r.row_no = o.row_no
    where r.subject_code is null and {{ of_the_year('o') }}
)

select * exclude (first_row)
from candidates
where is_total or row_no = first_row
qualify row_number() over (
    partition by report_id, table_no, block_no, col_no
    order by not is_total, row_no
) = 1
