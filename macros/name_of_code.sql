{#- The printed name of one code of a row. Rows of several classifications join their codes and their names with /: the name stands where the
    code does, or nothing tells which it is (NULL). -#}
{% macro name_of_code(row_label, row_code, code) -%}
    case
        when not contains({{ row_label }}, '/') then nullif({{ row_label }}, '')
        when len(string_split({{ row_label }}, '/')) = len(string_split({{ row_code }}, '/'))
            then nullif(string_split({{ row_label }}, '/')[list_position(string_split({{ row_code }}, '/'), {{ code }})], '')
    end
{%- endmacro %}
