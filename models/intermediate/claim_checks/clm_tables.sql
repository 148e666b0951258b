-- Amounts told in running text against the tables of the report: by subject code, by the keys of totals, and 无 against printed amounts.
-- A claim holds where any cell that it can mean prints it; it is violated only where all of those cells print one other amount.
-- The initial budget that final accounts tell is held against the budget of that body and year, as it was published.
{%- set three_public_keys = "('three_public', 'overseas', 'vehicle_total', 'vehicle_purchase', 'vehicle_running', 'reception')" %}
with claims as (
    select
        c.*,
        r.report_kind,
        r.fiscal_year,
        r.report_kind = 'final_accounts' and c.measure = 'initial_budget'
            and coalesce(c.subject_key, '') not in {{ three_public_keys }}
            as is_initial_budget
    from {{ ref('int_claim_operand') }} as c
    inner join {{ ref('int_report') }} as r on r.document_id = c.report_id
    where
        c.place = 'paragraph' and c.claim in ('amount', 'stated_none') and c.amount is not null and c.period = 'current_year'
        -- An adjusted budget stands in no table.
        and (r.report_kind = 'budget' or c.measure not in ('adjusted_budget', 'budget_amount') or c.subject_key in {{ three_public_keys }})
        -- Whose amount it is, when the sentence names another body, the tables of this report do not tell.
        and not regexp_matches(c.clause, '其中|涉及|下属|所属|用于|压减|安排')
        and not regexp_matches(c.sentence, '增减|分别(增加|减少)')
),

-- Text and tables of one disclosure may be two files: a report that prints no amounts in tables is held against those of its twin.
sources as (
    select r.document_id as report_id, false as is_initial_budget, coalesce(t.document_id, r.document_id) as table_report_id
    from {{ ref('int_report') }} as r
    left join (select distinct report_id from {{ ref('int_operand') }}) as own on own.report_id = r.document_id
    left join {{ ref('int_report') }} as t
        on t.unit_name = r.unit_name and t.fiscal_year = r.fiscal_year and t.report_kind = r.report_kind and t.scope is not distinct from r.scope
        and t.document_id <> r.document_id and t.reason_code is null and own.report_id is null
    union all
    select f.document_id, true, min(b.document_id)
    from {{ ref('int_report') }} as f
    inner join {{ ref('int_report') }} as b
        on b.unit_name = f.unit_name and b.fiscal_year = f.fiscal_year and b.scope is not distinct from f.scope
        and b.report_kind = 'budget' and b.reason_code is null
    where f.report_kind = 'final_accounts'
    group by f.document_id
    -- Of several versions none is told to be the valid one.
    having count(*) = 1
),

-- What a budget takes over from the year before is part of its tables, and of no initial budget.
carrying as (
    select report_id
    from {{ ref('int_line_amount') }}
    where line_code like 'carry_over_opening%' and value <> 0
    union
    select report_id from {{ ref('int_operand') }} where measure_code = 'carry_over_opening' and value <> 0
),

-- Figures that count nowhere may be the amounts of a subject in another table, of which a text may tell.
in_doubt as (
    select distinct report_id from {{ ref('int_flagged_cell') }} where {{ hides_amount('reason') }}
),

cells as (
    select
        o.report_id, o.cell_id, o.table_no, o.table_code, o.function_code, o.economic_code, o.government_economic_code, o.measure_code, o.fund_code, o.phase, o.period, o.period_year, o.row_no, o.block_no,
        cast(o.value as double) as value, cast(o.half_unit as double) as half_unit, o.printed_text, o.row_label, o.column_label,
        d.family
    from {{ ref('int_operand') }} as o
    inner join {{ ref('int_table_kind') }} as d using (table_code)
    inner join {{ ref('int_report') }} as r on r.document_id = o.report_id
    where o.has_unit and {{ of_the_year('o') }}
),

totals as (
    select c.*
    from cells as c
    inner join {{ ref('int_subject_row') }} as r
        on r.report_id = c.report_id and r.table_no = c.table_no and r.block_no = c.block_no and r.row_no = c.row_no
    where r.is_total
),

lines as (
    select c.*, l.line_code, l.side
    from cells as c
    inner join {{ ref('int_line') }} as l
        on l.document_id = c.report_id and l.table_seq = c.table_no and l.block_no = c.block_no and l.row_no = c.row_no
),

-- What each key can mean.
candidates as (
    select report_id, 'c' || function_code as link, cell_id, value, half_unit, printed_text, table_no, table_code, measure_code in ('total', 'current_year_expenditure') as is_total
    from cells where function_code is not null and row_label not like '%/%'
    union all
    select report_id, case when side = 'expenditure' then 'kexpenditure_line_' else 'kincome_line_' end || coalesce(line_code, ''), cell_id, value, half_unit, printed_text, table_no, table_code, true
    from lines where line_code is not null
    union all
    select
        report_id, 'k' || key, cell_id, value, half_unit, printed_text, table_no, table_code,
        -- 总计 means the last line of a side over all funds; 收入合计 may mean that of the year as well.
        case when key in ('total', 'appropriation_total') then line_code in ('total', 'total_income', 'total_expenditure') and fund_code is null else true end
    from lines, unnest(['total', 'appropriation_total', 'total_income', 'total_expenditure']) as k (key)
    where (line_code like 'total%')
        and (key = 'appropriation_total') = (family = 'fiscal_appropriation_summary')
        and (key not in ('total_income') or side = 'income') and (key <> 'total_expenditure' or side = 'expenditure')
    union all
    select report_id, 'kappropriation_income', cell_id, value, half_unit, printed_text, table_no, table_code, true
    from lines where line_code in ('income_fiscal_appropriation', 'total_current_year_income') and family = 'fiscal_appropriation_summary' or line_code = 'income_fiscal_appropriation'
    union all
    select report_id, 'kappropriation_expenditure', cell_id, value, half_unit, printed_text, table_no, table_code, true
    from lines where line_code like 'total%' and family = 'fiscal_appropriation_summary' and side = 'expenditure' and fund_code is null
    union all
    select report_id, 'kgeneral_public_income', cell_id, value, half_unit, printed_text, table_no, table_code, true
    from lines where line_code like 'income_general_public%'
    union all
    select report_id, 'k' || case when line_code like '%fund%' then 'government_fund' else 'state_capital' end || '_income', cell_id, value, half_unit, printed_text, table_no, table_code, false
    from lines where line_code like 'income_government_fund%' or line_code like 'income_state_capital%'
    union all
    select report_id, 'kgeneral_public_expenditure', cell_id, value, half_unit, printed_text, table_no, table_code, true
    from totals where family = 'general_public_expenditure' and measure_code in ('total', 'current_year_expenditure')
    union all
    select report_id, 'k' || case measure_code when 'basic_expenditure' then 'basic' else 'project' end, cell_id, value, half_unit, printed_text, table_no, table_code, true
    from totals where measure_code in ('basic_expenditure', 'project_expenditure')
    union all
    select report_id, 'kbasic', cell_id, value, half_unit, printed_text, table_no, table_code, true
    from totals where family = 'basic_expenditure' and measure_code = 'total'
    union all
    select report_id, 'k' || case measure_code when 'personnel' then 'personnel' else 'public' end, cell_id, value, half_unit, printed_text, table_no, table_code, true
    from totals where measure_code in ('personnel', 'operating')
    union all
    select report_id, 'k' || case when row_label like '人员经费%' then 'personnel' else 'public' end, cell_id, value, half_unit, printed_text, table_no, table_code, true
    from cells where regexp_matches(row_label, '^(人员经费|公用经费)(合计|小计)?$')
    union all
    select
        report_id,
        'k' || case measure_code when 'abroad' then 'overseas' when 'three_public_total' then 'three_public' else measure_code end || ':' || coalesce(phase, 'budget'),
        cell_id, value, half_unit, printed_text, table_no, table_code, true
    from cells where family = 'three_public' and measure_code in ('abroad', 'three_public_total', 'vehicle_total', 'vehicle_purchase', 'vehicle_running', 'reception')
    union all
    select report_id, 'koperating_expense', cell_id, value, half_unit, printed_text, table_no, table_code, true
    from (select * from totals where family = 'operating_expense' union all select * from cells where family = 'three_public')
    where measure_code = 'operating_budget'
    union all
    select report_id, 'kprocurement_total', cell_id, value, half_unit, printed_text, table_no, table_code, true
    from totals where table_code = 'budget_procurement' and measure_code = 'total'
    union all
    -- 工资福利支出(301), 机关工资福利支出(501)
    select report_id, 'e' || code, cell_id, value, half_unit, printed_text, table_no, table_code, true
    from cells, unnest([economic_code, government_economic_code]) as e (code)
    where code is not null and measure_code in ('total', 'current_year_expenditure', 'amount') and row_label not like '%/%'
    union all
    select report_id, 'kgovernment_fund', cell_id, value, half_unit, printed_text, table_no, table_code, true
    from totals where family = 'government_fund' and measure_code in ('total', 'current_year_expenditure')
    union all
    select report_id, 'kstate_capital', cell_id, value, half_unit, printed_text, table_no, table_code, true
    from totals where family = 'state_capital' and measure_code in ('total', 'current_year_expenditure')
),

linked as (
    select
        c.*,
        case
            -- A bare name (行政运行) can be that of a project: only classes are taken by name, items need 类 款 项 or their code.
            when c.subject_code like '2%' and (length(c.subject_code) = 3 or regexp_matches(c.subject, '\([款项]\)|[0-9]{5}')) then 'c' || c.subject_code
            when regexp_matches(c.subject_code, '^[35]') and regexp_matches(c.subject, '\([35][0-9]+\)$') then 'e' || c.subject_code
            when c.subject_key in {{ three_public_keys }}
                then 'k' || c.subject_key || ':' || case
                    when c.report_kind = 'budget' or c.measure in ('adjusted_budget', 'initial_budget', 'budget_amount') then 'budget'
                    else 'final'
                end
            -- The income of a fund is told with or without what was carried over: it may hold, it cannot contradict.
            when c.subject_key in ('government_fund', 'state_capital') and regexp_matches(c.subject, '收入$') then 'k' || c.subject_key || '_income'
            when c.subject_key is not null then 'k' || c.subject_key
        end as link
    from claims as c
),

matched as (
    select
        l.report_id, l.claim_id,
        bool_or(k.is_carrying) as is_carrying,
        any_value(l.link) as link,
        any_value(l.claim) as claim,
        any_value(l.magnitude) as magnitude,
        any_value(l.half_unit) as half_unit,
        count(*) as cell_count,
        bool_or(k.value = l.magnitude) as exact,
        bool_or(abs(k.value - l.magnitude) <= l.half_unit + k.half_unit + 1e-6) as held,
        count(distinct round(k.value, 2)) filter (where k.is_total and k.comparable) as total_values,
        arg_min(struct_pack(cell_id := k.cell_id, value := k.value, half_unit := k.half_unit, printed_text := k.printed_text, table_no := k.table_no, table_code := k.table_code),
            row(case when k.is_total and k.comparable then 0 else 1e15 end + abs(k.value - l.magnitude), k.table_no, k.cell_id)) as nearest,
        list(distinct k.cell_id order by k.cell_id) as cell_ids
    from linked as l
    inner join (
        select
            l.report_id, l.claim_id, k.cell_id, k.value, k.half_unit, k.printed_text, k.table_code, k.is_total,
            l.is_initial_budget and k.report_id in (select report_id from carrying) as is_carrying,
            case when k.report_id = l.report_id then k.table_no end as table_no,
            -- What is told of all funds is not to be measured by tables of fiscal appropriation alone, nor the other way round.
            d.family = 'three_public'
            or l.subject_key in ('operating_expense', 'procurement_total') or l.link like 'e%'
            or regexp_matches(coalesce(l.section, '') || l.subject, '财政拨款|一般公共预算|基金|国有资本') <> (d.family in ('expenditure', 'income', 'income_expenditure_summary')) as comparable
        from linked as l
        inner join sources as s on s.report_id = l.report_id and s.is_initial_budget = l.is_initial_budget
        inner join candidates as k on k.report_id = s.table_report_id and k.link = l.link
        inner join {{ ref('int_table_kind') }} as d using (table_code)
    ) as k using (report_id, claim_id)
    group by l.report_id, l.claim_id
)

select
    case
        when c.is_initial_budget then 'text_initial_budget_is_published'
        when c.claim = 'stated_none' then 'text_none_against_table'
        else 'text_amount_in_table'
    end as identity_code,
    c.report_id,
    c.claim_id as instance,
    c.page as page_no,
    c.x0,
    c.top,
    c.x1,
    c.bottom,
    m.nearest.table_no as table_no,
    m.nearest.table_code as table_code,
    concat_ws(' ', c.subject_code, c.subject) as scope,
    coalesce(nullif(c.printed_text, ''), '0') || ' = ' || m.nearest.printed_text as statement,
    cast(c.magnitude as decimal(28, 6)) as lhs,
    cast(m.nearest.value as decimal(28, 6)) as rhs,
    cast(c.half_unit + m.nearest.half_unit as decimal(28, 8)) as tolerance,
    cast(m.cell_count as integer) as addends,
    case
        when m.exact then 'exact'
        when m.held then 'rounding'
        when m.is_carrying or (q.report_id is not null and c.subject_code is not null) then 'not_evaluable'
        when m.total_values = 1 and c.claim = 'amount' then 'violated'
        -- Statements of nothing contradict a table only where it prints an amount for the very thing.
        when m.total_values = 1 and m.nearest.value <> 0 then 'violated'
        else 'not_evaluable'
    end as status,
    case
        when not m.held and m.is_carrying then 'the published budget holds money carried over from the year before / 公布的预算含上年结转'
        when not m.held and m.total_values <> 1 then 'the tables print several amounts that can be meant / 表内可对应的金额不止一个'
        when not m.held and q.report_id is not null and c.subject_code is not null
            then 'figures of the tables are flagged and may be meant / 表中有存疑、未计入的数，可能与之对应'
    end as reason,
    list_prepend(c.claim_id, m.cell_ids[1:8]) as evidence,
    c.sentence
from matched as m
inner join linked as c using (report_id, claim_id)
left join in_doubt as q using (report_id)
union all
-- One instance a report whose budget is not here.
select
    'text_initial_budget_is_published',
    c.report_id,
    c.report_id,
    c.page,
    c.x0,
    c.top,
    c.x1,
    c.bottom,
    null,
    null,
    concat_ws(' ', c.subject_code, c.subject),
    c.printed_text || ' = ∅',
    cast(c.magnitude as decimal(28, 6)),
    null,
    cast(c.half_unit as decimal(28, 8)),
    0,
    'not_evaluable',
    'the budget of ' || c.fiscal_year || ' is not here, or in several versions / 库中没有 ' || c.fiscal_year || ' 年预算，或有多个版本',
    [c.claim_id],
    c.sentence
from linked as c
anti join sources as s on s.report_id = c.report_id and s.is_initial_budget
where c.is_initial_budget and c.link is not null
qualify row_number() over (partition by c.report_id order by c.page, c.claim_id) = 1
union all
-- 注:本单位无政府性基金预算,故本表无数据: under a table that prints amounts.
select
    'text_empty_table',
    c.report_id,
    c.claim_id,
    c.page,
    c.x0,
    c.top,
    c.x1,
    c.bottom,
    t.table_seq,
    t.table_code,
    d.name_zh,
    c.printed_text || ' ← ' || coalesce(f.printed, '∅'),
    cast(0 as decimal(28, 6)),
    cast(coalesce(f.amount, 0) as decimal(28, 6)),
    cast(0 as decimal(28, 8)),
    1,
    case when f.amount is null then 'exact' else 'violated' end,
    null,
    list_prepend(c.claim_id, coalesce(f.cell_ids, [])),
    c.sentence
from {{ ref('int_claim_operand') }} as c
inner join {{ ref('int_table') }} as t on t.document_id = c.report_id and t.table_seq = c.place_no // 1000
inner join {{ ref('int_table_kind') }} as d using (table_code)
left join (
    select report_id, table_no, max(abs(value)) as amount, arg_max(printed_text, abs(value)) as printed, list(cell_id order by abs(value) desc)[1:8] as cell_ids
    from {{ ref('int_operand') }}
    where value <> 0
    group by report_id, table_no
) as f on f.report_id = c.report_id and f.table_no = t.table_seq
where
    c.place = 'note' and c.claim = 'stated_none'
    and (regexp_matches(c.sentence, '[本此]表(格)?(为空|无数据|无内容|空)|空表') or d.family in ('government_fund', 'state_capital') and c.subject_key = d.family)
