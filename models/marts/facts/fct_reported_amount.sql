-- Every printed number of every money table of every accepted report, once, with the body whose amounts its row prints.
select
    a.*,
    u.row_unit
from {{ ref('int_reported_amount') }} as a
left join {{ ref('int_row_unit') }} as u
    on u.document_id = a.report_id and u.table_seq = a.table_no and u.row_no = a.row_no and u.block_no = a.block_no
