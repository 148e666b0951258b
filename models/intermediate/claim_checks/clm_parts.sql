-- Budgets that the text takes apart: the parts told behind a whole make it up.
-- Only lists that are complete by their nature are held to that: those of seeds/narrative/narrative_parts, those introduced by 包括
-- without 等, and those that end with the rest (其他用车).
with claims as (
    select
        c.*,
        case
            when r.report_kind = 'final_accounts' and c.measure in ('initial_budget', 'adjusted_budget', 'budget_amount') then 'budget'
            else 'told'
        end as measure_group
    from {{ ref('int_claim_operand') }} as c
    inner join {{ ref('int_report') }} as r on r.document_id = c.report_id
    where c.place = 'paragraph' and c.period = 'current_year'
),

amounts as (
    select * from claims where claim in ('amount', 'stated_none') and amount is not null
),

-- A whole reaches to the next telling of it in its section.
wholes as (
    select
        *,
        lead(claim_no, 1, 9999999) over (partition by report_id, section, subject_key, measure_group order by claim_no) as next_no
    from amounts
    where claim = 'amount' and subject_key in (select whole_key from {{ ref('narrative_parts') }})
),

found as (
    select
        w.claim_id as whole_id, p.part_key, p.is_needed,
        arg_min(struct_pack(claim_id := c.claim_id, magnitude := c.magnitude, half_unit := c.half_unit, printed_text := c.printed_text), c.claim_no) as part
    from wholes as w
    inner join {{ ref('narrative_parts') }} as p on p.whole_key = w.subject_key
    left join amounts as c
        on c.report_id = w.report_id and c.section = w.section and c.measure_group = w.measure_group and c.subject_key = p.part_key
        and c.claim_no > w.claim_no and c.claim_no < w.next_no
    group by all
),

keyed as (
    select
        whole_id,
        sum(part.magnitude) as parts_sum,
        sum(part.half_unit) as parts_half,
        count(part) as part_count,
        string_agg(part.printed_text, ' + ' order by part_key) as parts_text,
        list(part.claim_id order by part_key) filter (where part is not null) as part_ids
    from found
    group by whole_id
    having bool_and(part is not null or not is_needed)
),

-- 预算10,737.69万元,包括在职人员经费…、公用经费…、项目支出…: every figure behind is a part. 车辆2辆,其中…、其他用车0辆.
in_order as (
    select
        c.*,
        f.before,
        f.after,
        row_number() over (partition by c.sentence_id order by c.figure_no) as nth,
        count(*) over (partition by c.sentence_id) as figures,
        lead(f.before) over (partition by c.sentence_id order by c.figure_no) as next_before
    from claims as c
    inner join {{ ref('int_figure') }} as f using (sentence_id, figure_no)
),

lists as (
    select
        w.claim_id as whole_id,
        w.claim,
        p.claim as part_claim,
        p.unit = w.unit as same_unit,
        p.magnitude, p.half_unit, p.printed_text, p.claim_id, p.nth, p.figures, p.subject, p.before, p.after,
        w.next_before
    from in_order as w
    inner join in_order as p on p.sentence_id = w.sentence_id and p.nth > w.nth
    where
        w.claim in ('amount', 'count') and w.nth = 1
        and (regexp_matches(w.next_before, '^[,:]?(具体)?包括:?[一-龥]') or w.subject_key = 'vehicles' and regexp_matches(w.next_before, '^[,:(]?其中[:,]?'))
),

-- The list of vehicles ends with the rest; what follows it is about something else.
rests as (
    select whole_id, min(nth) as last_nth
    from lists
    where regexp_matches(subject, '^其他[一-龥]*(用车|车辆)$')
    group by whole_id
),

listed as (
    select
        l.whole_id,
        sum(l.magnitude) as parts_sum,
        sum(l.half_unit) as parts_half,
        count(*) as part_count,
        string_agg(l.printed_text, ' + ' order by l.nth) as parts_text,
        list(l.claim_id order by l.nth) as part_ids
    from lists as l
    left join rests as r using (whole_id)
    where l.claim = 'amount' or l.nth <= r.last_nth
    group by l.whole_id
    having
        count(*) >= 2 and bool_and(l.part_claim = l.claim and l.same_unit)
        and (any_value(l.claim) = 'count' or bool_and(not regexp_matches(l.before || regexp_extract(l.after, '^[^,;]*', 0), '等|主要|比|较|其中')))
),

parts as (
    select * from keyed
    union all
    select * from listed
),

checks as (
    select
        w.*, p.* exclude (whole_id),
        -- What is counted is not rounded.
        case when w.claim = 'count' then 0 else w.half_unit + p.parts_half end as tolerance
    from parts as p
    inner join claims as w on w.claim_id = p.whole_id
)

{%- set status %}
case
        when abs(magnitude - parts_sum) < 1e-6 then 'exact'
        when abs(magnitude - parts_sum) <= tolerance then 'rounding'
        else 'violated'
    end
{%- endset %}

select
    {{ claim_check(
        identity_code="'text_parts_total'", instance='claim_id', scope='subject', statement="printed_text || ' = ' || parts_text",
        status=status, lhs='magnitude', rhs='parts_sum', tolerance='tolerance', addends='part_count',
        evidence='list_prepend(claim_id, part_ids)'
    ) }}
from checks
-- One whole may be the head of both kinds of list.
qualify row_number() over (partition by claim_id order by part_count desc) = 1
