-- The same figure told in two paragraphs of one report.
-- Three public expenses, operating expense and procurement have one amount a report: two that differ contradict each other. Other subjects
-- may be told of several funds or units; there only an amount that differs from the other by one misprinted character does.
{%- set single = "('three_public', 'overseas', 'vehicle_total', 'vehicle_purchase', 'vehicle_running', 'reception', 'operating_expense', 'procurement_total')" %}
with claims as (
    select
        c.*,
        coalesce(case when c.subject_key in {{ single }} then c.subject_key end, regexp_replace(c.subject, '(预算|决算|总额|合计|数)+$', '')) as told_subject,
        case
            when c.measure in ('initial_budget', 'adjusted_budget') then c.measure
            when r.report_kind = 'final_accounts' and c.measure = 'budget_amount' then 'budget'
            else 'told'
        end as measure_group
    from {{ ref('int_claim_operand') }} as c
    inner join {{ ref('int_report') }} as r on r.document_id = c.report_id
    where
        c.place = 'paragraph' and c.claim = 'amount' and c.amount is not null and c.period = 'current_year' and c.magnitude > 0
        and (c.subject_key is not null or length(c.subject_code) >= 3)
        -- 其中一般公共预算拨款政府采购: a part of the same name. 主要用于…, 压减…: not the whole.
        and not regexp_matches(c.clause, '其中|用于|压减|减少|增加')
        -- Recognised text breaks off within sentences: nothing tells what a figure further on is about.
        and not exists (select 1 from {{ ref('stg_pages') }} as p where p.document_id = c.report_id and p.page_no = c.page and p.kind = 'scanned')
),

-- The first telling of each amount; the amount told first is the one that later tellings are held against.
amounts as (
    select
        report_id, told_subject, measure_group, paragraph, sentence_id,
        arg_min(claim_id, claim_no) as claim_id,
        min(claim_no) as claim_no
    from claims
    group by all
),

tellings as (
    select
        c.*,
        first_value(c.claim_id) over told as first_id,
        first_value(c.paragraph) over told as first_paragraph,
        first_value(c.magnitude) over told as first_magnitude,
        first_value(c.half_unit) over told as first_half,
        first_value(c.printed_text) over told as first_text,
        first_value(c.page) over told as first_page
    from claims as c
    inner join amounts as a using (claim_id)
    window told as (partition by c.report_id, c.told_subject, c.measure_group order by c.claim_no)
),

counted as (
    select report_id, told_subject, measure_group, count(distinct magnitude) as distinct_amounts
    from tellings
    group by all
),

pairs as (
    select
        t.*,
        abs(t.magnitude - t.first_magnitude) as apart,
        t.half_unit + t.first_half as tolerance,
        t.subject_key in {{ single }} as is_single,
        levenshtein(replace(t.printed_text, ',', ''), replace(t.first_text, ',', '')) = 1 and length(replace(t.printed_text, ',', '')) >= 8 as is_misprint
    from tellings as t
    inner join counted as n using (report_id, told_subject, measure_group)
    where t.paragraph <> t.first_paragraph and n.distinct_amounts <= 3
)

select
    {{ claim_check(
        identity_code="'text_told_twice'", instance='claim_id', scope='subject',
        statement="printed_text || ' = ' || first_text || ' (p.' || first_page || ')'",
        status="case when apart < 1e-6 then 'exact' when apart <= tolerance then 'rounding' else 'violated' end", lhs='magnitude',
        rhs='first_magnitude', tolerance='tolerance', evidence='[claim_id, first_id]'
    ) }}
from pairs
where apart <= tolerance or is_single or is_misprint
