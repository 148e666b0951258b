-- One row a root cause: what is printed where, what was expected, and what to do. A misprinted cell that breaks five identities is one
-- finding that lists five; so is a sentence that tells a wrong amount and the percentage that follows from it.
with text_findings as (
    select * from {{ ref('int_text_finding') }}
),

findings as (
    select
        f.finding_id,
        f.report_id,
        f.family,
        f.identity_code,
        f.severity,
        f.table_code,
        f.page_no,
        f.x0,
        f.top,
        f.x1,
        f.bottom,
        f.guilty_cell_id,
        f.guilty_basis,
        f.suspect_cell_ids,
        f.row_label,
        f.row_code,
        f.column_label,
        f.other_column_label,
        f.printed_text,
        f.expected_value,
        f.statement,
        f.difference,
        f.check_count + coalesce(t.check_count, 0) as check_count,
        list_concat(f.identity_codes, coalesce(t.identity_codes, [])) as identity_codes,
        list_concat(f.check_ids, coalesce(t.check_ids, [])) as check_ids,
        f.sentence_zh,
        f.sentence_en,
        f.acknowledged_by,
        f.acknowledged_on,
        f.acknowledged_why
    from {{ ref('int_identity_finding') }} as f
    left join text_findings as t on t.is_of_cell and t.finding_id = f.finding_id
    union all
    select
        t.finding_id,
        t.report_id,
        t.lead.family,
        t.lead.identity_code,
        i.severity,
        t.lead.table_code,
        t.lead.page_no,
        t.lead.x0,
        t.lead.top_,
        t.lead.x1,
        t.lead.bottom,
        null, null, null, null, null, null, null,
        t.lead.sentence,
        null,
        t.lead.statement,
        t.lead.difference,
        t.check_count,
        t.identity_codes,
        t.check_ids,
        t.lead.sentence_zh,
        t.lead.sentence_en,
        case when t.acknowledged_count = t.check_count then t.acknowledged_by end,
        case when t.acknowledged_count = t.check_count then t.acknowledged_on end,
        case when t.acknowledged_count = t.check_count then t.acknowledged_why end
    from text_findings as t
    inner join {{ ref('identity_catalogue') }} as i on i.identity_code = t.lead.identity_code
    where not t.is_of_cell
)

select
    f.finding_id,
    f.report_id,
    d.source_file,
    f.* exclude (finding_id, report_id) replace (
        f.sentence_zh || coalesce(c.sentence_zh, '') as sentence_zh,
        f.sentence_en || coalesce(' ' || c.sentence_en, '') as sentence_en
    )
from findings as f
inner join {{ ref('stg_documents') }} as d on d.document_id = f.report_id
left join {{ ref('stg_pages') }} as p on p.document_id = f.report_id and p.page_no = f.page_no
-- What was recognised in a picture may be misread: the finding says so.
left join {{ ref('reading_caveats') }} as c on c.page_kind = p.kind
