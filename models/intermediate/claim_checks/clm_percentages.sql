-- Percentages of running text recomputed: of change, of completion, of share; on a base of zero there is none.
-- Amounts that the tables contradict are taken from the tables: the misprint has its finding, the percentage is not to bear it again.
with claims as (
    select
        c.* replace (coalesce(cast(t.rhs as double), c.magnitude) as magnitude),
        c.printed_text || coalesce(' → ' || split_part(t.statement, ' = ', 2), '') as read_text,
        -- 财政拨款收、支总预算 and 财政拨款收、支总计 are one.
        coalesce(c.subject_key, c.subject) as told_subject
    from {{ ref('int_claim_operand') }} as c
    left join {{ ref('clm_tables') }} as t
        on t.report_id = c.report_id and t.instance = c.claim_id and t.identity_code = 'text_amount_in_table' and t.status = 'violated'
    where c.claim <> 'direction'
),

-- A percentage of change beside the amount of change of the same subject, and the amount itself named last before it.
changes as (
    select
        p.*,
        d.claim_id as change_id, d.magnitude as change, d.half_unit as change_half, d.direction as change_direction, d.printed_text as change_text,
        -- A change told in a sentence of its own after a sentence of several amounts may be about their sum.
        case when v.sentence_id = p.sentence_id or v.amounts_in_sentence = 1 then v.claim_id end as base_id,
        v.magnitude as amount_now, v.half_unit as now_half, v.read_text as now_text,
        -- 比2025年28479.84万元增加1476.43万元: the amount before is told.
        b.claim_id as before_id, b.magnitude as amount_before, b.half_unit as before_half, b.printed_text as before_text
    from claims as p
    inner join claims as d
        on d.report_id = p.report_id and d.sentence_id = p.sentence_id and d.figure_no = p.figure_no - 1
        and d.claim = 'change' and not d.is_said_in_words and d.amount is not null and d.subject is not distinct from p.subject
    left join claims as b
        on b.sentence_id = d.sentence_id and b.figure_no = d.figure_no - 1 and b.claim = 'amount' and b.period = 'prior_year'
        and b.subject is not distinct from d.subject
    asof left join (
        select *, count(*) over (partition by sentence_id) as amounts_in_sentence
        from claims
        where claim = 'amount' and period = 'current_year' and measure not in ('initial_budget', 'adjusted_budget')
    ) as v
        on v.report_id = d.report_id and v.paragraph = d.paragraph and v.told_subject is not distinct from d.told_subject and v.claim_no < d.claim_no
    where p.claim = 'change_percent'
),

change_intervals as (
    select
        * replace (
            -- Where both amounts are told, they make the change; the change told has a check of its own.
            case when both_told then abs(amount_now - amount_before) else change end as change,
            case when both_told then now_half + before_half else change_half end as change_half
        ),
        coalesce(amount_before, amount_now - case when change_direction = 'down' then -change else change end) as prior,
        coalesce(before_half, now_half + change_half) as prior_half
    from (select *, base_id is not null and before_id is not null as both_told from changes)
),

change_checks as (
    select
        report_id, claim_id, change_id, coalesce(before_id, base_id) as base_id, sentence, section, subject, page, x0, top, x1, bottom, value, printed_decimals, printed_text,
        case
            when both_told then '(' || now_text || ' − ' || before_text || ') / ' || before_text
            else change_text || ' / (' || coalesce(now_text, '?') || ' ∓ ' || change_text || ')'
        end as from_text,
        prior, prior_half,
        100 * change / nullif(prior, 0) as expected,
        case when prior - prior_half > 0 then 100 * (change - change_half) / (prior + prior_half) end as low,
        case when prior - prior_half > 0 then 100 * (change + change_half) / (prior - prior_half) end as high
    from change_intervals
),

-- 比上年1.43万元,增加0.68%: a rate of change behind two amounts.
rate_checks as (
    select
        p.report_id, p.claim_id, b.claim_id as change_id, v.claim_id as base_id, p.sentence, p.section, p.subject, p.page, p.x0, p.top, p.x1, p.bottom,
        p.value, p.printed_decimals, p.printed_text,
        '(' || v.read_text || ' − ' || b.printed_text || ') / ' || b.printed_text as from_text,
        b.magnitude as prior, b.half_unit as prior_half,
        100 * abs(v.magnitude - b.magnitude) / nullif(b.magnitude, 0) as expected,
        case when b.magnitude > b.half_unit then 100 * (abs(v.magnitude - b.magnitude) - v.half_unit - b.half_unit) / (b.magnitude + b.half_unit) end as low,
        case when b.magnitude > b.half_unit then 100 * (abs(v.magnitude - b.magnitude) + v.half_unit + b.half_unit) / (b.magnitude - b.half_unit) end as high
    from claims as p
    inner join claims as b
        on b.sentence_id = p.sentence_id and b.figure_no = p.figure_no - 1 and b.claim = 'amount' and b.period = 'prior_year'
        and b.subject is not distinct from p.subject
    inner join claims as v
        on v.sentence_id = p.sentence_id and v.figure_no = b.figure_no - 1 and v.claim = 'amount' and v.period = 'current_year'
        and v.subject is not distinct from p.subject
    where p.claim = 'change_percent'
),

-- 比2025年28479.84万元增加1476.73万元: both amounts are told, so is the change.
change_amounts as (
    select
        d.*,
        v.claim_id as now_id, v.magnitude as amount_now, v.half_unit as now_half, v.read_text as now_text,
        b.claim_id as before_id, b.magnitude as amount_before, b.half_unit as before_half, b.printed_text as before_text,
        case d.direction when 'down' then -d.magnitude else d.magnitude end as signed_change
    from claims as d
    inner join claims as b
        on b.sentence_id = d.sentence_id and b.figure_no = d.figure_no - 1 and b.claim = 'amount' and b.period = 'prior_year'
        and b.subject is not distinct from d.subject
    inner join claims as v
        on v.sentence_id = d.sentence_id and v.figure_no = b.figure_no - 1 and v.claim = 'amount' and v.period = 'current_year'
        and v.subject is not distinct from d.subject
    where d.claim = 'change' and d.amount is not null and not d.is_said_in_words and d.direction in ('up', 'down')
),

-- 完成预算的97.6%: the amount spent and the budget of the same subject, named last before it.
completion_pairs as (
    select
        p.report_id, p.claim_id, p.sentence, p.section, p.subject, p.page, p.x0, p.top, p.x1, p.bottom, p.value, p.printed_decimals, p.printed_text,
        f.claim_id as final_id, f.magnitude as final_amount, f.half_unit as final_half, f.read_text as final_text, f.claim_no as final_no,
        coalesce(n.claim_id, b.claim_id) as budget_id,
        case when n.claim_id is not null then f.magnitude - case when n.direction = 'down' then -n.magnitude else n.magnitude end else b.magnitude end as budget,
        case when n.claim_id is not null then f.half_unit + n.half_unit else b.half_unit end as budget_half,
        case when n.claim_id is not null then '(' || f.printed_text || ' ∓ ' || n.printed_text || ')' else b.read_text end as budget_text
    from claims as p
    asof left join (select * from claims where claim in ('amount', 'stated_none') and measure in ('final_amount', 'executed_amount', '')) as f
        on f.report_id = p.report_id and f.paragraph = p.paragraph and f.subject is not distinct from p.subject and f.claim_no < p.claim_no
    asof left join (select * from claims where claim in ('amount', 'stated_none') and measure in ('initial_budget', 'adjusted_budget', 'budget_amount')) as b
        on b.report_id = p.report_id and b.paragraph = p.paragraph and b.subject is not distinct from p.subject and b.claim_no < p.claim_no
    -- 支出决算0万元,完成年初预算的0%,比年初预算增加0万元: the change tells the budget.
    left join claims as n
        on n.sentence_id = p.sentence_id and n.figure_no = p.figure_no + 1 and n.claim = 'change' and not n.is_said_in_words
        and n.measure in ('initial_budget', 'adjusted_budget', 'budget_amount') and n.amount is not null and b.claim_id is null
    where p.claim = 'completion_percent'
),

-- 占78.9%: the part named last before it, and the first amount of the section, when the parts told with a share make it up.
parts as (
    select
        p.report_id, p.claim_id, p.sentence, p.section, p.subject, p.page, p.x0, p.top, p.x1, p.bottom, p.value, p.printed_decimals, p.printed_text,
        p.claim_no, p.paragraph, p.sentence_id,
        p.clause,
        v.claim_id as part_id, v.magnitude as part, v.half_unit as part_half, v.read_text as part_text, v.claim_no as part_no
    from claims as p
    asof inner join (select * from claims where claim = 'amount') as v
        on v.report_id = p.report_id and v.paragraph = p.paragraph and v.subject is not distinct from p.subject and v.claim_no < p.claim_no
    where p.claim = 'share_percent' and v.sentence_id = p.sentence_id
),

wholes as (
    select
        p.report_id, p.section, p.claim_no,
        w.claim_id as whole_id, w.magnitude as whole, w.half_unit as whole_half, w.read_text as whole_text, w.claim_no as whole_no
    from parts as p
    inner join claims as w
        on w.report_id = p.report_id and w.section = p.section and w.place = 'paragraph' and w.claim = 'amount' and w.claim_no < p.part_no
        and w.period = 'current_year' and w.magnitude > 0
),

sums as (
    select
        w.report_id, w.section, w.whole_id, w.whole_no, any_value(w.whole) as whole, any_value(w.whole_half) as whole_half,
        sum(p.part) as parts_sum, sum(p.part_half) as parts_half, count(*) as part_count
    from (select distinct report_id, section, whole_id, whole_no, whole, whole_half from wholes) as w
    inner join parts as p on p.report_id = w.report_id and p.section = w.section and p.part_no > w.whole_no
    group by all
),

share_checks as (
    select
        p.*,
        w.whole_id, w.whole, w.whole_half, w.whole_text,
        100 * p.part / w.whole as expected,
        100 * (p.part - p.part_half) / (w.whole + w.whole_half) as low,
        100 * (p.part + p.part_half) / nullif(w.whole - w.whole_half, 0) as high
    from parts as p
    inner join sums as s on s.report_id = p.report_id and s.section = p.section
    inner join wholes as w on w.report_id = p.report_id and w.section = p.section and w.claim_no = p.claim_no and w.whole_id = s.whole_id
    where abs(s.parts_sum - s.whole) <= s.parts_half + s.whole_half and s.part_count >= 2
    qualify row_number() over (partition by p.claim_id order by w.whole_no desc) = 1
),

-- 占“三公”经费的18.85%: the three parts told in one sentence are the whole.
three_public_wholes as (
    select
        sentence_id,
        sum(magnitude) as whole, sum(half_unit) as whole_half, list(claim_id order by claim_no) as part_ids,
        string_agg(printed_text, ' + ' order by claim_no) as whole_text
    from claims
    where claim = 'amount' and subject_key in ('overseas', 'vehicle_total', 'reception')
    group by sentence_id
    having count(*) = 3 and count(distinct subject_key) = 3
),

three_public_shares as (
    select
        p.*,
        w.part_ids, w.whole_text,
        100 * p.part / w.whole as expected,
        100 * (p.part - p.part_half) / (w.whole + w.whole_half) as low,
        100 * (p.part + p.part_half) / nullif(w.whole - w.whole_half, 0) as high
    from parts as p
    inner join three_public_wholes as w using (sentence_id)
    -- Where the total is told, the share is that of the total.
    where regexp_matches(p.clause, '占“?三公”?经费') and w.whole > 0 and p.claim_id not in (select claim_id from share_checks)
),

checks as (
    select
        case when prior = 0 and base_id is not null then 'text_zero_base' else 'text_change_percent' end as identity_code,
        report_id, claim_id, sentence, section, subject, page, x0, top, x1, bottom,
        cast(value as double) as printed, 0.5 * power(10.0, -printed_decimals) as half_unit, expected, low, high,
        printed_text || ' ← ' || from_text as statement,
        list_filter([claim_id, change_id, base_id], lambda x: x is not null) as evidence,
        case
            when base_id is null then 'the amount that changed is not told beside the change / 未同时说明变动后的金额'
            when prior < 0 then 'the amounts before and after are not told / 前后金额不能确定'
        end as reason,
        case when prior = 0 and base_id is not null and value <> 0 then 'violated' end as decided
    from change_checks
    union all
    select
        'text_change_percent',
        report_id, claim_id, sentence, section, subject, page, x0, top, x1, bottom,
        cast(value as double), 0.5 * power(10.0, -printed_decimals), expected, low, high,
        printed_text || ' ← ' || from_text,
        [claim_id, change_id, base_id],
        case when prior = 0 then 'the amount before is zero / 上年数为零' end,
        null
    from rate_checks
    union all
    select
        'text_share_percent',
        report_id, claim_id, sentence, section, subject, page, x0, top, x1, bottom,
        cast(value as double), 0.5 * power(10.0, -printed_decimals), expected, low, high,
        printed_text || ' ← ' || part_text || ' / (' || whole_text || ')',
        list_prepend(claim_id, part_ids), null, null
    from three_public_shares
    union all
    select
        case when budget = 0 then 'text_zero_base' else 'text_completion_percent' end,
        report_id, claim_id, sentence, section, subject, page, x0, top, x1, bottom,
        cast(value as double), 0.5 * power(10.0, -printed_decimals),
        100 * final_amount / nullif(budget, 0),
        case when budget > budget_half then 100 * (final_amount - final_half) / (budget + budget_half) end,
        case when budget > budget_half then 100 * (final_amount + final_half) / (budget - budget_half) end,
        printed_text || ' ← ' || coalesce(final_text, '?') || ' / ' || coalesce(budget_text, '?'),
        list_filter([claim_id, final_id, budget_id], lambda x: x is not null),
        case when final_id is null or budget_id is null then 'budget or amount spent is not told beside the rate / 未同时说明预算数和执行数' end,
        case when budget = 0 and final_id is not null then 'violated' end
    from completion_pairs
    union all
    select
        'text_share_percent',
        report_id, claim_id, sentence, section, subject, page, x0, top, x1, bottom,
        cast(value as double), 0.5 * power(10.0, -printed_decimals), expected, low, high,
        printed_text || ' ← ' || part_text || ' / ' || whole_text,
        [claim_id, part_id, whole_id], null, null
    from share_checks
)

select
    identity_code,
    report_id,
    claim_id as instance,
    page as page_no,
    x0,
    top,
    x1,
    bottom,
    cast(null as integer) as table_no,
    cast(null as varchar) as table_code,
    subject as scope,
    statement,
    cast(printed as decimal(28, 6)) as lhs,
    cast(round(expected, 4) as decimal(28, 6)) as rhs,
    cast(half_unit as decimal(28, 8)) as tolerance,
    1 as addends,
    coalesce(decided, case when reason is not null then 'not_evaluable' end, {{ interval_verdict('printed', 'half_unit + 1e-9', 'low', 'high', 'round(expected, 8)') }}) as status,
    case
        when decided is not null then null
        when reason is not null then reason
        when low is null or high is null then 'the base is no larger than its rounding / 基数不大于尾差'
    end as reason,
    evidence,
    sentence
-- A percentage of next to nothing has no bounds, and is none that can be recomputed.
from (select * replace (case when abs(expected) < 1e15 then expected end as expected, case when abs(expected) < 1e15 then low end as low) from checks)
union all
select
    'text_change_amount', report_id, claim_id, page, x0, top, x1, bottom, null, null, subject,
    printed_text || ' = ' || now_text || ' − ' || before_text,
    cast(signed_change as decimal(28, 6)),
    cast(amount_now - amount_before as decimal(28, 6)),
    cast(half_unit + now_half + before_half as decimal(28, 8)),
    2,
    case
        when abs(signed_change - amount_now + amount_before) < 1e-6 then 'exact'
        when abs(signed_change - amount_now + amount_before) <= half_unit + now_half + before_half then 'rounding'
        else 'violated'
    end,
    null,
    [claim_id, now_id, before_id],
    sentence
from change_amounts
