-- The sums that a malformed figure (number_form) is missing from: those of which its place is part.
select
    u.check_id,
    u.report_id,
    f.cell_id,
    u.sign
from {{ ref('int_blank_use') }} as u
inner join {{ ref('int_flagged_cell') }} as f using (report_id, table_no, row_no, col_no)
inner join {{ ref('int_evidence_cell') }} as c using (cell_id)
where c.is_malformed
