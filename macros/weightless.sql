{#- A level of indicators without the weight printed in its label: 产出指标(40分) is 产出指标. -#}
{% macro weightless(text) -%}
    regexp_replace({{ text }}, '\([0-9.]+分?\)$', '')
{%- endmacro %}
