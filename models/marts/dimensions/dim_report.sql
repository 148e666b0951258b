-- One row a document that was read: whose report it is, of which year and kind, and whether it was accepted.
with findings as (
    select distinct report_id from {{ ref('int_identity_finding') }} where severity <> 'hint'
    union
    select distinct report_id from {{ ref('int_text_finding') }}
)

select
    d.document_id as report_id,
    d.document_id,
    md5(concat_ws('|', r.unit_name, r.fiscal_year, r.report_kind, coalesce(r.scope, ''))) as disclosure_id,
    d.source_file,
    d.source_files,
    r.report_kind,
    r.scope,
    r.fiscal_year,
    r.fiscal_year_source,
    r.unit_id,
    r.unit_name,
    r.unit_name_source,
    t.title,
    -- The full date on the cover, where one is printed.
    t.cover_date as published_on,
    d.page_count,
    d.form as read_method,
    case
        when r.reason_code is not null then 'quarantined'
        when f.report_id is not null or c.document_id is not null then 'accepted_with_findings'
        else 'accepted'
    end as status,
    coalesce(r.reason_code, c.caveat_code) as status_code,
    coalesce(r.reason_zh, c.caveat_zh) as status_reason,
    coalesce(r.reason_en, c.caveat_en) as status_reason_en
from {{ ref('stg_documents') }} as d
inner join {{ ref('int_report') }} as r using (document_id)
left join (
    select
        document_id,
        nullif(left(cover, 60), '') as title,
        try_cast(replace(replace(replace(
            nullif(regexp_extract(left(cover, 120), '(?:^|[^至到前])(20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日)', 1), ''), '年', '-'), '月', '-'), '日', '') as date) as cover_date
    from {{ ref('int_document_text') }}
) as t using (document_id)
left join {{ ref('int_report_caveat') }} as c using (document_id)
left join findings as f on f.report_id = d.document_id
