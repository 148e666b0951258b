-- Slips of the text: what the template leaves behind, doubled marks. They are looked for in paragraphs, headings of parts, notes and cells of words.
with passages as (
    select document_id, 'paragraph' as place, seq as place_no, page_no, x0, top, x1, bottom, text, text_squeezed
    from {{ ref('stg_paragraphs') }}
    union all
    select t.document_id, 'heading', t.first_seq, p.page_no, null, null, null, null, t.heading, t.heading_squeezed
    from {{ ref('int_part_heading') }} as t
    inner join {{ ref('stg_paragraphs') }} as p on p.document_id = t.document_id and p.seq = t.first_seq
    -- Where tables stand between the two, the page of the paragraph is not that of the heading.
    anti join {{ ref('stg_tables') }} as b on b.document_id = t.document_id and {{ squeeze('b.section') }} = t.heading_squeezed
    union all
    select n.document_id, 'note', n.table_seq * 1000 + n.seq, n.page_no, n.x0, n.top, n.x1, n.bottom, n.text, n.text_squeezed
    from {{ ref('stg_notes') }} as n
    where n.position = 'below'
    union all
    select c.document_id, 'cell', c.table_seq * 1000000 + c.row_no * 100 + c.col_no, c.page_no, c.x0, c.top, c.x1, c.bottom, c.printed_text, c.text_squeezed
    from {{ ref('stg_cells') }} as c
    inner join {{ ref('int_table') }} as t using (document_id, table_seq)
    inner join {{ ref('tables') }} as k on k.table_code = t.table_code
    where k.family = 'performance' and regexp_matches(c.text_squeezed, '[一-龥].*[一-龥].*[一-龥].*[一-龥]')
),

checks as (
    select
        'text_residue' as identity_code,
        p.document_id as report_id,
        md5(concat_ws('|', p.document_id, p.place, p.place_no, w.priority)) as instance,
        p.page_no, p.x0, p.top, p.x1, p.bottom,
        w.says_zh || ' / ' || w.says_en as scope,
        '“' || regexp_extract(p.text_squeezed, '.{0,8}(?:' || w.pattern || ').{0,8}', 0) || '”' as statement,
        'violated' as status,
        regexp_extract(p.text_squeezed, '[^。]*(?:' || w.pattern || ')[^。]*', 0) as sentence
    from (select *, regexp_matches(text_squeezed, '{{ narrative_residue() }}') as is_suspect from passages) as p
    inner join {{ ref('int_report') }} as r using (document_id)
    inner join {{ ref('narrative_residue') }} as w on regexp_matches(p.text_squeezed, w.pattern) and (p.place in ('paragraph', 'heading') or not w.is_prose_only)
    -- A pattern in a column is compiled once a row: only the few passages that any of them fits come so far.
    where
        r.reason_code is null and p.is_suspect and not regexp_matches(p.text_squeezed, '[.…·]{6,}')
        -- 二级预算      预算数: what wide gaps part in a text export are the heads of columns, not one phrase.
        and regexp_matches({{ squeeze("regexp_replace(p.text, ' {3,}', '¦', 'g')") }}, w.pattern)
)

select
    {{ claim_check(
        identity_code='identity_code', instance='instance', scope='scope', statement='statement', status='status', page_no='page_no'
    ) }}
from checks
