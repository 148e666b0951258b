-- A table or figure of a document that is quarantined.
select r.report_id, r.source_file, r.status_code
from {{ ref('dim_report') }} as r
where
    r.status = 'quarantined'
    and (
        r.report_id in (select report_id from {{ ref('fct_reported_amount') }})
        or r.report_id in (select report_id from {{ ref('dim_report_table') }})
        or r.report_id in (select report_id from {{ ref('fct_performance_indicator') }})
        or r.report_id in (select report_id from {{ ref('fct_identity_check') }})
    )
    or (r.status = 'quarantined') <> (r.status_code is not null)
    or (r.status_code is null) <> (r.status_reason is null)
    or (r.status_code is null) <> (r.status_reason_en is null)
