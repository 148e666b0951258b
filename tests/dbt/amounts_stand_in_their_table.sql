-- An amount outside the pages, rows or columns of the table that it is said to stand in.
select a.cell_id, a.report_id, a.table_no, a.page_no, a.row_no, a.col_no
from {{ ref('fct_reported_amount') }} as a
left join {{ ref('dim_report_table') }} as t
    on t.report_id = a.report_id and t.table_seq = a.table_no and t.table_code = a.table_code
    and a.page_no between t.first_page and t.last_page
    and a.row_no between 1 and t.row_count
    and a.col_no between 1 and t.column_count
where t.report_id is null
