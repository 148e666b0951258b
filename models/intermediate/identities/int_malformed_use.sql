-- The instances that a malformed figure (number_form) stands in: its own, and the sums of which its place is part.
select
    check_id,
    report_id,
    evidence[1] as cell_id,
    cast(null as integer) as sign
from {{ ref('int_number_form') }}
where status = 'violated'
union all
select
    u.check_id,
    u.report_id,
    f.cell_id,
    u.sign
from {{ ref('int_blank_use') }} as u
inner join {{ ref('fct_flagged_cell') }} as f using (report_id, table_no, row_no, col_no)
where f.cell_id in (select evidence[1] from {{ ref('int_number_form') }} where status = 'violated')
