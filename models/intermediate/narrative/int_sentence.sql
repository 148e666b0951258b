-- Running text by sentences: paragraphs, notes of tables, and cells that hold words rather than a figure.
with cells_of_row as (
    select
        c.document_id, c.table_seq, c.row_no, c.col_no, c.page_no, c.x0, c.top, c.x1, c.bottom, c.text_squeezed,
        t.read_method = 'text' and count(*) over (partition by c.document_id, c.table_seq, c.row_no) = 1 as is_line
    from {{ ref('stg_cells') }} as c
    inner join {{ ref('stg_tables') }} as t using (document_id, table_seq)
),

-- In text exports the lines of one cell stand in rows of their own: a line that a mark shows to be running text goes on in the line below.
lines as (
    select
        *,
        sum(starts) over (partition by document_id, table_seq order by row_no) as run
    from (
        select
            *,
            case when lag(row_no) over in_order = row_no - 1 and regexp_matches(lag(text_squeezed) over in_order, '[,;:、]') then 0 else 1 end as starts
        from cells_of_row
        where is_line
        window in_order as (partition by document_id, table_seq order by row_no)
    )
),

cells as (
    select document_id, table_seq, row_no, col_no, page_no, x0, top, x1, bottom, text_squeezed
    from cells_of_row
    where not is_line
    union all
    select
        document_id, table_seq, min(row_no), arg_min(col_no, row_no), min(page_no), min(x0), min(top), max(x1), max(bottom),
        string_agg(text_squeezed, '' order by row_no)
    from lines
    group by document_id, table_seq, run
),

texts as (
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
    from cells as c
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
