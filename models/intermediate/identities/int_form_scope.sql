-- Performance tables whose amounts differ from the money tables of their report, in a form of which nothing agrees with them: not evaluable.
select
    md5(concat_ws('|', 'scope', instance)) as check_id,
    report_id,
    identity_code,
    any_value(table_no) as table_no,
    any_value(table_code) as table_code,
    any_value(scope) as scope,
    string_agg(printed_text, ' + ' order by cell_id) filter (where side = 'lhs') || ' = ' || string_agg(printed_text, ' + ' order by cell_id) filter (where side = 'rhs') as statement,
    'no amount of the form agrees with the tables: it may cover another body or part of the funds / 该绩效表与报告各表无一相符，口径可能不同' as reason
from {{ ref('int_performance_pair') }}
where not is_judged
group by report_id, identity_code, instance
