-- One row a document; a document that lies in the inbox under several names keeps them all.
with sources as (
    select
        document_id,
        min(source_file) as source_file,
        list(source_file order by source_file) as source_files,
        min(reason_code) as reason_code,
        min(reason_zh) as reason_zh,
        min(reason_en) as reason_en
    from {{ source('raw', 'outcomes') }}
    group by document_id
)

select
    d.document_id,
    s.source_file,
    s.source_files,
    regexp_extract(s.source_file, '([^/]+?)(\.[A-Za-z0-9]+)?$', 1) as file_stem,
    d.form,
    d.page_count,
    d.producer,
    d.landed_at,
    s.reason_code,
    s.reason_zh,
    s.reason_en
from {{ source('raw', 'documents') }} as d
inner join sources as s using (document_id)
