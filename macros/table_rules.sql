{#- The first rule of seeds/vocabulary/table_titles that fits a title and the heads of its table: its priority, or NULL. The rules are read
    while the model is built, so that every pattern is a constant: DuckDB compiles it once, not once a row. -#}
{% macro first_title_rule(title, heads, report_kind, with_heads_alone=true) -%}
    {%- set titles = ref('table_titles') -%}
    {%- if execute -%}
        {%- set rows = run_query("select priority, report_kind, title_pattern, header_pattern from " ~ titles ~ " order by priority").rows -%}
        list_min([
        {%- for rule in rows if with_heads_alone or rule[2] != '^.*$' -%}
            case when regexp_matches({{ title }}, '{{ rule[2] | replace("'", "''") }}')
            {%- if rule[1] != 'any' %} and {{ report_kind }} = '{{ rule[1] }}'{% endif -%}
            {%- if rule[3] %} and regexp_matches({{ heads }}, '{{ rule[3] | replace("'", "''") }}'){% endif %} then {{ rule[0] }} end
            {%- if not loop.last %}, {% endif -%}
        {%- endfor -%}
        ])
    {%- endif -%}
{%- endmacro %}

{#- The patterns of a kind of seeds/vocabulary/table_evidence that a text matches, as a list. -#}
{% macro matching_evidence(kind, text) -%}
    {%- set evidence = ref('table_evidence') -%}
    {%- if execute -%}
        {%- set rows = run_query("select distinct pattern from " ~ evidence ~ " where kind = '" ~ kind ~ "' order by pattern").rows -%}
        list_filter([
        {%- for rule in rows -%}
            {%- set pattern = "'" ~ rule[0] | replace("'", "''") ~ "'" -%}
            case when regexp_matches({{ text }}, {{ pattern }}) then {{ pattern }} end{% if not loop.last %}, {% endif -%}
        {%- endfor -%}
        ], lambda one: one is not null)
    {%- endif -%}
{%- endmacro %}

{#- Whether a squeezed text is a word of a kind of seeds/vocabulary/layout_words, which the extractor reads too. -#}
{% macro is_layout_word(text, kind) -%}
    {%- set words = ref('layout_words') -%}
    {%- if execute -%}
        {%- set rows = run_query("select pattern from " ~ words ~ " where kind = '" ~ kind ~ "' order by pattern").rows -%}
        (
        {%- for row in rows -%}
            regexp_matches({{ text }}, '{{ row[0] | replace("'", "''") }}'){% if not loop.last %} or {% endif -%}
        {%- endfor -%}
        )
    {%- endif -%}
{%- endmacro %}
