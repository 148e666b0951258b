-- Rows of performance tables whose level is printed behind a page break: a page ends within a merged cell whose words stand on the next page.
-- Such a cell is blank, starts below another row of its page and reaches its end. A table that leaves level cells blank anywhere else
-- leaves them blank for repetition, and is not judged. Where the next page does not begin with words either, they are lost in the break.
with heads as (
    select document_id, table_seq, head_row, max(head_end) as head_end, role, min(col_no) as col_no, max(col_end) as col_end
    from {{ ref('int_performance_cell') }}
    where is_head and role in ('level1', 'level2')
    group by document_id, table_seq, head_row, role
),

raw_cells as (
    select
        c.document_id, c.table_seq, c.page_no, c.row_no, c.row_no + c.row_span - 1 as row_end, c.col_no, c.col_no + c.col_span - 1 as col_end,
        {{ squeeze('c.text') }} as text
    from {{ source('raw', 'cells') }} as c
    inner join (select distinct document_id, table_seq from heads) as h using (document_id, table_seq)
),

page_rows as (
    select document_id, table_seq, page_no, min(row_no) as first_row, max(row_end) as last_row
    from raw_cells
    group by document_id, table_seq, page_no
),

level_cells as (
    select
        h.role, h.head_row, h.head_end, c.document_id, c.table_seq, c.page_no, c.row_no, c.row_end, c.text, p.first_row,
        p.last_row
    from raw_cells as c
    inner join page_rows as p using (document_id, table_seq, page_no)
    inner join heads as h
        on h.document_id = c.document_id and h.table_seq = c.table_seq and c.row_no > h.head_end
        and c.col_no >= h.col_no and c.col_end <= h.col_end
    qualify h.head_row = max(h.head_row) over (partition by c.document_id, c.table_seq, c.row_no, c.col_no)
),

blanks as (
    select
        *,
        -- A cell at the head of its page goes on from the page before.
        row_no > first_row and row_no > head_end + 1 as starts_below,
        row_end = last_row as reaches_end
    from level_cells
    where text = ''
),

cut as (
    select *
    from (
        select *, bool_or(starts_below and not reaches_end) over (partition by document_id, table_seq, head_row, role) as repeats
        from blanks
    )
    where starts_below and reaches_end and not repeats
)

select
    b.document_id,
    b.table_seq,
    b.role,
    coalesce(max(n.text), '') as level_text,
    unnest(range(min(b.row_no), max(b.row_end) + 1)) as row_no
from cut as b
left join level_cells as n
    on n.document_id = b.document_id and n.table_seq = b.table_seq and n.role = b.role and n.row_no = n.first_row and n.first_row = b.last_row + 1
group by b.document_id, b.table_seq, b.role, b.row_no
