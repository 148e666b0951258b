{#- Whether an amount is of the year of the report: what its words and years say is no other year and no change (int_reported_amount). -#}
{% macro of_the_year(amount) -%}
    coalesce({{ amount }}.period, 'current_year') = 'current_year'
{%- endmacro %}
