{#- A subject's name in the form in which names are compared: squeezed, without ordinals, and without the 支出 that some reports add. -#}
{% macro plain_name(name) -%}
    regexp_replace(regexp_replace({{ squeeze(name) }}, '^([一二三四五六七八九十]+、|[0-9]+[.、]|¶)+|^[其中:,;、()]+', ''), '(.)支出$', '\1')
{%- endmacro %}
