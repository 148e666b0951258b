{#- The first number inside a squeezed text (≥1,000件), as text; an empty string where there is none. -#}
{% macro number_in(text) -%}
    regexp_extract({{ text }}, '([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)', 1)
{%- endmacro %}
