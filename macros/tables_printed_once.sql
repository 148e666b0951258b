{#- The tables of each report that it prints once. The tables of one report may be several of one kind (one a unit): then nothing tells which
    belong together. -#}
{% macro tables_printed_once() -%}
    select report_id, table_code
    from {{ ref('int_report_table') }}
    where amount_count > 0
    group by all
    having count(*) = 1
{%- endmacro %}
