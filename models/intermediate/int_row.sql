-- One row a printed row of a block: its label, its joined codes and its printed line number.
with part_keys as (
    select * from {{ ref('int_row_key') }} where role = 'subject_code_part'
),

-- 类 | 款 | 项 in columns of their own: each 类 begins a classification, whether or not the heads above it tell them apart. The head that
-- names it may be drawn over its first column alone (科目 | 款 | 项); without a 类, columns of one head belong together.
groups as (
    select
        document_id,
        table_seq,
        block_no,
        col_no,
        group_no,
        regexp_replace(
            case when group_no > 0 then first_value(path) over (partition by document_id, table_seq, block_no, group_no order by col_no) else path end,
            '/?(类|款|项)$',
            ''
        ) as code_group
    from (
        select
            *,
            count(*) filter (where leaf = '类') over (partition by document_id, table_seq, block_no order by col_no) as group_no
        from (select distinct document_id, table_seq, block_no, col_no, leaf, path from part_keys)
    )
),

parts as (
    select
        document_id,
        table_seq,
        row_no,
        block_no,
        group_no,
        code_group,
        min(col_no) as col_no,
        max(code) filter (where leaf = '类') as class_part,
        max(code) filter (where leaf = '款') as section_part,
        max(code) filter (where leaf = '项') as item_part
    from part_keys
    inner join groups using (document_id, table_seq, block_no, col_no)
    group by all
    having max(code) is not null
),

-- Some reports print the whole code on every row (201 | 08 | 05), some only its last part: the parts above then still hold.
carried as (
    select
        *,
        last_value(class_part ignore nulls) over rows_of_group as class_held,
        count(class_part) over rows_of_group as class_rank
    from parts
    window rows_of_group as (partition by document_id, table_seq, block_no, group_no, code_group order by row_no)
),

held as (
    select
        *,
        last_value(section_part ignore nulls) over (
            partition by document_id, table_seq, block_no, group_no, code_group, class_rank order by row_no
        ) as section_held
    from carried
),

joined_parts as (
    select
        document_id,
        table_seq,
        row_no,
        block_no,
        col_no,
        code_group as path,
        case
            when length(item_part) >= 7 then item_part
            when item_part is not null
                then case when length(section_held) >= 5 then section_held else class_held || lpad(section_held, 2, '0') end || lpad(item_part, 2, '0')
            when length(section_part) >= 5 then section_part
            when section_part is not null then class_held || lpad(section_part, 2, '0')
            else class_part
        end as code
    from held
),

-- One column that prints the whole code of 类 and 项, but only the last two digits of 款: 208 | 05 | 2080505. That they are to be read so is
-- told by the code below them; where that has no 项, by the others of the column. Bodies may stand in a column of subjects, above what is
-- theirs: their codes have an even number of digits (125001), those of subjects never, and one that heads such codes is that of a department.
column_codes as (
    select
        *,
        last_value(case when regexp_full_match(code, '[235][0-9]{2}') then code end ignore nulls) over (column_rows rows unbounded preceding)
            as class_above,
        lead(code) over column_rows as code_below
    from {{ ref('int_row_key') }}
    where code is not null and role = 'subject_code'
    window column_rows as (partition by document_id, table_seq, col_no order by row_no)
),

short_codes as (
    select
        *,
        case
            when length(code) = 2 and sum(case when length(code) <> 2 then 0 when code_below like class_above || code || '__' then 1 else 0 end)
                over same_column > 0
                and sum(case when length(code) <> 2 or code_below like class_above || code || '__' or coalesce(length(code_below), 0) <> 7 then 0 else 1 end)
                over same_column = 0
                then class_above || code
        end as joined_code,
        regexp_full_match(code, '[0-9]{6}|[0-9]{8}|[0-9]{10}|[0-9]{12}') and left(code, 3) is distinct from class_above
        or length(code) = 3 and list_contains(heads_of_bodies, code) as is_body
    from (
        select
            *,
            list(left(code, 3)) filter (where regexp_full_match(code, '[0-9]{6}') and left(code, 3) is distinct from class_above)
            over (partition by document_id, table_seq, col_no) as heads_of_bodies
        from column_codes
    )
    window same_column as (partition by document_id, table_seq, col_no)
),

codes as (
    select document_id, table_seq, row_no, block_no, col_no, path, code, 'subject_code' as role
    from joined_parts
    where code is not null
    union all
    select document_id, table_seq, row_no, block_no, col_no, path, coalesce(joined_code, code), case when is_body then 'unit_code' else role end
    from short_codes
    union all
    select document_id, table_seq, row_no, block_no, col_no, path, code, role
    from (
        select
            *,
            bool_or(role <> 'unit_name' and label is not null) over (partition by document_id, table_seq, row_no, block_no) as names_another
        from {{ ref('int_row_key') }}
    )
    where
        code is not null and role not in ('subject_code', 'subject_code_part')
        -- [105001]某局 beside the name of a project says whose the row is; it is the code of the row only where that names nothing else.
        and (role <> 'unit_name' or not names_another)
),

classified as (
    select
        *,
        case
            when role in ('unit_code', 'unit_name') or role = 'label' and regexp_full_match(code, '[0-9]{6}([0-9]{3}){0,2}') then 'unit'
            when role = 'project_code' or regexp_matches(code, '[A-Z]') and length(code) > 8 then 'project'
            when role = 'catalogue_code' or regexp_matches(code, '[A-Z]') or length(code) in (1, 2, 4) then 'catalogue'
            -- A code of a subject has three, five, seven or nine digits and begins as its classification does.
            when not regexp_full_match(code, '[1-5][0-9]{2}([0-9]{2}){0,3}') then 'other'
            when regexp_matches(path, '政府.*经济') and regexp_full_match(code, '[35].*') then 'government_economic'
            when regexp_matches(path, '经济') and code like '5%' then 'government_economic'
            when regexp_matches(path, '经济') and code like '3%' then 'economic'
            when regexp_matches(path, '经济') then 'other'
            when code like '2%' and length(code) in (3, 5, 7) then 'function'
            when code like '3%' and length(code) in (3, 5, 7) then 'economic'
            when code like '5%' and length(code) in (3, 5, 7) then 'government_economic'
            else 'other'
        end as code_kind
    from codes
),

row_codes as (
    select
        document_id,
        table_seq,
        row_no,
        block_no,
        string_agg(code, '/' order by col_no) as row_code,
        min(code) filter (where code_kind = 'function') as function_code,
        min(code) filter (where code_kind = 'economic') as economic_code,
        min(code) filter (where code_kind = 'government_economic') as government_economic_code,
        min(code) filter (where code_kind = 'unit') as unit_code,
        min(code) filter (where code_kind = 'project') as project_code,
        min(code) filter (where code_kind = 'catalogue') as catalogue_code
    from classified
    group by all
),

row_words as (
    select
        document_id,
        table_seq,
        row_no,
        block_no,
        -- The unit that a row belongs to is its label only where the row names nothing else.
        coalesce(
            string_agg(label, '/' order by col_no) filter (where role <> 'unit_name'),
            string_agg(label, '/' order by col_no)
        ) as row_label,
        string_agg(label, '/' order by col_no) filter (where role = 'unit_name') as row_unit,
        string_agg(text, '' order by col_no) filter (where role = 'line_no') as line_no,
        string_agg(text, '' order by col_no) filter (where role = 'year') as year_label
    from {{ ref('int_row_key') }}
    group by all
),

-- Rows that print the figures of one year, or a change, one below the other (2025年, 2026年, 增减变化金额): what the label or the year of the
-- row says of its period and its phase (seeds/vocabulary/periods).
timed_words as (
    select
        w.words,
        min_by(p.code, p.priority) filter (where p.aspect = 'period') as row_period,
        min_by(p.code, p.priority) filter (where p.aspect = 'role') as row_role,
        min_by(p.code, p.priority) filter (where p.aspect = 'phase') as row_phase,
        try_cast(case when bool_or(p.aspect = 'year') then left(w.words, 4) end as integer) as row_year
    from (
        select words, unnest({{ matching_rules('periods', 'words', where="place = 'row'") }}) as priority
        from (
            select distinct {{ squeeze('words') }} as words
            from (select year_label as words from row_words union select row_label from row_words)
            where length(words) <= 24
        )
    ) as w
    inner join {{ ref('periods') }} as p using (priority)
    group by w.words
)

select
    w.document_id,
    w.table_seq,
    w.row_no,
    w.block_no,
    coalesce(w.row_label, '') as row_label,
    coalesce(c.row_code, '') as row_code,
    coalesce(w.line_no, '') as line_no,
    w.year_label,
    coalesce(y.row_period, l.row_period) as row_period,
    coalesce(y.row_year, l.row_year) as row_year,
    coalesce(y.row_role, l.row_role) as row_role,
    coalesce(y.row_phase, l.row_phase) as row_phase,
    w.row_unit,
    c.function_code,
    c.economic_code,
    c.government_economic_code,
    c.unit_code,
    c.project_code,
    c.catalogue_code
from row_words as w
left join row_codes as c using (document_id, table_seq, row_no, block_no)
left join timed_words as y on y.words = {{ squeeze('w.year_label') }}
left join timed_words as l on l.words = {{ squeeze('w.row_label') }}
