-- Kind and scope of each document, or why it is no disclosure: the first rule of seeds/vocabulary/report_kinds that matches, for each aspect.
with places as (
    unpivot {{ ref('int_document_text') }} on file_name, cover, first_page, title into name place value text
),

hits as (
    select
        p.document_id,
        r.aspect,
        min_by(struct_pack(
            report_kind := r.report_kind,
            scope := r.scope,
            reason_code := r.reason_code,
            reason_zh := r.reason_zh,
            reason_en := r.reason_en
        ), r.priority) as rule
    from places as p
    inner join {{ ref('report_kinds') }} as r
        on (r.place = p.place or (r.place = 'any' and p.place <> 'first_page'))
        and regexp_matches(p.text, r.pattern)
    group by p.document_id, r.aspect
)

select
    d.document_id,
    case
        when d.reason_code is not null then d.reason_code
        when none.rule is not null then none.rule.reason_code
        when kind.rule is null then 'unknown_kind'
    end as reason_code,
    case
        when d.reason_code is not null then d.reason_zh
        when none.rule is not null then none.rule.reason_zh
        when kind.rule is null then '看不出是预算、决算或绩效公开报告：标题、封面和表名中均无此类字样。'
    end as reason_zh,
    case
        when d.reason_code is not null then d.reason_en
        when none.rule is not null then none.rule.reason_en
        when kind.rule is null
            then 'Nothing in its name, cover or table titles says that it is a budget, final accounts or performance disclosure.'
    end as reason_en,
    coalesce(kind.rule.report_kind, 'other') as report_kind,
    scope.rule.scope as scope
from {{ ref('stg_documents') }} as d
left join hits as none on none.document_id = d.document_id and none.aspect = 'not_a_disclosure'
left join hits as kind on kind.document_id = d.document_id and kind.aspect = 'report_kind'
left join hits as scope on scope.document_id = d.document_id and scope.aspect = 'scope'
