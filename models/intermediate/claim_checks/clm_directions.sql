-- Words of change against the amounts that are told with them.
with claims as (
    select * from {{ ref('int_claim_operand') }}
),

-- 增加主要原因 where the amount spent is below the budget it was compared with, or the amount has just been said to fall.
directions as (
    select
        d.*,
        c.direction as said_direction, c.claim_id as said_id, c.printed_text as said_text, c.clause as said_clause,
        f.claim_id as final_id, f.magnitude as final_amount, f.half_unit as final_half, f.printed_text as final_text,
        b.claim_id as budget_id, b.magnitude as budget, b.half_unit as budget_half, b.printed_text as budget_text
    from claims as d
    asof left join (select * from claims where claim = 'change' and direction in ('up', 'down')) as c
        on c.report_id = d.report_id and c.paragraph = d.paragraph and c.subject is not distinct from d.subject and c.claim_no < d.claim_no
    asof left join (select * from claims where claim = 'amount' and measure = 'final_amount') as f
        on f.report_id = d.report_id and f.paragraph = d.paragraph and f.subject is not distinct from d.subject and f.claim_no < d.claim_no
    asof left join (select * from claims where claim = 'amount' and measure in ('initial_budget', 'adjusted_budget', 'budget_amount')) as b
        on b.report_id = d.report_id and b.paragraph = d.paragraph and b.subject is not distinct from d.subject and b.claim_no < d.claim_no
    where d.claim = 'direction'
),

direction_checks as (
    select
        'text_direction' as identity_code,
        report_id, claim_id, page, x0, top, x1, bottom, subject,
        printed_text || ' ← ' || case
            when said_id is not null and direction <> 'none' then regexp_extract(said_clause, '.{0,8}$', 0) || said_text
            else final_text || ' − ' || budget_text
        end as statement,
        case
            when direction = 'none' and (final_amount is null or budget is null) then 'not_evaluable'
            when direction = 'none' then case when abs(final_amount - budget) <= final_half + budget_half then 'exact' else 'violated' end
            when said_id is not null then case when said_direction = direction then 'exact' else 'violated' end
            when final_amount is null or budget is null or final_amount = budget then 'not_evaluable'
            when (final_amount > budget) = (direction = 'up') then 'exact'
            else 'violated'
        end as status,
        sentence,
        list_filter([claim_id, said_id, final_id, budget_id], lambda x: x is not null) as evidence
    from directions
),

-- 增加5万元,下降3%: two directions of one change.
opposed as (
    select
        'text_direction' as identity_code, p.report_id, p.claim_id, p.page, p.x0, p.top, p.x1, p.bottom, p.subject,
        regexp_extract(d.clause, '.{0,8}$', 0) || d.printed_text || ' / ' || p.clause || p.printed_text as statement,
        case when d.direction = p.direction then 'exact' else 'violated' end as status,
        p.sentence,
        [p.claim_id, d.claim_id] as evidence
    from claims as p
    inner join claims as d
        on d.report_id = p.report_id and d.sentence_id = p.sentence_id and d.figure_no = p.figure_no - 1
        and d.claim = 'change' and d.subject is not distinct from p.subject and d.direction in ('up', 'down')
    where p.claim = 'change_percent' and p.direction in ('up', 'down')
)

select
    {{ claim_check(
        identity_code='identity_code', instance='claim_id', scope='subject', statement='statement', status='status',
        reason="case when status = 'not_evaluable' then 'the amounts that would decide are not told / 未说明据以判断的金额' end",
        evidence='evidence'
    ) }}
from (
    select * from direction_checks
    union all
    select * from opposed
)
