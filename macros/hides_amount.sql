{#- Whether a flagged cell (int_flagged_cell.reason) prints a figure that counts nowhere, so that a sum that misses may miss just it. -#}
{% macro hides_amount(reason) -%}
    {{ reason }} in ('ambiguous_column', 'doubtful_reading', 'among_labels', 'missing_cell')
{%- endmacro %}
