{#- The patterns of a kind of seeds/vocabulary/report_evidence. They are read while the model is built, so that each is a constant:
    DuckDB compiles a constant pattern once, one in a column once a row. -#}
{% macro evidence_patterns(kind) -%}
    {%- set words = ref('report_evidence') -%}
    {%- if execute -%}
        {%- set rows = run_query("select pattern from " ~ words ~ " where kind = '" ~ kind ~ "' order by pattern") -%}
        {{ return(rows.columns[0].values()) }}
    {%- endif -%}
    {{ return([]) }}
{%- endmacro %}

{#- Whether a text fits any of the patterns of a kind. -#}
{% macro fits_evidence(text, kind) -%}
    regexp_matches({{ text }}, '{{ evidence_patterns(kind) | join('|') | replace("'", "''") }}')
{%- endmacro %}

{#- How many of the patterns of a kind a text fits. -#}
{% macro count_evidence(text, kind) -%}
    (0
    {%- for pattern in evidence_patterns(kind) %}
    + cast(regexp_matches({{ text }}, '{{ pattern | replace("'", "''") }}') as integer)
    {%- endfor -%}
    )
{%- endmacro %}
