-- Kind and scope of each document, or why it is no disclosure: the first rule of seeds/vocabulary/report_kinds that matches, for each aspect.
with places as (
    unpivot {{ ref('int_document_text') }} on file_name, cover, first_page, title into name place value text
),

hits as (
    select
        p.document_id,
        -- What a cover mentions in passing (国民经济…计划) does not make it no disclosure: that counts only where nothing says what it is.
        case when r.aspect = 'not_a_disclosure' and r.place = 'any' and p.place = 'cover' then 'perhaps_not' else r.aspect end as aspect,
        min_by(struct_pack(
            report_kind := r.report_kind,
            place := p.place,
            scope := r.scope,
            reason_code := r.reason_code,
            reason_zh := r.reason_zh,
            reason_en := r.reason_en
        ), r.priority) as rule
    from places as p
    inner join {{ ref('report_kinds') }} as r
        on (r.place = p.place or (r.place = 'any' and p.place <> 'first_page'))
        and regexp_matches(p.text, r.pattern)
    group by all
),

-- Running text alone that mentions budgets or final accounts makes no disclosure: it takes a name, a cover or a table.
kinds as (
    select h.document_id, h.rule
    from hits as h
    where
        h.aspect = 'report_kind'
        and (h.rule.place <> 'first_page' or exists (select 1 from {{ ref('stg_tables') }} as t where t.document_id = h.document_id))
)

select
    d.document_id,
    case
        when d.reason_code is not null then d.reason_code
        when none.rule is not null then none.rule.reason_code
        when kind.rule is null and perhaps.rule is not null then perhaps.rule.reason_code
        when kind.rule is null then 'unknown_kind'
    end as reason_code,
    case
        when d.reason_code is not null then d.reason_zh
        when none.rule is not null then none.rule.reason_zh
        when kind.rule is null and perhaps.rule is not null then perhaps.rule.reason_zh
        when kind.rule is null then '看不出是预算、决算或绩效公开报告：标题、封面和表名中均无此类字样。'
    end as reason_zh,
    case
        when d.reason_code is not null then d.reason_en
        when none.rule is not null then none.rule.reason_en
        when kind.rule is null and perhaps.rule is not null then perhaps.rule.reason_en
        when kind.rule is null
            then 'Nothing in its name, cover or table titles says that it is a budget, final accounts or performance disclosure.'
    end as reason_en,
    coalesce(kind.rule.report_kind, 'other') as report_kind,
    scope.rule.scope as scope
from {{ ref('stg_documents') }} as d
left join hits as perhaps on perhaps.document_id = d.document_id and perhaps.aspect = 'perhaps_not'
left join hits as none on none.document_id = d.document_id and none.aspect = 'not_a_disclosure'
left join kinds as kind on kind.document_id = d.document_id
left join hits as scope on scope.document_id = d.document_id and scope.aspect = 'scope'
