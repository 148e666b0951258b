-- Identities between two tables that list the same subjects (seeds/identities/parallel_tables), subject by subject.
-- Where they apply only with equal totals: if all expenditure is of the general public budget, it is so subject by subject.
with totals as (
    select
        report_id,
        table_code,
        measure_code,
        any_value(value) as value
    from {{ ref('int_table_total') }}
    where coalesce(fund_code, '') in ('', 'general_public_budget')
    group by all
    having count(distinct value) = 1
),

pairs as (
    select
        p.*,
        l.report_id
    from {{ ref('parallel_tables') }} as p
    inner join totals as l on l.table_code = p.left_table and l.measure_code = p.left_measure
    inner join totals as r on r.table_code = p.right_table and r.measure_code = p.right_measure and r.report_id = l.report_id
    where p.applies = 'always' or l.value = r.value
),

amounts as (
    select
        *,
        function_code as subject_code,
        'function' as subject
    from {{ ref('int_operand') }} as o
    where function_code is not null and {{ of_the_year('o') }}
    union all
    select
        *,
        economic_code,
        'economic'
    from {{ ref('int_operand') }} as o
    where economic_code is not null and {{ of_the_year('o') }}
),

-- The tables of one report may be several of one kind (one a unit): then nothing tells which belong together.
single as (
    {{ tables_printed_once() }}
),

matched as (
    select
        p.identity_code,
        p.report_id,
        p.identity_code || '|' || p.report_id || '|' || p.left_measure || '|' || a.subject_code as instance,
        p.left_table,
        p.left_measure,
        p.right_table,
        p.right_measure,
        p.subject,
        a.subject_code,
        min(a.table_no) as table_no,
        min(a.row_label) as row_label
    from pairs as p
    inner join amounts as a
        on a.report_id = p.report_id and a.table_code = p.left_table and a.measure_code = p.left_measure and a.subject = p.subject
    inner join amounts as b
        on b.report_id = p.report_id and b.table_code = p.right_table and b.measure_code = p.right_measure and b.subject = p.subject
        and b.subject_code = a.subject_code
    inner join single as s on s.report_id = p.report_id and s.table_code = p.left_table
    inner join single as t on t.report_id = p.report_id and t.table_code = p.right_table
    group by all
)

select
    m.identity_code, m.report_id, m.table_no, m.left_table as table_code, m.instance,
    m.subject_code || ' ' || m.row_label || ' · ' || a.column_label as scope, 'lhs' as side, 1 as sign,
    a.cell_id, a.value, a.half_unit, a.printed_text, a.table_code || ' ' || coalesce(nullif(a.row_code, ''), a.row_label) as label
from matched as m
inner join amounts as a
    on a.report_id = m.report_id and a.table_code = m.left_table and a.measure_code = m.left_measure and a.subject = m.subject
    and a.subject_code = m.subject_code
union all
select
    m.identity_code, m.report_id, m.table_no, m.left_table, m.instance,
    null, 'rhs', 1,
    b.cell_id, b.value, b.half_unit, b.printed_text, b.table_code || ' ' || coalesce(nullif(b.row_code, ''), b.row_label)
from matched as m
inner join amounts as b
    on b.report_id = m.report_id and b.table_code = m.right_table and b.measure_code = m.right_measure and b.subject = m.subject
    and b.subject_code = m.subject_code
