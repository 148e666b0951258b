-- The tables that the contents of a document list, in order: numbered titles that stand one under another.
with entries as (
    select
        p.document_id,
        p.page_no,
        p.seq,
        k.report_kind,
        regexp_replace(
            regexp_replace(p.text_squeezed, '[.·-]*[0-9]{0,3}$', ''),
            '^([(]?([一二三四五六七八九十]{1,3}|[0-9]{1,2})[)、.]|(公开|附)?表[0-9一二三四五六七八九十]{1,3}[:、.]?)', ''
        ) as text,
        regexp_replace(
            regexp_replace(regexp_extract(p.text_squeezed, '^[^0-9一二三四五六七八九十]*([0-9]+|[一二三四五六七八九十]+)[^0-9一-龥]?'), '[0-9]+', '1'),
            '[一二三四五六七八九十]+', '一'
        ) as numbering
    from {{ ref('stg_paragraphs') }} as p
    inner join {{ ref('int_document_kind') }} as k using (document_id)
    where {{ is_layout_word('p.text_squeezed', 'list_entry') }}
),

-- Entries numbered in one way, one behind another. Some documents list their tables twice: the first list is that of the contents.
lists as (
    select *, first_value(seq) over (partition by document_id order by seq) as first_seq
    from (
        select *, count(*) over (partition by document_id, numbering, run) as entries, min(seq) over (partition by document_id, numbering, run) as starts_at
        from (select *, seq - row_number() over (partition by document_id, numbering order by seq) as run from entries)
    )
    where entries >= 3
)

select
    l.document_id,
    l.page_no,
    l.seq,
    row_number() over (partition by l.document_id order by l.seq) as place,
    l.text,
    r.table_code
from (select *, {{ first_title_rule('text', "''", 'report_kind', with_heads_alone=false) }} as priority from lists where starts_at = first_seq) as l
left join {{ ref('table_titles') }} as r using (priority)
