-- Every file of the inbox and what became of it, readable or not.
select
    o.source_file,
    o.document_id,
    coalesce(r.status, 'quarantined') as status,
    coalesce(o.reason_code, r.status_code) as reason_code,
    coalesce(o.reason_zh, r.status_reason) as reason_zh,
    coalesce(o.reason_en, r.status_reason_en) as reason_en,
    o.byte_size,
    o.landed_at
from {{ source('raw', 'outcomes') }} as o
left join {{ ref('dim_report') }} as r using (document_id)
