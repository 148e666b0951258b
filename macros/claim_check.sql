{#- The columns of a check of running text, from the SQL expressions of what tells it from others; what is not given is that of a check of
    words alone. `of` is the alias, with its point, of the row that is checked. -#}
{% macro claim_check(
    identity_code, instance, scope, statement, status, report_id='report_id', page_no='page', of='', table_no='null', table_code='null',
    lhs='null', rhs='null', tolerance='0', addends='1', reason='null', evidence='[]'
) -%}
    {{ identity_code }} as identity_code,
    {{ of }}{{ report_id }} as report_id,
    {{ instance }} as instance,
    {{ of }}{{ page_no }} as page_no,
    {{ of }}x0 as x0,
    {{ of }}top as top,
    {{ of }}x1 as x1,
    {{ of }}bottom as bottom,
    cast({{ table_no }} as integer) as table_no,
    cast({{ table_code }} as varchar) as table_code,
    {{ scope }} as scope,
    {{ statement }} as statement,
    cast({{ lhs }} as decimal(28, 6)) as lhs,
    cast({{ rhs }} as decimal(28, 6)) as rhs,
    cast({{ tolerance }} as decimal(28, 8)) as tolerance,
    cast({{ addends }} as integer) as addends,
    {{ status }} as status,
    cast({{ reason }} as varchar) as reason,
    cast({{ evidence }} as varchar[]) as evidence,
    {{ of }}sentence as sentence
{%- endmacro %}
