{#- A list of signed operands as a sum, "a + b - c"; ∅ where there are none; the first, the last and the number of parts where there are many. -#}
{% macro written_sum(parts) -%}
    case
        when {{ parts }} is null then '∅'
        when len({{ parts }}) > {{ var('written_addends') }}
            then {{ parts }}[1] || ' + … (' || len({{ parts }}) || ') … + ' || {{ parts }}[-1]
        else replace(array_to_string({{ parts }}, ' + '), ' + -', ' - ')
    end
{%- endmacro %}
