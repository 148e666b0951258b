-- number_form: every figure of a table is printed in the form of a number. One instance a malformed figure (1,777. or ,777.5 or 1,13.14),
-- and one a table without any. A malformed figure is no amount: nothing tells what it should be but the identities around it.
with malformed as (
    select
        report_id,
        table_no,
        cell_id,
        printed_text,
        column_label
    from {{ ref('int_flagged_cell') }}
    where
        reason = 'not_a_number'
        and regexp_full_match({{ squeeze('printed_text') }}, '[-−–—]?\(?[0-9,.]*[0-9][0-9,.]*\)?')
        -- 2025.12.31 is a date.
        and not regexp_full_match({{ squeeze('printed_text') }}, '(19|20)[0-9]{2}\.[0-9]{1,2}\.[0-9]{1,2}')
),

tables_with_figures as (
    select
        report_id,
        table_no,
        any_value(table_code) as table_code,
        count(*) as figures
    from {{ ref('int_reported_amount') }}
    group by report_id, table_no
)

select
    md5(concat_ws('|', 'number_form', t.report_id, t.table_no, m.cell_id)) as check_id,
    t.report_id,
    'number_form' as identity_code,
    t.table_no,
    t.table_code,
    coalesce(m.column_label, t.table_code) as scope,
    coalesce(m.printed_text, t.figures || ' figures / ' || t.figures || ' 个数') as statement,
    cast(case when m.cell_id is null then 0 else 1 end as decimal(28, 6)) as lhs,
    cast(0 as decimal(28, 6)) as rhs,
    cast(case when m.cell_id is null then 0 else 1 end as decimal(28, 6)) as difference,
    cast(0 as decimal(28, 8)) as tolerance,
    0 as addends,
    case when m.cell_id is null then 'exact' else 'violated' end as status,
    cast(null as varchar) as reason,
    case when m.cell_id is null then cast([] as varchar[]) else [m.cell_id] end as evidence
from tables_with_figures as t
left join malformed as m using (report_id, table_no)
