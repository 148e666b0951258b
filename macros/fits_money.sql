{#- Whether a printed number can be an amount. No body has a trillion units of money: a longer row of digits is something else in a
    column of amounts, or two figures in one, and would not fit an amount. fct_flagged_cell lists it. -#}
{% macro fits_money(printed_value) -%}
    abs({{ printed_value }}) < 1000000000000
{%- endmacro %}
