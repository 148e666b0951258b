-- What an accepted report has lost in reading, and must not be taken for whole: tables whose figures stand outside every table, and pages
-- that are pictures of which nothing was read.
with lost as (
    select
        e.document_id,
        l.loose_figures,
        l.loose_figures >= 20 and l.loose_figures * 4 > e.amounts as has_loose,
        l.picture_pages,
        l.page_list
    from {{ ref('int_document_evidence') }} as e
    inner join {{ ref('int_lost_content') }} as l using (document_id)
)

select
    document_id,
    loose_figures,
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
