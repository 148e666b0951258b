-- note_names_line: a formula in a note must define the line that totals the lines it adds up. The official forms put that line
-- directly behind them; a formula whose left side is one of its own terms names a wrong line.
with formulas as (
    select
        report_id,
        table_no,
        formula,
        lhs_no,
        min(term_no) as first_term,
        max(term_no) as last_term,
        bool_or(names_itself) as names_itself
    from {{ ref('int_printed_formula') }}
    where axis = 'line'
    group by all
),

lines as (
    select
        r.document_id as report_id,
        r.table_seq as table_no,
        try_cast(r.line_no as integer) as line_no,
        any_value(r.row_label) as row_label
    from {{ ref('int_row') }} as r
    where try_cast(r.line_no as integer) is not null
    group by all
),

judged as (
    select
        f.*,
        t.table_code,
        case when f.names_itself then f.last_term + 1 else f.lhs_no end as expected_no,
        n.row_label,
        e.row_label as expected_label
    from formulas as f
    inner join {{ ref('int_table') }} as t on t.document_id = f.report_id and t.table_seq = f.table_no
    inner join {{ ref('int_report') }} as d on d.document_id = f.report_id and d.reason_code is null
    left join lines as n on n.report_id = f.report_id and n.table_no = f.table_no and n.line_no = f.lhs_no
    left join lines as e
        on e.report_id = f.report_id and e.table_no = f.table_no
        and e.line_no = case when f.names_itself then f.last_term + 1 else f.lhs_no end
)

select
    md5(concat_ws('|', 'note_names_line', report_id, table_no, formula)) as check_id,
    report_id,
    'note_names_line' as identity_code,
    table_no,
    table_code,
    formula as scope,
    formula || ': ' || regexp_extract(formula, '^[0-9]+') || '行 = ' || coalesce(row_label, '∅')
        || case when names_itself then '; ' || expected_no || '行 = ' || coalesce(expected_label, '∅') else '' end as statement,
    case when row_label is not null then cast(lhs_no as decimal(28, 6)) end as lhs,
    case when row_label is not null then cast(expected_no as decimal(28, 6)) end as rhs,
    case when row_label is not null then cast(lhs_no - expected_no as decimal(28, 6)) end as difference,
    cast(0 as decimal(28, 8)) as tolerance,
    1 as addends,
    case
        when row_label is null then 'not_evaluable'
        when names_itself then 'violated'
        else 'exact'
    end as status,
    case when row_label is null then 'the table prints no line of that number / 表中没有该行次' end as reason,
    cast([] as varchar[]) as evidence
from judged
