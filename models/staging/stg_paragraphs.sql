-- Running text with its headings.
select
    document_id,
    page_no,
    seq,
    section_path,
    text,
    {{ squeeze('text') }} as text_squeezed,
    x0,
    top,
    x1,
    bottom
from {{ source('raw', 'paragraphs') }}
