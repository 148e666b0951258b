-- Amounts of the lines of summary tables.
select
    o.*,
    l.side,
    l.line_code,
    l.function_code as line_function_code,
    coalesce(o.phase, '') as phase_key,
    coalesce(o.period, '') || coalesce(o.period_year::varchar, '') as period_key
from {{ ref('int_operand') }} as o
inner join {{ ref('int_line') }} as l
    on l.document_id = o.report_id and l.table_seq = o.table_no and l.block_no = o.block_no and l.row_no = o.row_no
where l.line_code is not null
