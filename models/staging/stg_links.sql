-- Where the documents lead: files that they offer, pages on which they go on by themselves, other pages.
select
    document_id,
    seq,
    kind,
    {{ squeeze('text') }} as text_squeezed,
    target
from {{ source('raw', 'links') }}
