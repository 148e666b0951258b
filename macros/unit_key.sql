{#- The identity of a body: its name without 本级, 汇总, 公章 and brackets' width, so that its spellings are one. -#}
{% macro unit_key(name) -%}
    md5({{ unit_name(name) }})
{%- endmacro %}

{% macro unit_name(name) -%}
    regexp_replace(
        regexp_replace(
            {{ squeeze(name) }},
            '\((本级|机关|汇总|本部|盖章|公章|部门|单位)\)|^\[?[0-9]{3,}\]?[-_—–]?|(部门|单位)?汇总$|(部门|单位)$', '', 'g'
        ),
        '(局|委员会|办公室|厅|委|院|会)(本级|机关)$', '\1'
    )
{%- endmacro %}
