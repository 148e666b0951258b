{#- A row label without its ordinal (八、, (一), 1., 其中:), for comparison with the names of lines and subjects. -#}
{% macro line_label(label) -%}
    regexp_replace(
        regexp_replace({{ squeeze(label) }}, '^(其中:?)?(\(?[一二三四五六七八九十廿]+[)、.]+|[0-9]+[、.)]|\([0-9]+\)[、.]?)+', ''),
        '^其中:?', ''
    )
{%- endmacro %}
