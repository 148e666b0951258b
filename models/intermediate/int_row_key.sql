-- What names a row of a table: one row for each key cell (label, code, line number) that holds for it.
-- A merged key cell holds for every row it covers.
with body_words as (
    select word from {{ ref('narrative_words') }} where kind = 'body_end'
),

keys as (
    select
        c.document_id,
        c.table_seq,
        unnest(range(c.row_no, c.row_no + c.row_span)) as row_no,
        -- 公用经费合计 printed over two blocks labels the amount in the last of them.
        coalesce(e.block_no, k.block_no) as block_no,
        c.col_no,
        k.role,
        k.leaf,
        k.path,
        {{ as_printed('c.printed_text') }} as text,
        c.text_squeezed
    from {{ ref('stg_cells') }} as c
    inner join {{ ref('int_column_words') }} as k using (document_id, table_seq, col_no)
    left join {{ ref('int_column_words') }} as e
        on e.document_id = c.document_id and e.table_seq = c.table_seq and e.col_no = c.col_no + c.col_span - 1
    where k.role in ('label', 'unit_name', 'subject_code', 'subject_code_part', 'unit_code', 'project_code', 'catalogue_code', 'line_no', 'year')
),

-- Code and name in one cell: 2050803-培训支出, [208]社会保障和就业支出, 30101基本工资, A-货物, 0103-就业公共服务, [105001]某局.
split as (
    select
        *,
        case
            when role in ('label', 'unit_name', 'subject_code', 'catalogue_code') then
                coalesce(
                    nullif(regexp_extract(text_squeezed, '^\[([0-9]{3}|[0-9]{5}|[0-9]{7}|[0-9]{9})\][-_]?.+$', 1), ''),
                    nullif(regexp_extract(text_squeezed, '^([235][0-9]{2}|[235][0-9]{4}|[235][0-9]{6}|[235][0-9]{8})[-—–_][^0-9].*$', 1), ''),
                    nullif(regexp_extract(text_squeezed, '^([235][0-9]{2}|[235][0-9]{4}|[235][0-9]{6})[一-龥].*$', 1), ''),
                    nullif(regexp_extract(text_squeezed, '^([0-9]{6,}[A-Z][0-9]{6,})[-—–_].+$', 1), ''),
                    -- The code of a body, of six digits or more, before a name that ends as those of bodies do.
                    case
                        when role = 'unit_name' or regexp_matches(text_squeezed, '^\[?[0-9]{6,12}\]?[-—–_]?[一-龥]')
                            and exists (select 1 from body_words as w where regexp_matches(text_squeezed, '(' || w.word || ')(\([^()]*\))?$'))
                            then nullif(regexp_extract(text_squeezed, '^\[?([0-9]{3}(?:[0-9]{3}){0,3})\]?[-—–_]?[一-龥].*$', 1), '')
                    end,
                    case
                        when regexp_matches(leaf, '^(一级|二级|三级)$|采购类别|品目|目录')
                            then nullif(regexp_extract(text_squeezed, '^([A-Z][0-9]*|[0-9]{2,})[-—–_].+$', 1), '')
                    end
                )
        end as inner_code
    from (
        select
            *,
            count(*) filter (where regexp_full_match(text_squeezed, '[A-Z][0-9]{2,}')) over (
                partition by document_id, table_seq, col_no, left(text_squeezed, 1)
            ) > 0 as heads_codes
        from keys
    )
),

read as (
    select
        * exclude (inner_code),
        case
            when inner_code is not null then inner_code
            when role in ('subject_code', 'unit_code', 'project_code', 'catalogue_code') and regexp_full_match(text_squeezed, '[A-Za-z]?[0-9][0-9A-Za-z]*')
                then text_squeezed
            when role = 'catalogue_code' and regexp_full_match(text_squeezed, '[A-Z]') then text_squeezed
            -- A letter is a code where codes that it heads stand in its column (C, C01); else a number of the column.
            when regexp_full_match(text_squeezed, '[A-Z]') and role in ('subject_code', 'project_code', 'unit_code') and heads_codes then text_squeezed
            when role = 'subject_code_part' and regexp_full_match(text_squeezed, '[0-9]{1,9}') then text_squeezed
        end as code,
        case
            when inner_code is not null then regexp_replace(regexp_replace(text, '^[［\[]?[0-9A-Z]+[］\]]?', ''), '^[-—–－_]', '')
            when role in ('label', 'unit_name') and not regexp_full_match(text_squeezed, '[*＊]+') then text
            -- A word in a code column is the label of a total row, or a header word that shares the row (类 | 款 | 项 | 合计).
            when role in ('subject_code', 'subject_code_part', 'unit_code', 'project_code', 'catalogue_code')
                and not regexp_matches(text_squeezed, '^[A-Za-z]?[0-9][0-9A-Za-z]*$')
                and not regexp_full_match(text_squeezed, '类|款|项|栏次|科目编码|[A-Z]|[*＊]+')
                then text
        end as label
    from split
)

select
    document_id,
    table_seq,
    row_no,
    block_no,
    col_no,
    role,
    leaf,
    path,
    text,
    code,
    nullif(label, '') as label
from read
