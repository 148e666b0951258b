-- What reports say in words: duties, structure, staff, key work, glossary and explanations, one row a paragraph, a term of the glossary with its code.
with texts as (
    select
        p.document_id as report_id,
        p.seq,
        p.page_no,
        p.x0, p.top, p.x1, p.bottom,
        k.section_kind,
        array_to_string(p.section_path, '/') as section,
        p.text_squeezed as text,
        case
            when k.section_kind = 'glossary'
                then regexp_replace(regexp_extract(p.text_squeezed, '^((?:[^:。]{2,60}?\([类款项]\))+|[^:。]{2,40}?)(?:[:。]|(?:指|是指|反映))', 1), '^([一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|[0-9]{1,2}[.、]|\([0-9]{1,2}\))+', '')
        end as term
    from {{ ref('stg_paragraphs') }} as p
    inner join {{ ref('int_report') }} as r using (document_id)
    inner join {{ ref('int_section_kind') }} as k using (section_path)
    where r.reason_code is null and not regexp_matches(p.text_squeezed, '[.…·]{6,}') and length(p.text_squeezed) > 3
),

coded as (
    select
        t.*,
        coalesce(
            nullif(regexp_extract(t.term, '\(?(2[0-9]{4}(?:[0-9]{2})?)\)?', 1), ''),
            i.code
        ) as function_code
    from texts as t
    left join (
        select {{ plain_name('name_zh') }} as item_name, code, {{ plain_name('parent_name') }} as section_name
        from (
            select c.name_zh, c.code, s.name_zh as parent_name
            from {{ ref('function_subject') }} as c
            inner join {{ ref('function_subject') }} as s on s.code = left(c.code, 5) and length(s.code) = 5
            where length(c.code) = 7
        )
        group by all
    ) as i
        on i.item_name = {{ plain_name("regexp_replace(regexp_extract(t.term, '^(.*?)\\(项\\)', 1), '^.*\\([类款]\\)', '')") }}
        and i.section_name = {{ plain_name("regexp_replace(regexp_extract(t.term, '^(.*?)\\(款\\)', 1), '^.*\\(类\\)', '')") }}
    qualify row_number() over (partition by t.report_id, t.seq order by i.code) = 1
)

select
    md5(concat_ws('|', report_id, seq)) as text_id,
    report_id,
    cast(seq as integer) as seq,
    section_kind,
    section,
    nullif(term, '') as term,
    function_code,
    text,
    cast(page_no as integer) as page,
    x0,
    top,
    x1,
    bottom
from coded
