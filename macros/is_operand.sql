{#- Whether a reported amount is one that identities are about: money in a unit that is known, or that nothing in its report tells. -#}
{% macro is_operand(amount) -%}
    ({{ amount }}.unit_scale is not null or {{ amount }}.unit_source = 'none') and {{ amount }}.measure_code not in ('quantity', 'percent')
{%- endmacro %}
