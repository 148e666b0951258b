-- Tables with their captions squeezed for comparison.
select
    document_id,
    table_seq,
    first_page,
    last_page,
    title,
    {{ squeeze('title') }} as title_squeezed,
    nullif(table_label, '') as table_label,
    nullif(unit_text, '') as unit_text,
    {{ squeeze('unit_text') }} as unit_squeezed,
    nullif(owner_text, '') as owner_text,
    nullif(regexp_replace({{ squeeze('owner_text') }}, '^[^:]*:', ''), '') as owner_name,
    nullif(section, '') as section,
    header_row_count,
    row_count,
    column_count,
    read_method,
    confidence
from {{ source('raw', 'tables') }}
