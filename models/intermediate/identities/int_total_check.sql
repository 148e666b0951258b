-- total_is_printed: where parts print amounts, their total is printed. One instance a blank total, and one a table without any;
-- beside each blank total, the sums that it keeps from being evaluated.
with blank as (
    select
        check_id,
        identity_code,
        report_id,
        table_no,
        any_value(table_code) as table_code,
        min(scope) as scope,
        '∅ = ' || {{ written_sum('list(label order by label, cell_id)') }} || ': ∅ = ' || {{ written_sum('list(printed_text order by label, cell_id)') }} as statement,
        cast(sum(value) as decimal(28, 6)) as parts,
        count(*) as addends,
        list(cell_id order by label, cell_id) as evidence,
        any_value(is_told) as is_told
    from {{ ref('int_blank_total') }}
    group by check_id, identity_code, report_id, table_no
),

tables_with_figures as (
    select report_id, table_no, any_value(table_code) as table_code, count(*) as figures
    from {{ ref('int_reported_amount') }}
    group by report_id, table_no
)

select
    check_id,
    report_id,
    'total_is_printed' as identity_code,
    table_no,
    table_code,
    scope,
    statement,
    cast(0 as decimal(28, 6)) as lhs,
    parts as rhs,
    cast(-parts as decimal(28, 6)) as difference,
    cast(0 as decimal(28, 8)) as tolerance,
    cast(addends as integer) as addends,
    'violated' as status,
    cast(null as varchar) as reason,
    evidence
from blank
where parts <> 0 and is_told
union all
select
    md5(check_id || identity_code), report_id, identity_code, table_no, table_code, scope, statement, null, parts, null,
    cast(0 as decimal(28, 8)), cast(addends as integer), 'not_evaluable', 'the total is left blank / 合计未填列', evidence
from blank
union all
select
    md5(concat_ws('|', 'total_is_printed', t.report_id, t.table_no)), t.report_id, 'total_is_printed', t.table_no, t.table_code, t.table_code,
    t.figures || ' figures / ' || t.figures || ' 个数', 0, 0, 0, 0, 0, 'exact', null, cast([] as varchar[])
from tables_with_figures as t
anti join blank as b on b.report_id = t.report_id and b.table_no = t.table_no
