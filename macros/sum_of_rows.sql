{#- Operands of identities in which one row is the sum of others, column by column.
    `links` has report_id, table_no, table_code, block_no, <total>, <part>, identity_code. A blank part is zero. -#}
{% macro sum_of_rows(links, total, part) %}
with links as (
    select * from {{ links }}
),

totals as (
    select distinct
        l.identity_code,
        o.report_id,
        o.table_no,
        o.table_code,
        o.cell_id as instance,
        concat_ws(' ', nullif(o.row_code, ''), o.row_label) || ' · ' || o.column_label as scope,
        o.row_no,
        o.col_no,
        o.block_no,
        o.cell_id,
        o.value,
        o.half_unit,
        o.printed_text,
        coalesce(nullif(o.row_code, ''), o.row_label) as label
    from links as l
    inner join {{ ref('int_operand') }} as o
        on o.report_id = l.report_id and o.table_no = l.table_no and o.block_no = l.block_no and o.row_no = l.{{ total }}
)

select
    identity_code, report_id, table_no, table_code, instance, scope, 'lhs' as side, 1 as sign,
    cell_id, value, half_unit, printed_text, label
from totals
union all
select
    t.identity_code, t.report_id, t.table_no, t.table_code, t.instance, null, 'rhs', 1,
    p.cell_id, p.value, p.half_unit, p.printed_text, coalesce(nullif(p.row_code, ''), p.row_label)
from totals as t
inner join links as l
    on l.report_id = t.report_id and l.table_no = t.table_no and l.block_no = t.block_no
    and l.{{ total }} = t.row_no and l.identity_code = t.identity_code
inner join {{ ref('int_operand') }} as p
    on p.report_id = t.report_id and p.table_no = t.table_no and p.block_no = t.block_no
    and p.row_no = l.{{ part }} and p.col_no = t.col_no
{% endmacro %}
