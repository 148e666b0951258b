{#- Whether a printed number can be an amount, or any other figure of a report. No body has a trillion units of money, nor a hundred trillion
    yuan: a longer row of digits is something else in a column of amounts, two figures in one, or a figure beside the wrong unit, and would
    not fit an amount. int_flagged_cell lists it. What is let through stays below 10^14 in yuan, so that sums and ratios of it fit theirs. -#}
{% macro fits_money(printed_value, unit_scale=1) -%}
    abs({{ printed_value }}) < least(1000000000000, 100000000000000 / coalesce({{ unit_scale }}, 1))
{%- endmacro %}
