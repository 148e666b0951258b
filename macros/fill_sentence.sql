{#- A sentence of seeds/identities/finding_sentences with its blanks filled: {page}, {table} … by the given SQL expressions, which may be NULL. -#}
{% macro fill_sentence(sentence, blanks) -%}
    {%- set filled = namespace(sql=sentence) -%}
    {%- for name, value in blanks.items() -%}
        {%- set filled.sql = "replace(" ~ filled.sql ~ ", '{" ~ name ~ "}', coalesce(" ~ value ~ ", ''))" -%}
    {%- endfor -%}
    {{ filled.sql }}
{%- endmacro %}
