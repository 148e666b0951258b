{#- Operands from a relation of links (instance, identity_code, lhs_cell, rhs_cell): the left cell once, every right cell. -#}
{% macro operands_of_links(links) %}
select distinct
    l.identity_code, o.report_id, o.table_no, o.table_code, l.instance,
    concat_ws(' · ', o.row_label, o.column_label) as scope, 'lhs' as side, 1 as sign,
    o.cell_id, o.value, o.half_unit, o.printed_text, coalesce(nullif(o.row_code, ''), nullif(o.row_label, ''), o.column_label) as label
from {{ links }} as l
inner join {{ ref('int_operand') }} as o on o.cell_id = l.lhs_cell
union all
select distinct
    l.identity_code, h.report_id, h.table_no, h.table_code, l.instance,
    null, 'rhs', 1,
    o.cell_id, o.value, o.half_unit, o.printed_text, coalesce(nullif(o.row_code, ''), nullif(o.row_label, ''), o.column_label)
from {{ links }} as l
inner join {{ ref('int_operand') }} as h on h.cell_id = l.lhs_cell
inner join {{ ref('int_operand') }} as o on o.cell_id = l.rhs_cell
{% endmacro %}
