{#- Verdict of a figure against an interval: exact at the middle, rounding inside, violated outside. -#}
{% macro interval_verdict(printed, half_unit, low, high, expected) -%}
    case
        when {{ printed }} is null or {{ low }} is null or {{ high }} is null then 'not_evaluable'
        when {{ printed }} = {{ expected }} then 'exact'
        when {{ printed }} + {{ half_unit }} >= {{ low }} and {{ printed }} - {{ half_unit }} <= {{ high }} then 'rounding'
        else 'violated'
    end
{%- endmacro %}
