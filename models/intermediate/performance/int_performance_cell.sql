-- Every printed cell of the performance tables, header or body, and whether it heads columns.
-- These forms change their columns from part to part, so heads are found row by row: a row with two different words of
-- seeds/performance/performance_words and no number; further rows belong to it as far down as a head of the row reaches.
with cells as (
    select
        c.document_id,
        c.table_seq,
        t.table_code,
        c.page_no,
        c.row_no,
        c.row_no + c.row_span - 1 as row_end,
        c.col_no,
        c.col_no + c.col_span - 1 as col_end,
        c.x0,
        c.top,
        c.x1,
        c.bottom,
        c.text as printed_text,
        {{ squeeze('c.text') }} as text,
        regexp_replace({{ squeeze('c.text') }}, '[:*]+$|\([^()]*\)$|\([^()]*\)(?:\([^()]*\))$', '', 'g') as head_text
    from {{ source('raw', 'cells') }} as c
    inner join {{ ref('int_table') }} as t using (document_id, table_seq)
    inner join {{ ref('int_table_kind') }} as d using (table_code)
    where d.family = 'performance' and trim(c.text) <> ''
),

words as (
    select t.head_text, min_by(w.role, w.priority) as role
    from (
        select head_text, unnest({{ matching_rules('performance_words', 'head_text', full=true) }}) as priority
        from (select distinct head_text from cells where length(head_text) <= 20)
    ) as t
    inner join {{ ref('performance_words') }} as w using (priority)
    group by t.head_text
),

read as (
    select
        c.*,
        w.role,
        {{ printed_number('c.text') }} is not null as is_number
    from cells as c
    left join words as w using (head_text)
),

head_rows as (
    select
        document_id,
        table_seq,
        row_no as head_row,
        max(row_end) filter (where role is not null and row_end - row_no <= 3) as head_end
    from read
    group by document_id, table_seq, row_no
    having
        count(distinct head_text) filter (where role is not null) >= 2 and not bool_or(is_number)
        -- 其中:财政拨款 | 其他资金 without an amount are blank lines of a form.
        and bool_or(role is not null and not regexp_matches(head_text, '^(其中:?)?(财政拨款|财政资金|其他资金|合计|基本支出|项目支出)$'))
),

-- Heads inside the reach of a head row are its second and third level, no head rows of their own.
blocks as (
    select h.*
    from head_rows as h
    where not exists (
        select 1 from head_rows as o
        where o.document_id = h.document_id and o.table_seq = h.table_seq and o.head_row < h.head_row and o.head_end >= h.head_row
    )
)

select
    c.*,
    b.head_row,
    b.head_end,
    coalesce(c.row_no between b.head_row and b.head_end and not c.is_number and c.row_end <= b.head_end, false) as is_head
from read as c
asof left join blocks as b
    on b.document_id = c.document_id and b.table_seq = c.table_seq and c.row_no >= b.head_row
