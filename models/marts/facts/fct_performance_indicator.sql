-- Every printed cell of performance tables, with the words that stand before it in its row and above it.
with cells as (
    select c.*, t.table_code
    from {{ ref('stg_cells') }} as c
    inner join {{ ref('int_table') }} as t using (document_id, table_seq)
    inner join {{ ref('int_report') }} as r using (document_id)
    where t.table_code like '%performance%' and r.reason_code is null
),

-- Rows that head the indicators: 一级指标 | 二级指标 | 三级指标 | 指标值.
heads as (
    select document_id, table_seq, row_no
    from cells
    group by all
    having count(*) filter (where regexp_matches(text_squeezed, '^(一级|二级|三级)指标|^指标(名称|值|内容)|^(年初|年度|预期|本年)?(绩效)?(目标|指标)值$')) >= 2
),

headed as (
    select
        c.document_id,
        c.table_seq,
        c.row_no,
        c.col_no,
        max_by(h.text_squeezed, h.row_no) as column_label
    from cells as c
    inner join cells as h
        on h.document_id = c.document_id and h.table_seq = c.table_seq and h.row_no < c.row_no
        and c.col_no between h.col_no and h.col_no + h.col_span - 1
    inner join heads as r on r.document_id = h.document_id and r.table_seq = h.table_seq and r.row_no = h.row_no
    group by all
)

select
    c.document_id as report_id,
    md5(concat_ws('|', c.document_id, c.table_seq, c.row_no, c.col_no)) as cell_id,
    c.table_seq as table_no,
    c.table_code,
    c.page_no,
    c.x0,
    c.top,
    c.x1,
    c.bottom,
    c.row_no,
    c.col_no,
    lag({{ as_printed('c.printed_text') }}) over (partition by c.document_id, c.table_seq, c.row_no order by c.col_no) as indicator,
    coalesce(h.column_label, nullif(k.path, ''), '') as column_label,
    c.printed_text,
    cast(c.printed_value as decimal(24, 8)) as number
from cells as c
left join headed as h using (document_id, table_seq, row_no, col_no)
left join {{ ref('int_column') }} as k using (document_id, table_seq, col_no)
