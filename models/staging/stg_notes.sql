-- Lines that belong to a table, in printed order.
select
    document_id,
    table_seq,
    page_no,
    position,
    seq,
    text,
    {{ squeeze('text') }} as text_squeezed,
    x0,
    top,
    x1,
    bottom
from {{ source('raw', 'notes') }}
