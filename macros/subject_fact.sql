{#- Amounts of the tables of the given families, with the keys of their dimensions. One row a printed amount. -#}
{% macro subject_fact(families) %}
select
    a.cell_id,
    a.report_id,
    r.unit_id,
    r.fiscal_year,
    r.report_kind,
    r.scope,
    a.table_no,
    a.table_code,
    a.row_no,
    a.row_label,
    a.row_code,
    coalesce(l.line_code, '') as line_code,
    coalesce(a.function_code, l.function_code) as function_code,
    coalesce(a.economic_code, l.economic_code) as economic_code,
    coalesce(a.government_economic_code, l.government_economic_code) as government_economic_code,
    a.unit_code,
    a.project_code,
    a.catalogue_code,
    l.side,
    a.column_label,
    a.measure_code,
    a.fund_code,
    a.phase,
    coalesce(a.period, 'current_year') as period,
    a.period_year,
    a.amount,
    a.printed_value,
    f.is_leaf_row and f.is_leaf_column and coalesce(l.line_code, '') not like 'total%' as is_leaf,
    f.is_leaf_row,
    f.is_leaf_column
from {{ ref('int_reported_amount') }} as a
inner join {{ ref('int_report') }} as r on r.document_id = a.report_id
inner join {{ ref('int_table_kind') }} as t using (table_code)
inner join {{ ref('int_leaf') }} as f using (cell_id)
left join {{ ref('int_line') }} as l
    on l.document_id = a.report_id and l.table_seq = a.table_no and l.block_no = a.block_no and l.row_no = a.row_no
where t.family in ({% for family in families %}'{{ family }}'{{ ', ' if not loop.last }}{% endfor %})
{% endmacro %}
