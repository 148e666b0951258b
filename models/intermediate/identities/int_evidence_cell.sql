-- Every cell that an identity can name, with what is printed there and where: the amounts of money tables and of performance tables, and
-- the figures that are no numbers (number_form).
select
    cell_id, report_id, table_no, table_code, page_no, x0, top, x1, bottom, row_label, row_code, column_label, printed_text,
    coalesce(unit_scale, 1) as unit_scale, printed_value, printed_decimals, false as is_malformed
from {{ ref('int_reported_amount') }}
union all
select
    cell_id, report_id, table_no, table_code, page_no, x0, top, x1, bottom, coalesce(row_label, ''), '', column_label, printed_text,
    coalesce(unit_scale, 1), cast(printed_value as decimal(24, 8)), cast(length(regexp_extract(printed_text, '\.([0-9]+)', 1)) as integer), false
from {{ ref('int_performance_amount') }}
union all
select
    f.cell_id, f.report_id, f.table_no, f.table_code, f.page_no, f.x0, f.top, f.x1, f.bottom, r.row_label, r.row_code, f.column_label, f.printed_text,
    coalesce(t.unit_scale, 1), 0, 2, true
from {{ ref('int_flagged_cell') }} as f
semi join (select evidence[1] as cell_id from {{ ref('int_number_form') }} where status = 'violated') as m using (cell_id)
left join (
    select report_id, table_no, max(unit_scale) as unit_scale from {{ ref('int_reported_amount') }} group by report_id, table_no
) as t using (report_id, table_no)
left join {{ ref('int_row') }} as r
    on r.document_id = f.report_id and r.table_seq = f.table_no and r.row_no = f.row_no
qualify row_number() over (partition by f.cell_id order by r.block_no) = 1
