-- Why a document is no report, and what to do: the first rule of seeds/vocabulary/document_kinds that fits it; nothing where it holds a
-- report (int_document_evidence), unless the rule overrides that. What landing says comes first.
with facts as (
    select
        d.document_id,
        d.reason_code,
        d.reason_zh,
        d.reason_en,
        e.holds,
        e.is_template,
        e.is_government,
        e.tables,
        e.money_forms,
        e.form_amounts,
        e.amounts,
        t.head,
        t.cover,
        t.first_page,
        d.form,
        regexp_extract(lower(d.source_file), '\.([a-z0-9]+)$', 1) as extension
    from {{ ref('stg_documents') }} as d
    inner join {{ ref('int_document_evidence') }} as e using (document_id)
    inner join {{ ref('int_document_text') }} as t using (document_id)
),

links as (
    select
        document_id,
        count(*) filter (where kind = 'page') as pages,
        count(*) filter (where kind = 'page' and regexp_matches(text_squeezed, '预算|决算')) as budget_pages,
        count(*) filter (where kind = 'redirect') as redirects,
        count(distinct nullif(regexp_extract(text_squeezed, '20[0-9]{2}'), '')) filter (where kind = 'attachment') as attached_years,
        list(coalesce(nullif(text_squeezed, ''), regexp_extract(target, '[^/]+$')) order by seq) filter (where kind = 'attachment') as attachments
    from {{ ref('stg_links') }}
    group by document_id
),

lengths as (
    select
        document_id,
        sum(length(regexp_replace(text_squeezed, '[^一-龥]', '', 'g'))) as han
    from (
        select document_id, text_squeezed from {{ ref('stg_paragraphs') }}
        union all
        select document_id, text_squeezed from {{ ref('stg_cells') }}
        union all
        select document_id, text_squeezed from {{ ref('stg_notes') }}
    )
    group by document_id
),

pictures as (
    select document_id, sum(image_count) as images from {{ ref('stg_pages') }} group by document_id
),

asked as (
    select
        f.*,
        coalesce(l.pages, 0) as pages,
        coalesce(l.budget_pages, 0) as budget_pages,
        coalesce(l.redirects, 0) as redirects,
        coalesce(l.attached_years, 0) as attached_years,
        coalesce(l.attachments, []) as attachments,
        coalesce(n.han, 0) as han,
        -- Beside many more figures in tables, and with every page read, figures in the text are those of no lost table.
        case when c.picture_pages > 0 or c.loose_figures * 4 > f.amounts then c.loose_figures else 0 end as loose_figures,
        coalesce(i.images, 0) as images
    from facts as f
    left join links as l using (document_id)
    left join lengths as n using (document_id)
    inner join {{ ref('int_lost_content') }} as c using (document_id)
    left join pictures as i using (document_id)
),

places as (
    select document_id, 'any' as place, head || chr(10) || cover as text from asked
    union all
    select document_id, 'head', head from asked
    union all
    select document_id, 'cover', cover from asked
    union all
    select document_id, 'first_page', first_page from asked
    union all
    select document_id, 'attachments', array_to_string(attachments, chr(10)) from asked
),

hits as (
    select
        a.document_id,
        min_by(struct_pack(
            reason_code := r.reason_code,
            reason_zh := concat_ws('', r.reason_zh, r.todo_zh),
            reason_en := concat_ws(' ', r.reason_en, r.todo_en),
            decided_by := case when r.place <> 'attachments' then regexp_extract(p.text, coalesce(r.pattern, '')) end
        ), r.priority) as rule
    from asked as a
    inner join places as p using (document_id)
    inner join {{ ref('document_kinds') }} as r
        on r.place = p.place
        and (a.holds is null or r.overrides)
        and case r.needs
            when 'short' then a.han <= 400
            -- Words that a longer text may say of a page elsewhere.
            when 'terse' then a.han <= 100
            when 'blank' then a.han = 0 and a.head = ''
            when 'redirect' then a.redirects > 0 and a.han <= 100
            when 'links' then a.pages >= 5 and a.han <= 300
            when 'only_links' then a.pages >= 5 and a.han <= 60 and a.tables = 0
            when 'budget_links' then a.budget_pages >= 3 and a.han <= 1000
            when 'many_years' then a.attached_years >= 3
            when 'saved_page' then a.form = 'html' and a.extension not in ('html', 'htm', 'shtml', 'xhtml', 'mht', 'mhtml')
            when 'template' then a.is_template
            when 'government_rows' then a.is_government
            when 'no_department' then not regexp_matches(a.head, '部门|单位')
            when 'blank_forms' then a.money_forms > 0 and a.form_amounts = 0
            when 'lost_tables' then a.loose_figures >= 20
            when 'pictures' then a.images > 0 and a.han <= 200
            else true
        end
        and (coalesce(r.pattern, '') = '' or regexp_matches(p.text, r.pattern))
    group by a.document_id
),

said as (
    select
        a.*,
        h.rule,
        array_to_string(a.attachments[:5], '; ') || case when len(a.attachments) > 5 then ' …' else '' end as named
    from asked as a
    left join hits as h using (document_id)
)

select
    document_id,
    coalesce(reason_code, rule.reason_code) as reason_code,
    coalesce(
        reason_zh,
        replace(replace(rule.reason_zh, '{attachments}', named), '{extension}', extension)
        || case when length(rule.decided_by) between 2 and 60 then '（依据：“' || replace(rule.decided_by, chr(10), ' ') || '”）' else '' end
    ) as reason_zh,
    coalesce(
        reason_en,
        replace(replace(rule.reason_en, '{attachments}', named), '{extension}', extension)
        || case when length(rule.decided_by) between 2 and 60 then ' (It says: “' || replace(rule.decided_by, chr(10), ' ') || '”.)' else '' end
    ) as reason_en,
    holds
from said
