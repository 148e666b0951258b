-- Running text by sentences: paragraphs, notes of tables, and cells that hold words rather than a figure.
with texts as (
    select
        document_id, 'paragraph' as place, seq as place_no, page_no, x0, top, x1, bottom,
        array_to_string(section_path, '/') as section,
        {{ squeeze("coalesce(section_path[-1], '')") }} as heading,
        text_squeezed as text
    from {{ ref('stg_paragraphs') }}
    union all
    select
        n.document_id, 'note', n.table_seq * 1000 + n.seq, n.page_no, n.x0, n.top, n.x1, n.bottom,
        t.title, t.title_squeezed, n.text_squeezed
    from {{ ref('stg_notes') }} as n
    inner join {{ ref('stg_tables') }} as t using (document_id, table_seq)
    where n.position = 'below'
    union all
    select
        c.document_id, 'cell', c.table_seq * 1000000 + c.row_no * 100 + c.col_no, c.page_no, c.x0, c.top, c.x1, c.bottom,
        t.title, t.title_squeezed, c.text_squeezed
    from {{ ref('stg_cells') }} as c
    inner join {{ ref('stg_tables') }} as t using (document_id, table_seq)
    inner join {{ ref('int_table') }} as i using (document_id, table_seq)
    left join {{ ref('tables') }} as k on k.table_code = i.table_code
    where (k.table_code is null or k.family in ('performance', 'text', 'unrecognised')) and regexp_matches(c.text_squeezed, '[一-龥].*[一-龥].*[一-龥].*[一-龥]')
),

-- Lines of a table of contents, formulas of columns and rows, charts' axes are no prose.
prose as (
    select *
    from texts
    where not regexp_matches(text, '[.…·]{6,}[0-9]*$|[栏行](各行)?=|^[-—]?[0-9]+[-—]?$')
),

split as (
    select
        * exclude (text),
        unnest(string_split_regex(text, '[。!?]')) as sentence,
        unnest(range(1, len(string_split_regex(text, '[。!?]')) + 1)) as sentence_no
    from (
        -- The weight in the label of an indicator, （4分）, belongs to the indicator.
        select * replace (case when place = 'cell' then regexp_replace(text, '\([0-9.]+分.*?\)', '', 'g') else text end as text)
        from prose
    )
)

select
    md5(concat_ws('|', document_id, place, place_no, sentence_no)) as sentence_id,
    document_id,
    place,
    cast(place_no as bigint) as place_no,
    cast(sentence_no as integer) as sentence_no,
    page_no,
    x0,
    top,
    x1,
    bottom,
    section,
    -- 一、 (三) 3. before the heading, 情况说明 behind it, are no part of what it is about.
    regexp_replace(regexp_replace(heading, '^(第?[一二三四五六七八九十]+(部分|章|节|、)|\([一二三四五六七八九十]+\)|[0-9]+[.、])+', ''), '(总体|具体|安排|结构|变化)*情况(的)?(说明)?$|说明$', '') as heading,
    sentence
from split
where sentence <> ''
