-- Every table of every report: what it was recognised as, where it stands, its unit, and how many amounts it prints.
with counted as (
    select report_id, table_no, count(*) as amount_count
    from {{ ref('int_reported_amount') }}
    group by all
)

select
    t.document_id as report_id,
    t.document_id,
    t.table_seq,
    t.table_code,
    t.recognised_by,
    t.recognition_confidence,
    t.candidates,
    t.title,
    t.table_label,
    t.first_page,
    t.last_page,
    t.unit_text,
    t.unit_scale,
    case when q.table_seq is not null then 'doubtful' else t.unit_source end as unit_source,
    t.row_count,
    t.column_count,
    t.read_method,
    t.confidence,
    coalesce(c.amount_count, 0) as amount_count
from {{ ref('int_table') }} as t
inner join {{ ref('int_report') }} as r using (document_id)
left join counted as c on c.report_id = t.document_id and c.table_no = t.table_seq
left join {{ ref('int_unit_doubt') }} as q using (document_id, table_seq)
where r.reason_code is null
