-- One row a side-by-side block of a table: its title (收入, 支出) and which side of the accounts it holds.
select
    c.document_id,
    c.table_seq,
    c.block_no,
    any_value(c.block_title) as block_title,
    string_agg(c.path, '/' order by c.col_no) as block_header,
    case
        when any_value(c.block_title) like '%收入%' then 'income'
        when any_value(c.block_title) like '%支出%' then 'expenditure'
        when c.block_no = 1 and any_value(c.blocks_of_table) > 1 then 'income'
        when any_value(c.blocks_of_table) > 1 then 'expenditure'
    end as side
from {{ ref('int_column_words') }} as c
group by c.document_id, c.table_seq, c.block_no
