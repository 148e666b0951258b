-- Where each table stands on each of its pages, blank cells and heads included.
select document_id, table_seq, page_no, min(top) as top, max(bottom) as bottom
from {{ source('raw', 'cells') }}
group by document_id, table_seq, page_no
