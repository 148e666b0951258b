-- What speaks for a table being of a kind: one row a table, kind of evidence and table code, with its weight
-- (seeds/vocabulary/table_evidence). Titles, wherever they are printed, are read by seeds/vocabulary/table_titles.
with headers as (
    select
        document_id,
        table_seq,
        string_agg(array_to_string(header_path, '/'), '/' order by col_no) as header_text,
        -- A title printed inside the grid stands over every column.
        case when count(distinct header_path[1]) = 1 and count(*) > 1 then any_value(header_path[1]) end as over_all
    from {{ ref('stg_headers') }}
    group by document_id, table_seq
),

-- Where no row is known to be a header, the first rows may be one all the same.
first_rows as (
    select
        c.document_id,
        c.table_seq,
        string_agg(c.text_squeezed, '/' order by c.row_no, c.col_no) as words,
        max(c.text_squeezed) filter (where c.row_no = 1 and c.alone) as first_text,
        max(c.text_squeezed) filter (where c.row_no = 2 and c.alone) as second_text
    from (
        select
            document_id,
            table_seq,
            row_no,
            col_no,
            text_squeezed,
            count(*) over (partition by document_id, table_seq, row_no) = 1 as alone
        from {{ ref('stg_cells') }}
        where row_no <= 3 and printed_value is null
    ) as c
    inner join {{ ref('stg_tables') }} as t using (document_id, table_seq)
    where t.header_row_count = 0 or c.alone
    group by c.document_id, c.table_seq
),

captions as (
    select
        t.document_id,
        t.table_seq,
        t.first_page,
        k.report_kind,
        coalesce(t.title_squeezed, '') as title_squeezed,
        {{ squeeze("coalesce(t.section, '')") }} as heading,
        coalesce(nullif(t.title_squeezed, ''), {{ squeeze("coalesce(t.section, '')") }}) as caption,
        coalesce(h.header_text, '') as header_text,
        case when t.header_row_count = 0 then coalesce(f.words, '') else coalesce(h.header_text, '') end as header_words,
        coalesce(h.over_all, f.first_text, f.second_text) as inside
    from {{ ref('stg_tables') }} as t
    inner join {{ ref('int_document_kind') }} as k using (document_id)
    left join headers as h using (document_id, table_seq)
    left join first_rows as f using (document_id, table_seq)
),

-- Titles repeat from report to report: match each distinct one once.
distinct_captions as (
    select distinct report_kind, caption as text, header_text from captions
),

captioned as (
    select d.*, r.table_code, r.title_pattern = '^.*$' as of_header
    from (select *, {{ first_title_rule('text', 'header_text', 'report_kind') }} as priority from distinct_captions) as d
    -- A rule for every title looks at the header alone.
    inner join {{ ref('table_titles') }} as r using (priority)
),

-- Tables whose title says nothing: it may be printed elsewhere.
nameless as (
    select c.*
    from captions as c
    left join captioned as r on r.report_kind = c.report_kind and r.text = c.caption and r.header_text = c.header_text
    where r.table_code is null or r.of_header
),

-- An entry of the contents is the title of no table.
text_lines as (
    select * from {{ ref('stg_paragraphs') }} anti join {{ ref('int_contents') }} using (document_id, seq)
),

-- Lines of text above a table, the nearest first, down from the table before it on its page.
lines as (
    select
        n.document_id,
        n.table_seq,
        p.text_squeezed as text,
        row_number() over (partition by n.document_id, n.table_seq order by p.top desc, p.seq desc) as distance
    from nameless as n
    inner join {{ ref('stg_table_places') }} as e on e.document_id = n.document_id and e.table_seq = n.table_seq and e.page_no = n.first_page
    inner join text_lines as p on p.document_id = n.document_id and p.page_no = n.first_page and p.top < e.top
    where
        not exists (
            select 1 from {{ ref('stg_table_places') }} as b
            where b.document_id = n.document_id and b.table_seq <> n.table_seq and b.page_no = n.first_page and b.bottom > p.top and b.top < e.top
        )
),

-- Where the table begins its page, the lines that end the page before.
lines_before as (
    select
        n.document_id,
        n.table_seq,
        p.text_squeezed as text,
        row_number() over (partition by n.document_id, n.table_seq order by p.top desc, p.seq desc) as distance
    from nameless as n
    inner join text_lines as p on p.document_id = n.document_id and p.page_no = n.first_page - 1
    where
        not exists (select 1 from lines as l where l.document_id = n.document_id and l.table_seq = n.table_seq)
        and not exists (
            select 1 from {{ ref('stg_table_places') }} as b where b.document_id = n.document_id and b.table_seq <> n.table_seq and b.page_no = n.first_page - 1 and b.bottom > p.top
        )
        and not exists (
            select 1 from {{ ref('stg_table_places') }} as b where b.document_id = n.document_id and b.table_seq < n.table_seq and b.page_no = n.first_page
        )
),

places as (
    select document_id, table_seq, 'line' as kind, distance, text from lines where distance <= 6
    union all
    -- A title broken over two lines.
    select a.document_id, a.table_seq, 'line', a.distance, b.text || a.text
    from lines as a
    inner join lines as b on b.document_id = a.document_id and b.table_seq = a.table_seq and b.distance = a.distance + 1
    where a.distance <= 3
    union all
    select l.document_id, l.table_seq, 'line', l.distance, l.text || n.title_squeezed
    from lines as l
    inner join nameless as n using (document_id, table_seq)
    where l.distance <= 2 and n.title_squeezed <> ''
    union all
    select document_id, table_seq, 'page_before', distance, text from lines_before where distance <= 2
    union all
    select document_id, table_seq, 'inside', 1, inside from nameless where inside is not null
    union all
    select document_id, table_seq, 'heading', 1, heading from nameless where title_squeezed <> ''
    union all
    -- The same words, where the heads by which a rule goes are landed as rows.
    select document_id, table_seq, 'title', 1, title_squeezed from nameless where title_squeezed <> ''
    union all
    select n.document_id, n.table_seq, 'note', n.seq, n.text_squeezed
    from {{ ref('stg_notes') }} as n
    inner join nameless as t using (document_id, table_seq)
    where n.position <> 'below'
),

printed_elsewhere as (
    select p.*, n.report_kind, n.header_words as header_text
    from places as p
    inner join nameless as n using (document_id, table_seq)
    -- A title is short and no sentence.
    where p.kind = 'title' or length(p.text) between 3 and 60 and not regexp_matches(p.text, '[。;,!]|如下|下表|附表|见')
),

named as (
    select d.*, r.table_code
    from (
        select *, {{ first_title_rule('text', 'header_text', 'report_kind', with_heads_alone=false) }} as priority
        from (select distinct report_kind, text, header_text from printed_elsewhere)
    ) as d
    inner join {{ ref('table_titles') }} as r using (priority)
),

by_title as (
    select
        c.document_id,
        c.table_seq,
        case when r.of_header then 'head' when c.title_squeezed = '' then 'section' else 'title' end as kind,
        r.table_code
    from captions as c
    inner join captioned as r on r.report_kind = c.report_kind and r.text = c.caption and r.header_text = c.header_text
    union all
    select p.document_id, p.table_seq, p.kind, min_by(n.table_code, struct_pack(distance := p.distance, shortness := -length(p.text), text := p.text)) as table_code
    from printed_elsewhere as p
    inner join named as n on n.report_kind = p.report_kind and n.text = p.text and n.header_text = p.header_text
    group by p.document_id, p.table_seq, p.kind
),

-- Columns that number the rows.
numbering as (
    select h.document_id, h.table_seq, h.col_no
    from {{ ref('stg_headers') }} as h
    inner join (
        select d.head
        from (select distinct header_path[-1] as head from {{ ref('stg_headers') }}) as d
        inner join {{ ref('header_words') }} as w on w.role in ('ordinal', 'line_no') and regexp_matches(d.head, w.pattern)
    ) as n on n.head = h.header_path[-1]
),

code_columns as (
    select document_id, table_seq, col_no from {{ ref('stg_headers') }} where regexp_matches(header_path[-1], '(编码|代码)$')
),

-- What is printed in the first columns of a row, codes split over columns joined. Behind its words whole numbers are amounts, unless a head
-- says otherwise.
row_starts as (
    select
        c.document_id,
        c.table_seq,
        c.row_no,
        regexp_extract(
            string_agg(c.text_squeezed, '' order by c.col_no) filter (where regexp_matches(c.text_squeezed, '^[\[(]?[0-9]{2,7}([^0-9,.%].*)?$')),
            '^[\[(]?([0-9]{3,7})', 1
        ) as code
    from (
        select
            *,
            coalesce(min(col_no) filter (where regexp_matches(text_squeezed, '[一-龥]')) over (partition by document_id, table_seq, row_no), 1) as first_words
        from {{ ref('stg_cells') }}
        where col_no <= 5
    ) as c
    left join code_columns as k using (document_id, table_seq, col_no)
    anti join numbering as n on n.document_id = c.document_id and n.table_seq = c.table_seq and n.col_no = c.col_no
    where c.col_no <= c.first_words or k.col_no is not null
    group by c.document_id, c.table_seq, c.row_no
),

distinct_words as (
    select distinct text_squeezed as text
    from {{ ref('stg_cells') }}
    where printed_value is null and length(text_squeezed) between 2 and 40
    union
    select distinct unnest(header_path) from {{ ref('stg_headers') }}
),

labels as (
    -- Without its ordinal, or the code that is printed with it.
    select text, regexp_replace(regexp_replace({{ line_label('text') }}, '^[\[(]?[0-9]{3,7}[\])]?[-—–_]?', ''), '[:*]+$', '') as label from distinct_words
),

subject_names as (
    select name_zh as label, min(left(code, 5)) as code
    from {{ ref('function_subject') }} as f
    where not exists (select 1 from {{ ref('economic_subject') }} as e where e.name_zh = f.name_zh)
    group by name_zh
    having count(distinct left(code, 5)) = 1
    union all
    select name_zh, min(code) from {{ ref('economic_subject') }} where name_zh not like '其他%' group by name_zh
),

known_words as (
    select l.text, e.kind, e.pattern, s.code
    from labels as l
    left join (
        select distinct kind, unnest(string_split(pattern, '|')) as pattern
        from {{ ref('table_evidence') }}
        where kind in ('label', 'other_source', 'appropriation', 'fund_income')
    ) as e on e.pattern = l.label
    left join subject_names as s on s.label = l.label
    where e.pattern is not null or s.code is not null
),

words as (
    select distinct w.document_id, w.table_seq, k.kind, k.pattern, k.code
    from (
        select document_id, table_seq, text_squeezed as text from {{ ref('stg_cells') }} where printed_value is null
        union all
        select document_id, table_seq, unnest(header_path) from {{ ref('stg_headers') }}
    ) as w
    inner join known_words as k using (text)
),

codes as (
    select document_id, table_seq, code from row_starts where code <> ''
    union all
    select w.document_id, w.table_seq, w.code
    from words as w
    where
        w.code is not null
        and not exists (select 1 from row_starts as r where r.document_id = w.document_id and r.table_seq = w.table_seq and r.code <> '')
),

-- The budget of a 款: some belong to one kind of budget only.
budget_kinds as (
    select code, min(budget_kind) as budget_kind
    from {{ ref('function_subject') }}
    where length(code) = 5
    group by code
    having count(distinct budget_kind) = 1
),

code_kinds as (
    select
        c.document_id,
        c.table_seq,
        count(*) filter (where regexp_matches(c.code, '^2(0[1-9]|1[0-9]|2[0-9]|3[0-4])')) as of_function,
        count(*) filter (where regexp_matches(c.code, '^(30[1-9]|31[0-3]|399|50[1-9]|51[0-4]|599)([0-9]{2})?$')) as of_economy,
        count(*) filter (where length(c.code) >= 5 and c.code like '2%') as of_function_parts,
        count(*) filter (where k.pattern is not null) as of_staff,
        count(*) filter (where s.budget_kind = 'government_fund') as of_fund,
        count(*) filter (where s.budget_kind = 'state_capital') as of_capital
    from codes as c
    left join {{ ref('table_evidence') }} as k on k.kind = 'staff_code' and k.pattern = left(c.code, 5)
    left join budget_kinds as s on s.code = left(c.code, 5)
    group by c.document_id, c.table_seq
),

-- Rows of whole classes (201 一般公共服务支出), wherever they are printed.
class_rows as (
    select c.document_id, c.table_seq, c.row_no, n.name_zh
    from {{ ref('stg_cells') }} as c
    inner join (select distinct name_zh from {{ ref('function_subject') }} where length(code) = 3) as n
        on n.name_zh = regexp_replace({{ line_label('c.text_squeezed') }}, '^[\[(]?[0-9]{3}[\])]?[-—–_]?', '')
    left join row_starts as r using (document_id, table_seq, row_no)
    where length(coalesce(r.code, '')) in (0, 3)
),

-- What a table with a column for each budget says that a class costs: from the general public budget, and from all of them.
class_costs as (
    select
        r.document_id,
        r.table_seq,
        r.name_zh,
        coalesce(sum(c.printed_value) filter (where h.is_general), 0) as of_general,
        coalesce(sum(c.printed_value), 0) as of_all
    from class_rows as r
    inner join (
        select
            document_id,
            table_seq,
            col_no,
            regexp_matches(header_path[-1], '^(一般公共|公共财政)预算') as is_general,
            count(*) filter (where regexp_matches(header_path[-1], '^(一般公共|公共财政)预算')) over (partition by document_id, table_seq) as columns_of_general
        from {{ ref('stg_headers') }}
        where regexp_matches(header_path[-1], '^(一般公共|公共财政|政府性基金|国有资本经营)预算')
    ) as h using (document_id, table_seq)
    inner join {{ ref('stg_cells') }} as c using (document_id, table_seq, row_no, col_no)
    where h.columns_of_general = 1
    group by r.document_id, r.table_seq, r.name_zh
    having count(distinct r.row_no) = 1
),

-- Tables of which the rows of classes print the same classes and figures.
agreeing as (
    select t.document_id, t.table_seq, k.budget
    from (
        select r.document_id, r.table_seq, r.name_zh, list(c.printed_value) as figures
        from class_rows as r
        inner join {{ ref('stg_cells') }} as c using (document_id, table_seq, row_no)
        where c.printed_value <> 0
        group by r.document_id, r.table_seq, r.name_zh
    ) as t
    inner join (
        select document_id, table_seq, name_zh, unnest(['general', 'all']) as budget, unnest([of_general, of_all]) as cost,
            unnest([count(*) filter (where of_general <> 0) over one, count(*) filter (where of_all <> 0) over one]) as classes
        from class_costs
        window one as (partition by document_id, table_seq)
    ) as k on k.document_id = t.document_id and k.table_seq <> t.table_seq and k.name_zh = t.name_zh
    group by t.document_id, t.table_seq, k.table_seq, k.budget
    having
        bool_and(list_contains(t.figures, k.cost))
        and count(*) = any_value(k.classes)
        and count(*) = (
            select count(distinct o.name_zh) from class_rows as o
            inner join {{ ref('stg_cells') }} as c on c.document_id = o.document_id and c.table_seq = o.table_seq and c.row_no = o.row_no
            where o.document_id = t.document_id and o.table_seq = t.table_seq and c.printed_value <> 0
        )
),

-- What the rows of a table say when they are looked at together.
contents as (
    select document_id, table_seq, unnest(list_filter([
        case when of_function >= 1 and of_function > of_economy then 'function' end,
        case when of_economy >= 2 and of_economy >= of_function then 'economic' end,
        case when of_economy > 0 and of_function > 0 then 'both' end,
        case when of_staff > 0 then 'personnel' end,
        case when of_function_parts > 0 and of_fund = of_function_parts then 'fund' end,
        case when of_function_parts > 0 and of_capital = of_function_parts then 'capital' end
    ], lambda one: one is not null)) as said
    from code_kinds
    union all
    select
        document_id,
        table_seq,
        case
            when bool_or(kind = 'other_source') then 'other_sources'
            when bool_or(kind = 'appropriation') then 'appropriations_only'
            else 'funds_only'
        end
    from words
    where kind in ('other_source', 'appropriation', 'fund_income')
    group by document_id, table_seq
    union all
    select distinct document_id, table_seq, 'special'
    from {{ ref('stg_cells') }}
    where printed_value is null and length(text_squeezed) <= 40 and regexp_matches(text_squeezed, '专项|转移支付')
        and not regexp_matches(text_squeezed, '专项资金情况|^专项(\(项目\))?名称|专项业务')
),

notes as (
    select distinct document_id, table_seq, text_squeezed as text
    from (
        select document_id, table_seq, text_squeezed from {{ ref('stg_notes') }}
        union all
        select document_id, table_seq, text_squeezed from {{ ref('stg_cells') }} where printed_value is null and length(text_squeezed) > 6
    )
    where regexp_matches(text_squeezed, '没有|无|未|不涉及') and regexp_matches(text_squeezed, '基金|国有资本')
),

-- Every rule, for every table code that it speaks of; a list of labels is a rule for each of them.
weights as (
    select
        e.kind, unnest(case e.kind when 'label' then string_split(e.pattern, '|') else [e.pattern] end) as pattern, e.report_kind,
        t.report_kind as table_kind, t.table_code, e.weight
    from {{ ref('table_evidence') }} as e
    inner join {{ ref('tables') }} as t on regexp_matches(t.table_code, e.table_pattern)
    where e.table_pattern is not null
),

-- Heads repeat too, and patterns speak of several codes.
distinct_heads as (
    select distinct header_words from captions where header_words <> ''
),

heads as (
    select m.header_words, w.report_kind, w.table_code, w.table_kind, sum(w.weight) as weight
    from (select header_words, unnest({{ matching_evidence('header', 'header_words') }}) as pattern from distinct_heads) as m
    inner join weights as w on w.kind = 'header' and w.pattern = m.pattern
    group by all
),

by_contents as (
    select c.document_id, c.table_seq, 'header' as kind, h.table_code, h.weight, h.report_kind, h.table_kind
    from captions as c
    inner join heads as h using (header_words)
    union all
    -- Many words of one kind of table say no more than some.
    select w.document_id, w.table_seq, 'rows', e.table_code, least(70, sum(greatest(e.weight, 0))) + sum(least(e.weight, 0)), e.report_kind, e.table_kind
    from (select distinct document_id, table_seq, kind, pattern from words where kind = 'label') as w
    inner join weights as e using (kind, pattern)
    group by all
    union all
    select c.document_id, c.table_seq, 'rows', e.table_code, sum(e.weight), e.report_kind, e.table_kind
    from contents as c
    inner join weights as e on e.kind = 'contents_of_table' and e.pattern = c.said
    group by all
    union all
    select c.document_id, c.table_seq, 'costs', e.table_code, max(e.weight), e.report_kind, e.table_kind
    from agreeing as c
    inner join weights as e on e.kind = 'costs' and e.pattern = c.budget
    group by all
    union all
    select n.document_id, n.table_seq, 'notes', e.table_code, max(e.weight), e.report_kind, e.table_kind
    from notes as n
    inner join weights as e on e.kind = 'note_words' and regexp_matches(n.text, e.pattern)
    group by all
)

select b.document_id, b.table_seq, b.kind, b.table_code, w.weight
from by_title as b
inner join {{ ref('table_evidence') }} as w on w.kind = b.kind
union all
select b.document_id, b.table_seq, b.kind, b.table_code, cast(sum(b.weight) as integer) as weight
from by_contents as b
inner join captions as c using (document_id, table_seq)
where
    b.report_kind in ('any', c.report_kind)
    -- Final accounts hold no tables of a budget; other kinds of documents may hold either.
    and (b.table_kind in ('any', 'performance', c.report_kind) or c.report_kind not in ('budget', 'final_accounts'))
group by all
