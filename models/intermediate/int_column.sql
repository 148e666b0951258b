-- The part each column of a table plays: label, code, amount …, from its header words
-- (seeds/vocabulary/header_words) or, where they say nothing, from what its cells print.
with contents as (
    select
        document_id,
        table_seq,
        col_no,
        count(*) as printed,
        count(printed_value) as numbers
    from {{ ref('stg_cells') }}
    where col_span = 1
    group by document_id, table_seq, col_no
),

columns as (
    select
        h.document_id,
        h.table_seq,
        h.col_no,
        h.header_path,
        h.printed_path,
        h.column_number,
        t.table_code,
        coalesce(h.header_path[-1], '') as leaf,
        array_to_string(h.header_path, '/') as path,
        coalesce(c.printed, 0) as printed,
        coalesce(c.numbers, 0) as numbers
    from {{ ref('stg_headers') }} as h
    inner join {{ ref('int_table') }} as t using (document_id, table_seq)
    left join contents as c using (document_id, table_seq, col_no)
),

distinct_headers as (
    select distinct table_code, leaf, path from columns where path <> ''
),

rules as (
    select
        d.table_code,
        d.path,
        min_by(struct_pack(role := r.role, measure_code := r.measure_code), r.priority) as rule
    from distinct_headers as d
    inner join {{ ref('header_words') }} as r
        on (r.table_pattern is null or regexp_matches(d.table_code, r.table_pattern))
        and regexp_matches(case when r.matched_on = 'leaf' then d.leaf else d.path end, r.pattern)
    group by d.table_code, d.path
),

-- The fund is named by the innermost word that names one.
funds as (
    select
        d.table_code,
        d.path,
        coalesce(
            min_by(f.fund_code, f.priority) filter (where regexp_matches(d.leaf, f.pattern)),
            min_by(f.fund_code, f.priority)
        ) as fund_code
    from distinct_headers as d
    inner join {{ ref('funds') }} as f on regexp_matches(d.path, f.pattern)
    group by d.table_code, d.path
),

periods as (
    select
        d.table_code,
        d.path,
        min_by(p.code, p.priority) filter (where p.aspect = 'phase') as phase,
        min_by(p.code, p.priority) filter (where p.aspect = 'period') as period,
        try_cast(nullif(regexp_extract(d.path, '(20[0-9]{2})年', 1), '') as integer) as period_year
    from distinct_headers as d
    left join {{ ref('periods') }} as p on regexp_matches(d.path, p.pattern)
    group by d.table_code, d.path
),

roles as (
    select
        c.*,
        case
            -- Words call it an amount, but it prints words: it is text, and so the other way round.
            when r.rule.role = 'value' and c.printed > 0 and c.numbers < 0.5 * c.printed then 'text'
            when r.rule.role in ('label', 'unit_name', 'text') and c.printed > 0 and c.numbers > 0.9 * c.printed and c.col_no > 1 then 'value'
            when r.rule.role is not null then r.rule.role
            when c.printed > 0 and c.numbers >= 0.8 * c.printed then 'value'
            when c.col_no = 1 then 'label'
            else 'text'
        end as role,
        r.rule.measure_code as measure_code,
        f.fund_code,
        p.phase,
        p.period,
        p.period_year
    from columns as c
    left join rules as r using (table_code, path)
    left join funds as f using (table_code, path)
    left join periods as p using (table_code, path)
),

-- A code split over two or three columns whose heads 类 | 款 | 项 share a row with the first amounts, or are not printed.
split_codes as (
    select
        * exclude (role, leaf),
        case when role = 'subject_code' and columns_of_code in (2, 3) then 'subject_code_part' else role end as role,
        case when role = 'subject_code' and columns_of_code in (2, 3) then ['类', '款', '项'][place_in_code] else leaf end as leaf
    from (
        select
            *,
            count(*) over (partition by document_id, table_seq, path, role, run) as columns_of_code,
            row_number() over (partition by document_id, table_seq, path, role, run order by col_no) as place_in_code
        from (
            select
                *,
                col_no - row_number() over (partition by document_id, table_seq, path, role order by col_no) as run
            from roles
        )
    )
),

-- Side-by-side blocks (收入 | 支出): a label or code column behind an amount starts the next block
-- when a later amount column bears the same word as an earlier one.
marked as (
    select
        *,
        role in ('value', 'quantity', 'percent') as is_number,
        role in ('label', 'unit_name', 'subject_code', 'subject_code_part', 'line_no', 'unit_code', 'project_code', 'catalogue_code') as is_key,
        regexp_replace(leaf, '\(.*\)$', '') as leaf_word
    from split_codes
),

sequenced as (
    select
        *,
        lag(is_number) over columns_of_table as after_number,
        list(leaf_word) filter (where role = 'value') over (columns_of_table rows between unbounded preceding and 1 preceding) as words_before,
        list(leaf_word) filter (where role = 'value') over (columns_of_table rows between 1 following and unbounded following) as words_after
    from marked
    window columns_of_table as (partition by document_id, table_seq order by col_no)
),

blocks as (
    select
        *,
        cast(1 + sum(
            case
                when is_key and after_number
                    and (
                        list_has_any(words_before, words_after)
                        or header_path[1] in ('支出', '本年支出', '支 出', '财政拨款支出')
                    )
                    and len(words_after) > 0
                    then 1
                else 0
            end
        ) over (partition by document_id, table_seq order by col_no) as integer) as block_no
    from sequenced
),

-- A title printed over a whole block, labels and amounts alike, says which side it is and is no part of the column's name.
block_columns as (
    select
        document_id,
        table_seq,
        block_no,
        max(block_no) over (partition by document_id, table_seq) as blocks_of_table,
        col_no,
        header_path,
        printed_path,
        path,
        leaf,
        column_number,
        role,
        measure_code,
        fund_code,
        phase,
        period,
        period_year,
        printed,
        numbers,
        min(len(header_path)) filter (where path <> '') over (partition by document_id, table_seq, block_no) as shortest,
        first_value(header_path) over (partition by document_id, table_seq, block_no order by path = '', col_no) as first_path
    from blocks
),

titles as (
    select
        document_id,
        table_seq,
        block_no,
        any_value(first_path) as first_path,
        max(i) filter (where shared) as title_depth
    from (
        select
            b.document_id,
            b.table_seq,
            b.block_no,
            b.first_path,
            i,
            bool_and(b.header_path[1:i] = b.first_path[1:i]) as shared
        from block_columns as b, unnest(range(1, greatest(b.shortest, 1)::bigint)) as depth (i)
        where b.path <> '' and b.blocks_of_table > 1
        group by all
    )
    group by document_id, table_seq, block_no
)

select
    b.document_id,
    b.table_seq,
    b.col_no,
    b.block_no,
    b.blocks_of_table,
    b.role,
    b.leaf,
    b.path,
    array_to_string(b.printed_path[coalesce(t.title_depth, 0) + 1:], '/') as column_label,
    array_to_string(t.first_path[1:coalesce(t.title_depth, 0)], '/') as block_title,
    b.column_number,
    b.measure_code,
    b.fund_code,
    b.phase,
    b.period,
    b.period_year,
    b.printed,
    b.numbers
from block_columns as b
left join titles as t using (document_id, table_seq, block_no)
