{#- The item of a 三公 table that a row label names, as code; NULL where it names none, as the labels of units and years do. -#}
{% macro three_public_item(label) -%}
    case
        when regexp_matches({{ label }}, '会议费') then 'meeting'
        when regexp_matches({{ label }}, '培训费') then 'training'
        when regexp_matches({{ label }}, '机关运行') then 'operating_budget'
        when regexp_matches({{ label }}, '出国') then 'abroad'
        when regexp_matches({{ label }}, '接待') then 'reception'
        when regexp_matches({{ label }}, '^(公务用?车)?购置(费|经费)') then 'vehicle_purchase'
        when regexp_matches({{ label }}, '^(公务用?车)?运行(维护)?(费|经费)') then 'vehicle_running'
        when regexp_matches({{ label }}, '公务用车') then 'vehicle_total'
        when regexp_matches({{ label }}, '行政经费') then 'administrative'
    end
{%- endmacro %}
