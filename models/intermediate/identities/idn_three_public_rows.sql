-- 三公 tables that print their items as rows: 合计 = 出国 + 接待 + 用车, 用车 = 购置 + 运行, column by column.
with items as (
    select
        o.*,
        t.item
    from {{ ref('int_three_public') }} as t
    inner join {{ ref('int_operand') }} as o using (cell_id)
    where o.row_label <> ''
),

links as (
    select t.cell_id as instance, 'three_public_rows' as identity_code, t.cell_id as lhs_cell, p.cell_id as rhs_cell
    from items as t
    inner join items as p using (report_id, table_no, block_no, col_no)
    where
        t.item = 'three_public_total' and p.item in ('abroad', 'reception', 'vehicle_total')
        or t.item = 'vehicle_total' and p.item in ('vehicle_purchase', 'vehicle_running')
)

{{ operands_of_links('links') }}
