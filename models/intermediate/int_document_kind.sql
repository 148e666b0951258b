-- Kind and scope of each document: the first rule of seeds/vocabulary/report_kinds that matches, for each of the two. What it says itself
-- comes before the name of its file.
with places as (
    unpivot {{ ref('int_document_text') }} on file_name, cover, first_page, title into name place value text
),

hits as (
    select
        p.document_id,
        r.aspect,
        min_by(struct_pack(report_kind := r.report_kind, place := p.place, scope := r.scope), r.priority) as rule
    from places as p
    inner join {{ ref('report_kinds') }} as r on r.place = p.place and regexp_matches(p.text, r.pattern)
    group by all
)

select
    d.document_id,
    coalesce(kind.rule.report_kind, 'other') as report_kind,
    kind.rule.place as report_kind_source,
    scope.rule.scope as scope
from {{ ref('stg_documents') }} as d
left join hits as kind on kind.document_id = d.document_id and kind.aspect = 'report_kind'
left join hits as scope on scope.document_id = d.document_id and scope.aspect = 'scope'
