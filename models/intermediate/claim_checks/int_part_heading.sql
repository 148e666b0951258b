-- The headings of the parts of a report: 第三部分 某局2023年度部门决算情况说明. Such a heading stands above its paragraphs, of which the first says
-- the page; 一、2022年度部门预算情况 may tell of another report.
select
    p.document_id,
    h.heading,
    {{ squeeze('any_value(h.heading)') }} as heading_squeezed,
    min(p.seq) as first_seq
from {{ ref('stg_paragraphs') }} as p, unnest(p.section_path) as h (heading)
where regexp_matches(h.heading, '^第[一二三四五六七八九十]+部分')
group by p.document_id, h.heading
