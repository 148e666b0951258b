-- Identities of the amounts in performance tables: the funds of a total, basic and project expenditure, the tasks of the year, and the
-- money tables of the same report that print the same money.
with amounts as (
    select *, table_code like '%overall%' as is_overall
    from {{ ref('int_performance_amount') }}
),

-- A total stands in the row of its parts (table of the whole), or above them in one column (form of a project).
totals as (
    select *
    from amounts
    where fund = 'all' and measure in ('total', 'task')
),

fund_parts as (
    select t.cell_id as total_cell, p.cell_id as part_cell, p.fund
    from totals as t
    inner join amounts as p
        on p.report_id = t.report_id and p.table_no = t.table_no and p.row_no = t.row_no and p.measure = t.measure and p.fund <> 'all'
    where t.is_overall
    union all
    select t.cell_id, p.cell_id, p.fund
    from (
        select *, lead(row_no, 1, 100000) over (partition by report_id, table_no, col_no order by row_no) as next_row
        from totals
        where not is_overall
    ) as t
    inner join amounts as p
        on p.report_id = t.report_id and p.table_no = t.table_no and p.col_no = t.col_no and p.row_no > t.row_no and p.row_no < t.next_row
        and p.measure = t.measure and p.fund <> 'all'
),

-- A figure among the parts that no word of the seed names may be a part as well: such a total is not judged.
unread as (
    select distinct f.total_cell
    from (
        select f.total_cell, t.report_id, t.table_no, t.col_no, t.row_no as first_row, max(p.row_no) as last_row
        from fund_parts as f
        inner join amounts as t on t.cell_id = f.total_cell
        inner join amounts as p on p.cell_id = f.part_cell
        where not t.is_overall
        group by f.total_cell, t.report_id, t.table_no, t.col_no, t.row_no
    ) as f
    inner join {{ ref('int_performance_indicator') }} as c
        on c.report_id = f.report_id and c.table_no = f.table_no and c.col_no = f.col_no and c.row_no > f.first_row and c.row_no <= f.last_row + 1
    anti join amounts as a on a.cell_id = c.cell_id
    where c.number <> 0 and c.role = 'value' and not c.is_indicator
),

-- 财政拨款 may be split further into the levels that pay it.
funds as (
    select total_cell as instance, 'performance_funds' as identity_code, total_cell as lhs_cell, part_cell as rhs_cell
    from fund_parts
    anti join unread using (total_cell)
    qualify fund <> 'level' or not bool_or(fund = 'fiscal_appropriation') over (partition by total_cell)
),

-- A body that spends on other kinds as well (经营支出, 上缴上级支出, 对附属单位补助支出) may count them in the total and print no part for them.
other_kinds as (
    select distinct o.report_id
    from {{ ref('int_operand') }} as o
    inner join {{ ref('int_table_kind') }} as d using (table_code)
    where
        d.family = 'expenditure' and o.value <> 0
        and o.measure_code in ('business_expenditure', 'affiliate_subsidy', 'remitted_to_superior', 'contingency')
),

-- Forms that print 基本支出 and 项目支出 of the budget, and those of the execution, print them alike: they are parts of either total.
measure_parts as (
    select *
    from amounts
    where is_overall and measure in ('basic_expenditure', 'project_expenditure', 'development_expenditure')
),

measures as (
    select t.cell_id as instance, 'performance_basic_and_project' as identity_code, t.cell_id as lhs_cell, p.cell_id as rhs_cell
    from (
        select
            t.report_id, t.table_no, t.fund, t.cell_id, t.phase,
            abs(t.value - sum(p.value)) <= t.half_unit + sum(p.half_unit) as agrees
        from amounts as t
        inner join measure_parts as p using (report_id, table_no, fund)
        left join other_kinds as k using (report_id)
        where t.is_overall and t.measure = 'total' and (k.report_id is null or t.fund = 'fiscal_appropriation')
        group by t.report_id, t.table_no, t.fund, t.cell_id, t.phase, t.value, t.half_unit
        having count(*) >= 2 or t.fund <> 'all'
        qualify row_number() over (partition by t.report_id, t.table_no, t.fund order by not agrees, t.phase <> 'final') = 1
    ) as t
    inner join measure_parts as p using (report_id, table_no, fund)
),

-- A form without a grand total: what is spent on both kinds is what comes in from all funds.
without_total as (
    select p.report_id, p.table_no, min(p.cell_id) as instance
    from measure_parts as p
    anti join totals as t on t.report_id = p.report_id and t.table_no = p.table_no and t.is_overall
    anti join other_kinds as k on k.report_id = p.report_id
    semi join amounts as f on f.report_id = p.report_id and f.table_no = p.table_no and f.measure = 'total' and f.fund <> 'all'
    where p.fund = 'all'
    group by p.report_id, p.table_no
    having count(*) >= 2
),

tasks as (
    select t.cell_id as instance, 'performance_tasks' as identity_code, t.cell_id as lhs_cell, p.cell_id as rhs_cell
    from amounts as t
    inner join amounts as p
        on p.report_id = t.report_id and p.table_no = t.table_no and p.col_no = t.col_no and p.fund = t.fund and p.measure = 'task' and p.row_no < t.row_no
    where t.is_overall and t.measure = 'total'
),

links as (
    select * from funds
    union all
    select * from measures
    union all
    select * from tasks
),

linked as (
    select distinct
        l.identity_code, a.report_id, a.table_no, a.table_code, l.instance, concat_ws(' · ', a.row_label, a.column_label) as scope, 'lhs' as side,
        a.cell_id, a.value, a.half_unit, a.printed_text, a.column_label as label
    from links as l
    inner join amounts as a on a.cell_id = l.lhs_cell
    union all
    select
        l.identity_code, a.report_id, a.table_no, a.table_code, l.instance, null, 'rhs', a.cell_id, a.value, a.half_unit, a.printed_text,
        case when l.identity_code = 'performance_tasks' then a.row_label else a.column_label end
    from links as l
    inner join amounts as a on a.cell_id = l.rhs_cell
    union all
    select
        'performance_basic_and_project', a.report_id, a.table_no, a.table_code, w.instance, a.column_label, 'lhs', a.cell_id, a.value, a.half_unit,
        a.printed_text, a.row_label
    from without_total as w
    inner join amounts as a on a.report_id = w.report_id and a.table_no = w.table_no and a.measure = 'total' and a.fund <> 'all'
    union all
    select
        'performance_basic_and_project', p.report_id, p.table_no, p.table_code, w.instance, null, 'rhs', p.cell_id, p.value, p.half_unit,
        p.printed_text, p.row_label
    from without_total as w
    inner join measure_parts as p on p.report_id = w.report_id and p.table_no = w.table_no and p.fund = 'all'
    union all
    select
        identity_code, report_id, table_no, table_code, instance, case when side = 'lhs' then scope end, side, cell_id, value, half_unit, printed_text, label
    from {{ ref('int_performance_pair') }}
    where is_judged
)

select
    identity_code, report_id, table_no, table_code, instance, scope, side, 1 as sign, cell_id, value, half_unit, printed_text, label
from linked
