{#- A project's name in the form in which projects are compared: 2022年度人社信息化建设项目, 11000021Y000000390843-信息系统运维 and
    人社信息化建设 are told apart by what is left. -#}
{% macro project_key(name) -%}
    regexp_replace({{ squeeze(name) }}, '^[0-9]{6,}[A-Z][0-9]{6,}[-—_]?|^(20)?[0-9]{2}年度?|(项目|专项)$|[“”"《》]', '', 'g')
{%- endmacro %}
