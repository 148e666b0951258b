-- What may be lost in reading a document: figures that stand outside every table, and pages that are pictures of which nothing was read.
with loose as (
    select
        document_id,
        -- Figures as tables print them: two decimals, no unit behind them.
        sum(len(regexp_extract_all(text_squeezed, '[0-9]\.[0-9]{2}([^0-9元万亿千百%‰个]|$)'))) as figures
    from {{ ref('stg_paragraphs') }}
    group by document_id
),

pictures as (
    select
        document_id,
        count(*) as pages,
        string_agg(page_no, ', ' order by page_no) as page_list
    from {{ ref('stg_pages') }}
    where kind = 'image_only'
    group by document_id
)

select
    d.document_id,
    cast(coalesce(l.figures, 0) as bigint) as loose_figures,
    coalesce(p.pages, 0) as picture_pages,
    case when p.pages > 12 then p.pages || ' (' || split_part(p.page_list, ', ', 1) || ' …)' else p.page_list end as page_list
from {{ ref('stg_documents') }} as d
left join loose as l using (document_id)
left join pictures as p using (document_id)
