-- One row a landed document, with a signature of its landing: a build takes the documents whose signature is another than in the file
-- published before (docs/decisions/0012-delta-and-merge.md). It stands for everything that landing says of the document and of its source files.
select
    d.document_id,
    hash(any_value(d.extractor_version), any_value(d.landed_at), list(
        struct_pack(source_file := o.source_file, reason_code := o.reason_code, reason_zh := o.reason_zh, reason_en := o.reason_en)
        order by o.source_file
    )) as signature
from {{ source('raw', 'documents') }} as d
left join {{ source('raw', 'outcomes') }} as o using (document_id)
group by d.document_id
