-- Performance tables recomputed: rate of execution, score by the printed rule, sum of scores, sum of weights, and what the text says of them.
with scores as (
    select * from {{ ref('int_performance_score') }}
),

decimals as (
    select report_id, table_no, max(length(split_part(regexp_replace(rtrim(rtrim(score::varchar, '0'), '.'), '[^0-9.]', '', 'g'), '.', 2))) as score_decimals
    from scores
    where score is not null
    group by report_id, table_no
),

tables as (
    select
        document_id as report_id,
        table_seq as table_no,
        -- 得分=权重*B/A in the notes: the rule by which quantities score; 执行率分值(10分), 预算执行情况(20分): weight outside the indicators.
        bool_or(regexp_matches(text, '得分=权重')) as has_rule,
        max(try_cast(nullif(regexp_extract(text, '^(?:预算)?执行(?:率|情况)?(?:分值|分数|得分)?(?:\(万元\))?\(([0-9]{1,3})分', 1), '') as double)) as execution_weight
    from (
        select document_id, table_seq, text_squeezed as text from {{ ref('stg_notes') }}
        union all
        select document_id, table_seq, text from {{ ref('int_performance_cell') }}
    )
    group by document_id, table_seq
),

rates as (
    select
        'performance_rate' as identity_code, s.report_id, s.indicator_id as instance, s.page_no, s.x0, s.top, s.x1, s.bottom, s.table_no, s.table_code,
        s.indicator as scope,
        rtrim(rtrim(s.rate::varchar, '0'), '.') || '% = ' || rtrim(rtrim(s.executed::varchar, '0'), '.') || ' / ' || rtrim(rtrim(s.budget::varchar, '0'), '.') as statement,
        cast(s.rate as double) as lhs,
        cast(100 * s.executed / nullif(s.budget, 0) as double) as rhs,
        -- A rate is also told to the whole percent; budgets are printed to a hundredth.
        0.5 * power(10.0, -coalesce(s.rate_decimals, 0)) + case when s.budget > 0 then 100 * 0.005 * (s.budget + s.executed) / (s.budget::double * s.budget) else 0 end as tolerance,
        2 as addends,
        case when s.budget = 0 then 'violated' end as decided,
        [s.rate_cell_id] as evidence
    from scores as s
    where s.rate is not null and s.budget is not null and s.executed is not null
),

rule_scores as (
    select
        'performance_score', s.report_id, s.indicator_id, s.page_no, s.x0, s.top, s.x1, s.bottom, s.table_no, s.table_code,
        s.indicator,
        rtrim(rtrim(s.score::varchar, '0'), '.') || ' = ' || rtrim(rtrim(s.weight::varchar, '0'), '.') || ' × ' || s.actual || ' / ' || s.target,
        cast(s.score as double),
        cast(s.weight * least(1, case when s.target_relation = '≤' then s.target_number / nullif(s.actual_number, 0) else s.actual_number / nullif(s.target_number, 0) end) as double),
        0.5 * power(10.0, -d.score_decimals), 3, null, [s.score_cell_id]
    from scores as s
    inner join tables as t using (report_id, table_no)
    inner join decimals as d using (report_id, table_no)
    where
        t.has_rule and not s.is_total and s.weight is not null and s.score is not null
        and s.target_number > 0 and s.actual_number is not null
        -- Only a bare quantity on both sides, in the same unit, can be divided.
        and regexp_full_match(s.target, '[≥≤=<>＞＜]?[0-9,.]+([一-龥%/]{0,5}?)(以上|以下|以内|内)?')
        and regexp_full_match(s.actual, '[≥≤=<>＞＜]?[0-9,.]+([一-龥%/]{0,5}?)(以上|以下|以内|内)?')
        and regexp_replace(s.target, '[≥≤=<>＞＜0-9,.]|以上|以下|以内|内', '', 'g') = regexp_replace(s.actual, '[≥≤=<>＞＜0-9,.]|以上|以下|以内|内', '', 'g')
),

-- The scores above each total.
score_sums as (
    select
        t.indicator_id,
        sum(s.score) as score_sum, count(*) as score_count,
        coalesce(sum(s.weight), 0) as weight_sum, count(s.weight) as weighted,
        string_agg(rtrim(rtrim(s.score::varchar, '0'), '.'), ' + ' order by s.row_no) as score_text,
        list(s.score_cell_id order by s.row_no) as score_cells
    from scores as t
    inner join scores as s on s.report_id = t.report_id and s.table_no = t.table_no and not s.is_total and s.score is not null and s.row_no < t.row_no
    where t.is_total and t.score is not null
    group by t.indicator_id
),

score_totals as (
    select
        'performance_score_total', t.report_id, t.indicator_id, t.page_no, t.x0, t.top, t.x1, t.bottom, t.table_no, t.table_code,
        t.indicator,
        rtrim(rtrim(t.score::varchar, '0'), '.') || ' = ' || u.score_text,
        cast(t.score as double), cast(u.score_sum as double),
        -- Scores are figures of the form, not roundings: they add up to the last printed digit.
        1e-6, cast(u.score_count as integer),
        -- Where the weights that were read do not make 100, a row is missing, from the print or from the reading.
        case when u.weighted > 0 and abs(u.weight_sum + coalesce(e.execution_weight, 0) - 100) > 1e-6 and cast(u.score_sum as double) <> cast(t.score as double) then 'not_evaluable' end, list_prepend(t.score_cell_id, u.score_cells)
    from scores as t
    inner join score_sums as u using (indicator_id)
    left join tables as e using (report_id, table_no)
),

weights as (
    select
        report_id, table_no, coalesce(project, '') as project,
        any_value(table_code) as table_code, min(page_no) as page_no, min(row_no) as first_row,
        arg_min(x0, row_no) as x0, arg_min(top, row_no) as top, arg_max(x1, row_no) as x1, arg_max(bottom, row_no) as bottom,
        sum(weight) as weight_sum, count(*) as indicators, count(weight) as weighted,
        string_agg(rtrim(rtrim(weight::varchar, '0'), '.'), ' + ' order by row_no) as weight_text
    from scores
    where not is_total and (target is not null or actual is not null)
    group by report_id, table_no, coalesce(project, '')
),

-- Forms that share out 10 points to the execution of the budget give 90 to the indicators.
weight_totals as (
    select
        'performance_weight_total', w.report_id, md5(concat_ws('|', w.report_id, w.table_no, w.project, 'weight')), w.page_no, w.x0, w.top, w.x1, w.bottom, w.table_no, w.table_code,
        nullif(w.project, ''),
        case when coalesce(t.execution_weight, 0) > 0 then cast(t.execution_weight as integer) || ' + ' else '' end || w.weight_text || ' = 100',
        cast(w.weight_sum as double) + coalesce(t.execution_weight, 0), 100.0, 1e-6, cast(w.weighted as integer), null, cast([] as varchar[])
    from weights as w
    inner join tables as t using (report_id, table_no)
    -- Every indicator has its weight: a part of them says nothing of the whole.
    where w.weighted = w.indicators and w.weighted >= 3
),

-- Where a report has one project, the table of the whole and that of the project tell the same indicators with the same targets and classes.
indicators as (
    select *, {{ plain_name("regexp_replace(indicator, '\\([^()]*分\\)', '', 'g')") }} as indicator_name
    from scores
    where not is_total and target is not null
),

single_projects as (
    select report_id
    from indicators
    group by report_id
    having count(distinct table_no) filter (where table_code like 'overall%' or table_code like '%_overall_%') = 1
        and count(distinct table_no) = 2 and count(distinct coalesce(project, '')) filter (where table_code like '%project%') = 1
),

twins as (
    select
        p.*, o.indicator_id as other_id, o.target as other_target, o.target_number as other_number, o.target_relation as other_relation, o.level2 as other_level2
    from single_projects as r
    inner join indicators as p on p.report_id = r.report_id and p.table_code like '%project%'
    inner join indicators as o on o.report_id = r.report_id and o.table_no <> p.table_no and o.indicator_name = p.indicator_name
    where length(p.indicator_name) >= 4
    qualify count(*) over (partition by p.indicator_id) = 1 and count(*) over (partition by o.indicator_id) = 1
),

same_targets as (
    select
        'performance_target_agrees', report_id, indicator_id, page_no, x0, top, x1, bottom, table_no, table_code, indicator,
        target || ' = ' || other_target, cast(null as double), cast(null as double), 0.0, 1,
        case
            when target = other_target then 'exact'
            when target_number = other_number and target_relation = other_relation then 'exact'
            else 'violated'
        end, [indicator_id, other_id]
    from twins
),

same_classes as (
    select
        'performance_class_agrees', report_id, md5(indicator_id || 'class'), page_no, x0, top, x1, bottom, table_no, table_code, indicator,
        level2 || ' = ' || other_level2, cast(null as double), cast(null as double), 0.0, 1,
        -- 服务对象满意度 and 服务对象满意度指标 are one.
        case when regexp_replace(level2, '指标$', '') = regexp_replace(other_level2, '指标$', '') then 'exact' else 'violated' end, [indicator_id, other_id]
    from twins
    where level2 is not null and other_level2 is not null
),

checks as (
    select * from rates
    union all
    select * from same_targets
    union all
    select * from same_classes
    union all
    select * from rule_scores
    union all
    select * from score_totals
    union all
    select * from weight_totals
),

-- What the text tells of the self-evaluation: 全年预算数, 执行数, 执行率, 综合得分, against the tables of the same report.
claims as (
    select * from {{ ref('int_claim_operand') }}
    where place = 'paragraph' and (claim = 'score' or regexp_matches(coalesce(section, '') || sentence, '绩效|自评'))
),

budget_rows as (
    select
        s.*,
        c.document_id is not null as has_unit,
        {{ plain_name("regexp_replace(coalesce(s.project, ''), '^(20[0-9]{2}年度?)|(项目)$', '', 'g')") }} as project_name,
        coalesce(t.unit_scale, 10000) as unit_scale
    from scores as s
    inner join {{ ref('int_table') }} as t on t.document_id = s.report_id and t.table_seq = s.table_no
    left join (select distinct document_id from {{ ref('int_table') }}) as c on c.document_id = s.report_id
    where s.budget is not null and s.executed is not null and s.table_code like '%self_evaluation'
    -- Of rows with the same budget the first is the whole, 年度资金总额.
    qualify row_number() over (partition by s.report_id, s.table_no order by s.budget desc, s.row_no, s.indicator_id) = 1
),

told as (
    select
        c.report_id, c.claim_id, c.page, c.x0, c.top, c.x1, c.bottom, c.subject, c.sentence, c.printed_text, c.claim, c.measure, c.magnitude, c.half_unit,
        b.table_no, b.table_code, b.budget, b.executed, b.rate, b.unit_scale, b.rate_cell_id,
        case when c.claim = 'completion_percent' then cast(b.rate as double)
            when c.measure in ('adjusted_budget', 'initial_budget') then cast(b.budget * b.unit_scale as double)
            else cast(b.executed * b.unit_scale as double)
        end as in_table
    from claims as c
    inner join budget_rows as b
        on b.report_id = c.report_id
        and case
            when b.table_code like 'overall%' then regexp_matches(c.subject, '整体|^单位|^部门') and not regexp_matches(c.subject, '项目$')
            else length(b.project_name) >= 4 and (contains(c.subject, b.project_name) or regexp_matches(c.subject, '项目$') and contains(b.project_name, regexp_replace(c.subject, '项目$', '')) and length(c.subject) >= 6)
        end
    where
        c.claim = 'amount' and c.measure in ('adjusted_budget', 'executed_amount') and c.amount is not null
        or c.claim = 'completion_percent' and c.measure in ('', 'budget_amount', 'adjusted_budget') and b.rate is not null
    -- 新冠疫情防控经费 names 疫情防控经费 too: the longest name is meant.
    qualify length(b.project_name) = max(length(b.project_name)) over (partition by c.claim_id)
),

score_rows as (
    select
        w.report_id, w.table_no, w.table_code,
        coalesce(t.score, w.score_sum) as score,
        count(*) over (partition by w.report_id, w.table_code) as same_kind
    from (
        select report_id, table_no, any_value(table_code) as table_code, sum(score) filter (where not is_total) as score_sum
        from scores
        where score is not null
        group by report_id, table_no
    ) as w
    left join (select report_id, table_no, max(score) as score from scores where is_total group by all) as t using (report_id, table_no)
),

told_scores as (
    select c.*, s.table_no, s.table_code, s.score as in_table
    from claims as c
    inner join score_rows as s on s.report_id = c.report_id and s.same_kind = 1
    where
        c.claim = 'score' and regexp_matches(c.clause, '(综合|总)得分')
        and (s.table_code like 'overall%' and regexp_matches(c.subject || c.clause, '整体') or s.table_code not like 'overall%' and regexp_matches(c.subject || c.clause, '项目'))
),

read_checks as (
    select
        identity_code, report_id, instance, page_no, x0, top, x1, bottom, table_no, table_code, scope, statement,
        cast(lhs as decimal(28, 6)) as lhs, cast(rhs as decimal(28, 6)) as rhs, cast(tolerance as decimal(28, 8)) as tolerance, addends,
        coalesce(decided, case
            when rhs is null then 'not_evaluable'
            when abs(lhs - rhs) < 1e-9 then 'exact'
            when abs(lhs - rhs) <= tolerance + 1e-9 then 'rounding'
            else 'violated'
        end) as status,
        evidence,
        cast(null as varchar) as sentence
    -- A rate of next to nothing has no bounds, and is none that can be recomputed.
    from (select * replace (case when abs(rhs) < 1e15 then rhs end as rhs, least(tolerance, 1e15) as tolerance) from checks)
    union all
    select
        case when claim = 'completion_percent' then 'text_rate_in_performance_table' else 'text_amount_in_performance_table' end,
        report_id, claim_id || table_no, page, x0, top, x1, bottom, table_no, table_code, subject,
        printed_text || ' = ' || rtrim(rtrim(cast(in_table / case when claim = 'completion_percent' then 1 else unit_scale end as decimal(24, 4))::varchar, '0'), '.'),
        cast(case when claim = 'completion_percent' then magnitude else magnitude end as decimal(28, 6)), cast(in_table as decimal(28, 6)),
        cast(half_unit + case when claim = 'completion_percent' then 0.5 else 0.005 * unit_scale end as decimal(28, 8)), 1,
        case when magnitude = in_table then 'exact' when abs(magnitude - in_table) <= half_unit + case when claim = 'completion_percent' then 0.5 else 0.005 * unit_scale end then 'rounding' else 'violated' end,
        [claim_id],
        sentence
    from told
    union all
    select
        'text_score_in_performance_table', report_id, claim_id || table_no, page, x0, top, x1, bottom, table_no, table_code, subject,
        printed_text || ' = ' || rtrim(rtrim(in_table::varchar, '0'), '.'),
        cast(magnitude as decimal(28, 6)), cast(in_table as decimal(28, 6)), cast(half_unit as decimal(28, 8)), 1,
        case when magnitude = in_table then 'exact' when abs(magnitude - cast(in_table as double)) <= half_unit then 'rounding' else 'violated' end,
        [claim_id],
        sentence
    from told_scores
)

select
    * exclude (evidence, sentence),
    case when status = 'not_evaluable' then 'an operand or a row is not printed, or could not be read / 缺少核对所需的数或行' end as reason,
    cast(evidence as varchar[]) as evidence,
    sentence
from read_checks
