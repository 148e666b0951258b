-- Amounts of performance tables beside the money tables of their report that print the same money: the totals of the table of the whole
-- against 支出总表 and 财政拨款收支总表, the amount of each project against 项目支出表. One row a cell of a pair.
-- A form says nowhere whether it covers what the tables cover: some are those of the head office alone, or leave out transfers. So a pair
-- that differs is judged only where another of its form agrees, for projects at least twice as many as differ; else it is not evaluable.
with amounts as (
    select *, table_code like '%overall%' as is_overall
    from {{ ref('int_performance_amount') }}
    where unit_scale is not null
),

-- A self-evaluation prints its total as budget and as execution, and basic and project expenditure once: they are those of the execution
-- where they add up to it.
of_execution as (
    select report_id, table_no
    from amounts
    where is_overall and (measure = 'total' and phase in ('budget', 'final') or measure in ('basic_expenditure', 'project_expenditure')) and fund = 'all'
    group by report_id, table_no
    having
        count(*) filter (where phase = 'budget') > 0
        and abs(sum(case when measure = 'total' then value else -value end) filter (where phase <> 'budget')) <= sum(half_unit) filter (where phase <> 'budget')
),

-- 基本支出 of the whole, or else the sum over the funds it is split into.
overall as (
    select
        a.*,
        min(a.fund <> 'all') over (partition by a.report_id, a.table_no, a.measure) as is_split
    from amounts as a
    left join of_execution as e using (report_id, table_no)
    where
        a.is_overall and a.measure in ('total', 'basic_expenditure', 'project_expenditure') and a.phase <> 'budget'
        and (
            a.measure = 'total' or e.report_id is not null
            or not exists (select 1 from amounts as b where b.report_id = a.report_id and b.table_no = a.table_no and b.phase = 'budget')
        )
),

form_sides as (
    select
        report_id, table_no, table_code, measure as subject, cell_id, value, half_unit, printed_text, column_label as label
    from overall
    where fund = 'all' or is_split and measure <> 'total'
    union all
    select report_id, table_no, table_code, 'fiscal_appropriation', cell_id, value, half_unit, printed_text, column_label
    from overall
    where measure = 'total' and fund = 'fiscal_appropriation'
),

money_tables as (
    {{ tables_printed_once() }}
),

table_sides as (
    select
        t.report_id,
        case when t.measure_code in ('total', 'current_year_expenditure') then 'total' else t.measure_code end as subject,
        t.cell_id, t.value, t.half_unit, t.printed_text, t.table_code || ' ' || t.column_label as label
    from {{ ref('int_table_total') }} as t
    inner join money_tables using (report_id, table_code)
    inner join {{ ref('int_table_kind') }} as d using (table_code)
    where
        d.family = 'expenditure' and t.has_unit and coalesce(t.period, 'current_year') = 'current_year'
        and t.measure_code in ('total', 'current_year_expenditure', 'basic_expenditure', 'project_expenditure')
    qualify row_number() over (partition by t.report_id, subject order by t.col_no) = 1
    union all
    select l.report_id, 'fiscal_appropriation', l.cell_id, l.value, l.half_unit, l.printed_text, l.table_code || ' ' || l.row_label
    from {{ ref('int_line_amount') }} as l
    inner join money_tables using (report_id, table_code)
    inner join {{ ref('int_table_kind') }} as d using (table_code)
    where
        d.family = 'fiscal_appropriation_summary' and l.side = 'expenditure' and l.line_code = 'total_expenditure' and l.fund_code is null
        and l.measure_code = 'total' and l.has_unit and l.period_key not like '%prior%'
    qualify row_number() over (partition by l.report_id order by l.row_no desc, l.col_no) = 1
),

overall_cells as (
    select
        'performance_overall_is_expenditure' as identity_code, f.report_id, f.table_no, f.table_code, f.subject as scope, 'lhs' as side,
        f.cell_id, f.value, f.half_unit, f.printed_text, f.label, false as is_of_period
    from form_sides as f
    semi join table_sides as t on t.report_id = f.report_id and t.subject = f.subject
    union all
    select
        'performance_overall_is_expenditure', f.report_id, f.table_no, f.table_code, f.subject, 'rhs', t.cell_id, t.value, t.half_unit, t.printed_text, t.label,
        false
    from (select distinct report_id, table_no, table_code, subject from form_sides) as f
    inner join table_sides as t using (report_id, subject)
),

-- The amount of a project: of the year, or else of the period that the form prints alone. Programmes that a department hands on to others
-- (专项资金, 转移支付) are listed in parts, or not at all.
forms as (
    select *, {{ project_key('project') }} as project_key
    from amounts
    where
        not is_overall and measure = 'total' and fund = 'all' and table_code like '%project%'
        -- 合计 and the bodies in such lists head their projects.
        and not regexp_matches(regexp_replace({{ squeeze('project') }}, '\([^()]*\)$', ''), '^(合计|总计|小计)$|{{ narrative_words('body_end') }}$')
    qualify phase = '' or not bool_or(phase = '') over (partition by report_id, table_no, project)
),

listed as (
    select o.*, {{ project_key('o.row_label') }} as project_key
    from {{ ref('int_operand') }} as o
    inner join money_tables using (report_id, table_code)
    where o.table_code = 'budget_project' and o.measure_code = 'total' and o.has_unit
),

-- A name that stands in several rows or heads several forms names no single project.
projects as (
    select f.report_id, f.project_key, f.table_no, f.table_code
    from forms as f
    inner join listed as l using (report_id, project_key)
    where length(f.project_key) >= 2
    group by f.report_id, f.project_key, f.table_no, f.table_code
    having count(*) = 1
    qualify count(*) over (partition by f.report_id, f.project_key) = 1
),

project_cells as (
    select
        'performance_project_is_project_expenditure' as identity_code, p.report_id, p.table_no, p.table_code, f.project as scope, 'lhs' as side,
        f.cell_id, f.value, f.half_unit, f.printed_text, f.project as label, f.phase = 'period' as is_of_period
    from projects as p
    inner join forms as f using (report_id, project_key)
    union all
    select
        'performance_project_is_project_expenditure', p.report_id, p.table_no, p.table_code, f.project, 'rhs', l.cell_id, l.value, l.half_unit, l.printed_text,
        l.table_code || ' ' || l.row_label, false
    from projects as p
    inner join forms as f using (report_id, project_key)
    inner join listed as l using (report_id, project_key)
),

cells as (
    select * from overall_cells
    union all
    select * from project_cells
),

pairs as (
    select
        identity_code, report_id, table_no, scope,
        abs(sum(case when side = 'lhs' then value else -value end)) <= sum(half_unit) as agrees,
        sum(value) <> 0 as is_told,
        bool_or(is_of_period) as is_of_period
    from cells
    group by all
),

-- The projects of a report stand in one form each or in one table: they are judged together.
judged as (
    select
        *,
        agrees or case
            when identity_code = 'performance_overall_is_expenditure'
                then bool_or(agrees and is_told) over (partition by report_id, table_no, identity_code)
            -- The money of several years need not be that of the year.
            else not is_of_period and count(*) filter (where agrees and is_told) over (partition by report_id, identity_code)
                >= 2 * count(*) filter (where not agrees) over (partition by report_id, identity_code)
        end as is_judged
    from pairs
)

select c.* exclude (is_of_period), md5(concat_ws('|', c.identity_code, c.report_id, c.table_no, c.scope)) as instance, j.is_judged
from cells as c
inner join judged as j using (identity_code, report_id, table_no, scope)
