{#- A printed word as it stands on the page, without white space. -#}
{% macro as_printed(column) -%}
    regexp_replace({{ column }}, '[\s\x{3000}\x{00a0}\x{2002}-\x{200b}]+', '', 'g')
{%- endmacro %}
