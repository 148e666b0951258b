-- What an accepted report has lost in reading, and must not be taken for whole: tables whose figures stand outside every table, and pages
-- that are pictures of which nothing was read.
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
),

lost as (
    select
        e.document_id,
        coalesce(l.figures, 0) as loose_figures,
        coalesce(l.figures, 0) >= 20 and coalesce(l.figures, 0) * 4 > e.amounts as has_loose,
        coalesce(p.pages, 0) as picture_pages,
        case when p.pages > 12 then p.pages || ' (' || split_part(p.page_list, ', ', 1) || ' …)' else p.page_list end as page_list
    from {{ ref('int_document_evidence') }} as e
    left join loose as l using (document_id)
    left join pictures as p using (document_id)
)

select
    document_id,
    cast(loose_figures as bigint) as loose_figures,
    case when has_loose then 'tables_not_read' else 'pages_not_read' end as caveat_code,
    concat_ws(
        '',
        case when has_loose then '文件在表外印有 ' || loose_figures || ' 个像表内金额的数，未能读成表，请人工查看。' end,
        case when picture_pages > 0 then '第 ' || page_list || ' 页是图像，其中的文字未读出。' end
    ) as caveat_zh,
    concat_ws(
        ' ',
        case when has_loose then 'It prints ' || loose_figures || ' figures like those of tables outside every table that was read: look at it.' end,
        case when picture_pages > 0 then 'Page ' || page_list || ': a picture of which nothing was read.' end
    ) as caveat_en
from lost
where has_loose or picture_pages > 0
