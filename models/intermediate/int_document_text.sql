-- What a document says of itself in the places that tell its kind: file name, title, cover, first pages, table titles.
with lines as (
    select document_id, page_no, top, x0, text_squeezed as text from {{ ref('stg_paragraphs') }} where page_no <= 4
    union all
    select document_id, page_no, top, x0, text_squeezed from {{ ref('stg_notes') }} where page_no <= 4 and position <> 'below'
),

numbered as (
    select
        *,
        dense_rank() over (partition by document_id order by page_no) as page_rank,
        row_number() over (partition by document_id order by page_no, top, x0, text) as line_rank
    from lines
    where text <> ''
),

opening as (
    select
        document_id,
        left(string_agg(text, chr(10) order by line_rank) filter (where line_rank <= 3 and length(text) <= 80), 200) as head,
        left(string_agg(text, '' order by line_rank) filter (where page_rank <= 1), 200) as cover,
        left(string_agg(text, '' order by line_rank) filter (where page_rank <= 3), 3000) as first_pages
    from numbered
    group by document_id
),

titles as (
    select
        document_id,
        string_agg(title_squeezed, chr(10) order by table_seq) as titles
    from {{ ref('stg_tables') }}
    group by document_id
)

select
    d.document_id,
    {{ squeeze('d.file_stem') }} as file_name,
    coalesce(o.head, '') as head,
    coalesce(o.cover, '') as cover,
    coalesce(o.first_pages, '') as first_page,
    coalesce(t.titles, '') as title
from {{ ref('stg_documents') }} as d
left join opening as o using (document_id)
left join titles as t using (document_id)
