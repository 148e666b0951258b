-- What each document holds that makes it a report, whatever it is called: tables of known forms with amounts, rows and heads that only
-- such forms print, the sections of a disclosure with their figures, the words of a performance report (seeds/vocabulary/report_evidence).
-- Nothing here looks at the name of the file.
with subjects as (
    select distinct {{ plain_name('name_zh') }} as name from {{ ref('function_subject') }}
    union
    select distinct {{ plain_name('name_zh') }} from {{ ref('economic_subject') }}
),

-- A code, an ordinal or the number of a column is no amount.
cells as (
    select
        c.document_id,
        c.table_seq,
        c.text_squeezed,
        -- A figure may bear its unit: 12万元.
        c.printed_value is not null or regexp_full_match(c.text_squeezed, '[0-9][0-9,.]*(亿|百?万|千)?元') as is_figure,
        c.printed_value is not null and k.role = 'value' as is_amount
    from {{ ref('stg_cells') }} as c
    left join {{ ref('int_column_words') }} as k using (document_id, table_seq, col_no)
),

-- Texts repeat from report to report: match each distinct one once.
labels as (
    select
        text_squeezed,
        label,
        {{ fits_evidence('label', 'row') }} or {{ plain_name('label') }} in (select name from subjects) as is_row,
        {{ fits_evidence('label', 'government_row') }} as is_government,
        {{ fits_evidence('text_squeezed', 'stated_empty') }} as says_empty
    from (
        select distinct
            text_squeezed,
            {{ line_label('text_squeezed') }} as label
        from cells
        where not is_figure and length(text_squeezed) <= 60
    )
),

table_rows as (
    select
        c.document_id,
        c.table_seq,
        count(*) filter (where c.is_figure) as figures,
        count(*) filter (where c.is_amount) as amounts,
        count(distinct l.label) filter (where l.is_row) as known_rows,
        count(distinct l.label) filter (where l.is_government) as government_rows,
        coalesce(bool_or(l.says_empty), false) as says_empty
    from cells as c
    left join labels as l using (text_squeezed)
    group by c.document_id, c.table_seq
),

words_of_heads as (
    select distinct document_id, table_seq, {{ squeeze('unnest(header_path)') }} as word from {{ ref('stg_headers') }}
),

heads as (
    select document_id, table_seq, count(*) as heads
    from words_of_heads
    where {{ fits_evidence('word', 'head') }}
    group by document_id, table_seq
),

tables as (
    select
        t.document_id,
        coalesce(f.family, 'unrecognised') as family,
        coalesce(r.figures, 0) as figures,
        coalesce(r.amounts, 0) as amounts,
        coalesce(r.known_rows, 0) as known_rows,
        coalesce(r.government_rows, 0) as government_rows,
        coalesce(r.says_empty, false) as says_empty,
        coalesce(h.heads, 0) as heads
    from {{ ref('int_table') }} as t
    left join {{ ref('tables') }} as f using (table_code)
    left join table_rows as r using (document_id, table_seq)
    left join heads as h using (document_id, table_seq)
),

known_tables as (
    select
        *,
        family not in ('performance', 'text', 'unrecognised') as is_named,
        known_rows >= 3 or (known_rows >= 2 and heads >= 2) as is_shown
    from tables
),

judged_tables as (
    select
        *,
        is_named or is_shown as is_money_form,
        -- A form by its name and by what it prints, or by what it prints alone.
        amounts > 0 and ((is_named and known_rows + heads > 0) or is_shown) as is_form
    from known_tables
),

by_tables as (
    select
        document_id,
        count(*) as tables,
        sum(amounts) as amounts,
        count(*) filter (where is_money_form) as money_forms,
        count(*) filter (where is_form) as filled_forms,
        coalesce(sum(amounts) filter (where is_money_form), 0) as form_amounts,
        sum(government_rows) as government_rows,
        bool_or(says_empty) as says_empty,
        count(*) filter (where family = 'performance') as performance_forms,
        coalesce(sum(figures) filter (where family = 'performance'), 0) as performance_figures
    from judged_tables
    group by document_id
),

sections as (
    select
        p.document_id,
        count(distinct k.section_kind) as sections,
        count(distinct k.section_kind) filter (
            where k.section_kind in ('three_public', 'explanation', 'operating_expense', 'glossary', 'duties')
        ) as core_sections
    from {{ ref('stg_paragraphs') }} as p
    inner join {{ ref('int_section_kind') }} as k using (section_path)
    group by p.document_id
),

-- Figures of money in running text.
claims as (
    select
        s.document_id,
        count(*) as claims
    from {{ ref('int_figure') }} as f
    inner join {{ ref('int_sentence') }} as s using (sentence_id)
    where s.place = 'paragraph' and f.unit like '%元'
    group by s.document_id
),

notes as (
    select
        document_id,
        bool_or({{ fits_evidence('text_squeezed', 'stated_empty') }}) as says_empty
    from {{ ref('stg_notes') }}
    group by document_id
),

texts as (
    select
        document_id,
        {{ count_evidence('first_page', 'government_text') }} as government_words,
        {{ count_evidence('first_page', 'performance_text') }} as performance_words,
        {{ fits_evidence('first_page', 'stated_empty') }} as says_empty,
        {{ fits_evidence('first_page', 'template') }} as is_template,
        {{ fits_evidence("concat_ws(chr(10), head, left(cover, 120), title)", 'performance_title') }} as says_performance,
        len(list_filter(string_split(head, chr(10)), lambda line: {{ fits_evidence('line', 'disclosure_title') }})) > 0 as says_disclosure,
        {{ fits_evidence('head', 'three_public_title') }} as says_three_public,
        len(list_filter(string_split(head, chr(10)), lambda line: {{ fits_evidence('line', 'no_disclosure_title') }})) > 0 as says_other
    from {{ ref('int_document_text') }}
),

counted as (
    select
        d.document_id,
        coalesce(b.tables, 0) as tables,
        coalesce(b.amounts, 0) as amounts,
        coalesce(b.money_forms, 0) as money_forms,
        coalesce(b.filled_forms, 0) as filled_forms,
        coalesce(b.form_amounts, 0) as form_amounts,
        coalesce(b.government_rows, 0) as government_rows,
        coalesce(b.performance_forms, 0) as performance_forms,
        coalesce(b.performance_figures, 0) as performance_figures,
        coalesce(s.sections, 0) as sections,
        coalesce(s.core_sections, 0) as core_sections,
        coalesce(c.claims, 0) as claims,
        t.government_words,
        t.performance_words,
        t.is_template,
        t.says_performance,
        t.says_disclosure,
        t.says_three_public,
        t.says_other,
        t.says_empty or coalesce(b.says_empty, false) or coalesce(n.says_empty, false) as says_empty
    from {{ ref('stg_documents') }} as d
    inner join texts as t using (document_id)
    left join by_tables as b using (document_id)
    left join sections as s using (document_id)
    left join claims as c using (document_id)
    left join notes as n using (document_id)
)

select
    document_id,
    tables,
    amounts,
    money_forms,
    filled_forms,
    form_amounts,
    performance_forms,
    performance_figures,
    sections,
    claims,
    is_template,
    -- A whole government takes in taxes; a department does not.
    government_rows >= 3 or (filled_forms = 0 and government_words >= 3) as is_government,
    case
        when filled_forms > 0 then 'tables'
        when performance_forms > 0 and performance_figures > 0 then 'performance'
        when sections >= 4 and core_sections >= 2 and claims >= 5 then 'text'
        when says_performance and not says_other and performance_words >= 3 then 'performance'
        when sections >= 3 and claims >= 1 and says_disclosure and not says_other and money_forms = 0 then 'text'
        when says_three_public and claims >= 3 and not says_other then 'text'
        when money_forms > 0 and says_empty then 'empty_form'
    end as holds
from counted
