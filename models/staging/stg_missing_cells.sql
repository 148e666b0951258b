-- Cells that a table should have and its file lacks: a row with fewer cells than the table has columns. They print nothing, and it is not
-- known that nothing was meant.
select
    document_id,
    table_seq,
    page_no,
    row_no,
    col_no,
    x0,
    top,
    x1,
    bottom,
    inference
from {{ source('raw', 'cells') }}
where kind = 'body' and text = '' and inference is not null
