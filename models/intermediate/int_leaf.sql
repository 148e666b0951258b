-- Whether an amount is a part that no other amount of its table splits further: its row heads no rows, its column no columns.
with heading_rows as (
    select report_id, table_no, block_no, parent_row as row_no from {{ ref('int_hierarchy_link') }}
    union
    select report_id, table_no, block_no, total_row from {{ ref('int_total_link') }}
    union
    select report_id, table_no, block_no, total_row from {{ ref('int_unit_link') }}
    union
    select report_id, table_no, block_no, total_row from {{ ref('int_flat_total') }}
    union
    -- 合计, 人员经费合计, 小计
    select document_id, table_seq, block_no, row_no from {{ ref('int_row') }} where regexp_matches({{ line_label('row_label') }}, '(合计|总计|小计)$')
    union
    select document_id, table_seq, block_no, row_no from {{ ref('int_line') }}
    where line_code like 'total%' or line_code like 'current_year_department%' or line_code = 'income_fiscal_appropriation'
        or line_code in ('carry_over_opening', 'carry_over_closing')
),

heading_columns as (
    select distinct report_id, table_no, block_no, total_col as col_no from {{ ref('int_row_sum_rule') }}
)

select
    a.cell_id,
    r.row_no is null as is_leaf_row,
    c.col_no is null and a.measure_code not in ('of_which', 'quantity', 'percent') as is_leaf_column
from {{ ref('fct_reported_amount') }} as a
left join heading_rows as r
    on r.report_id = a.report_id and r.table_no = a.table_no and r.block_no = a.block_no and r.row_no = a.row_no
left join heading_columns as c
    on c.report_id = a.report_id and c.table_no = a.table_no and c.block_no = a.block_no and c.col_no = a.col_no
