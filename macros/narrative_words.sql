{#- All words of a kind of seeds/narrative/narrative_words as one regular expression, in the order of their priority.
    The words are read while the model is built, so that the expression is a constant: DuckDB compiles it once, not once a row. -#}
{% macro narrative_words(kind) -%}
    {%- set words = ref('narrative_words') -%}
    {%- if execute -%}
        {%- set rows = run_query("select word from " ~ words ~ " where kind = '" ~ kind ~ "' order by priority") -%}
        (?:{{ rows.columns[0].values() | join('|') | replace("'", "''") }})
    {%- endif -%}
{%- endmacro %}

{#- The words of seeds/narrative/narrative_measures as one regular expression. -#}
{% macro narrative_measures() -%}
    {%- set words = ref('narrative_measures') -%}
    {%- if execute -%}
        {%- set rows = run_query("select word from " ~ words ~ " order by priority") -%}
        (?:{{ rows.columns[0].values() | join('|') | replace("'", "''") }})
    {%- endif -%}
{%- endmacro %}

{#- The patterns of seeds/narrative/narrative_residue as one regular expression: what none of them fits is not looked at again. -#}
{% macro narrative_residue() -%}
    {%- set words = ref('narrative_residue') -%}
    {%- if execute -%}
        {%- set rows = run_query("select pattern from " ~ words ~ " order by priority") -%}
        (?:{{ rows.columns[0].values() | join('|') | replace("'", "''") }})
    {%- endif -%}
{%- endmacro %}
