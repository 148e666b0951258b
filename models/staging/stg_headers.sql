-- One row a column of a table: what is printed above it, outermost first.
select
    document_id,
    table_seq,
    col_no,
    string_split({{ squeeze("array_to_string(any_value(header_path), chr(31))") }}, chr(31)) as header_path,
    any_value(header_path) as printed_path,
    any_value(column_number) as column_number
from {{ source('raw', 'cells') }}
where kind = 'body'
group by document_id, table_seq, col_no
