{#- The priorities of the rules of a seed whose pattern a text fits, as a list. The patterns are read while the model is built, so that each is
    a constant: DuckDB compiles it once, not once a row. The model reads the seed itself for the rest of the rule. -#}
{% macro matching_rules(seed, text, where='true', pattern='pattern', full=false) -%}
    {%- if execute -%}
        {%- set rules = api.Relation.create(database=target.database, schema='seeds', identifier=seed) -%}
        {%- set rows = run_query("select priority, " ~ pattern ~ " from " ~ rules ~ " where " ~ where ~ " order by priority").rows -%}
        list_filter([
        {%- for rule in rows -%}
            case when {{ 'regexp_full_match' if full else 'regexp_matches' }}({{ text }}, '{{ rule[1] | replace("'", "''") }}') then {{ rule[0] }} end
            {%- if not loop.last %}, {% endif -%}
        {%- endfor -%}
        ], lambda priority: priority is not null)
    {%- endif -%}
{%- endmacro %}
