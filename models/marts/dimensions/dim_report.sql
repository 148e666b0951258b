-- One row a document that was read.
select
    d.document_id as report_id,
    d.document_id,
    d.source_file,
    d.source_files,
    r.report_kind,
    r.scope,
    r.fiscal_year,
    md5(r.unit_name) as unit_id,
    r.printed_unit_name,
    r.unit_name,
    d.page_count,
    case when r.reason_code is not null then 'quarantined' else 'accepted' end as status,
    r.reason_zh as status_reason
from {{ ref('stg_documents') }} as d
inner join {{ ref('int_report') }} as r using (document_id)
