-- Cells that stand where an amount belongs and print something else: no number is lost in silence.
select
    c.document_id as report_id,
    md5(concat_ws('|', c.document_id, c.table_seq, c.row_no, c.col_no)) as cell_id,
    c.table_seq as table_no,
    t.table_code,
    c.page_no,
    c.x0,
    c.top,
    c.x1,
    c.bottom,
    c.row_no,
    c.col_no,
    k.column_label,
    c.printed_text
from {{ ref('stg_cells') }} as c
inner join {{ ref('int_table') }} as t using (document_id, table_seq)
inner join {{ ref('dim_table') }} as d using (table_code)
inner join {{ ref('int_column') }} as k using (document_id, table_seq, col_no)
inner join {{ ref('int_report') }} as r using (document_id)
where
    r.reason_code is null
    and d.is_money
    and k.role = 'value'
    and c.printed_value is null
    -- A dash, a slash or 无 says that there is no amount.
    and not regexp_full_match(c.text_squeezed, '[-−–—/\\*]+|无')
