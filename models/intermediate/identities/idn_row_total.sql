-- row_total: in every row, a total column equals the sum of the columns it heads. A blank part is zero; a blank subtotal stands for its own
-- parts, for it is wanting and not zero (total_is_printed says so).
with lhs as (
    select
        o.*,
        r.part_col
    from {{ ref('int_operand') }} as o
    inner join {{ ref('int_row_sum_rule') }} as r
        on r.report_id = o.report_id and r.table_no = o.table_no and r.block_no = o.block_no and r.total_col = o.col_no
),

-- Where the cell of a subtotal is blank in a row, the columns that it heads.
part_columns as (
    select l.cell_id, l.report_id, l.table_no, l.table_code, l.block_no, l.row_no, coalesce(s.part_col, l.part_col) as part_col
    from lhs as l
    left join {{ ref('int_operand') }} as p
        on p.report_id = l.report_id and p.table_no = l.table_no and p.row_no = l.row_no and p.block_no = l.block_no and p.col_no = l.part_col
    left join {{ ref('int_row_sum_rule') }} as s
        on s.report_id = l.report_id and s.table_no = l.table_no and s.block_no = l.block_no and s.total_col = l.part_col and p.cell_id is null
),

parts as (
    select distinct
        l.report_id,
        l.table_no,
        l.table_code,
        l.cell_id as instance,
        p.cell_id,
        p.value,
        p.half_unit,
        p.printed_text,
        p.column_label as label
    from part_columns as l
    inner join {{ ref('int_operand') }} as p
        on p.report_id = l.report_id and p.table_no = l.table_no and p.row_no = l.row_no and p.block_no = l.block_no and p.col_no = l.part_col
)

select distinct
    'row_total' as identity_code,
    report_id,
    table_no,
    table_code,
    cell_id as instance,
    concat_ws(' ', nullif(row_code, ''), row_label) as scope,
    'lhs' as side,
    1 as sign,
    cell_id,
    value,
    half_unit,
    printed_text,
    column_label as label
from lhs
union all
select
    'row_total',
    p.report_id,
    p.table_no,
    p.table_code,
    p.instance,
    null,
    'rhs',
    1,
    p.cell_id,
    p.value,
    p.half_unit,
    p.printed_text,
    p.label
from parts as p
