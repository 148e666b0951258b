-- The part each column of a table plays: label, code, amount …, from its header words
-- (seeds/vocabulary/header_words) or, where they say nothing, from whether its cells print words or numbers.
with contents as (
    select
        document_id,
        table_seq,
        col_no,
        count(*) as printed,
        -- A figure that is malformed (120258,600) is no number, but no word either: it must not turn its column into one of words.
        count(*) filter (where printed_value is not null or regexp_full_match(text_squeezed, '[-−–—△▲(]?[0-9.,]*[0-9][0-9.,]*[)]?')) as numbers,
        -- Digits of one length without any sign among them: codes, where the head says words.
        coalesce(
            bool_and(regexp_full_match(text_squeezed, '[0-9]{5,}')) filter (where printed_value is not null)
            and count(distinct length(text_squeezed)) filter (where printed_value is not null) = 1, false
        ) as prints_codes
    from {{ ref('stg_cells') }}
    -- A dash stands for an empty cell.
    where col_span = 1 and not regexp_full_match(text_squeezed, '[-−–—―─/]+')
    group by document_id, table_seq, col_no
),

-- A row of column numbers or stars that was taken for a head (单位编码/**) says nothing of the column, nor does a unit behind its words (合计(万元)).
headed as (
    select
        *,
        list_transform(
            list_filter(header_path, lambda w: not regexp_full_match(w, '[*＊]+|[0-9]{1,2}|栏次')),
            lambda w: regexp_replace(w, '(.)[(（](单位[:：]?)?(人民币)?[百千万亿]{0,2}元[)）]$', '\1')
        ) as heads
    from {{ ref('stg_headers') }}
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
        coalesce(h.heads[-1], '') as leaf,
        array_to_string(h.heads, '/') as path,
        coalesce(c.printed, 0) as printed,
        coalesce(c.numbers, 0) as numbers,
        coalesce(c.prints_codes, false) as prints_codes
    from headed as h
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
    from (
        select
            table_code,
            path,
            unnest(list_concat(
                {{ matching_rules('header_words', 'leaf', where="matched_on = 'leaf'") }},
                {{ matching_rules('header_words', 'path', where="matched_on <> 'leaf'") }}
            )) as priority
        from distinct_headers
    ) as d
    inner join {{ ref('header_words') }} as r
        on r.priority = d.priority and (r.table_pattern is null or regexp_matches(d.table_code, r.table_pattern))
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
        -- 2025年结转 is money of this year, 2025年12月31日 a day.
        try_cast(nullif(regexp_extract(
            regexp_replace(d.path, '20[0-9]{2}年度?[^/]{0,8}(结转|结余)', '', 'g'), '(20[0-9]{2})年(?:[^0-9底末]|$)', 1
        ), '') as integer) as period_year
    from (select *, {{ matching_rules('periods', 'path', where="place = 'head'") }} as priorities from distinct_headers) as d
    left join {{ ref('periods') }} as p on list_contains(d.priorities, p.priority)
    group by d.table_code, d.path
),

roles as (
    select
        c.*,
        case
            -- Words call it an amount, but it prints words: it is text, and so the other way round.
            when r.rule.role = 'value' and c.printed > 0 and c.numbers < 0.5 * c.printed then 'text'
            when r.rule.role = 'unit_name' and c.prints_codes then 'unit_code'
            when r.rule.role in ('label', 'unit_name', 'text') and not c.prints_codes and c.printed > 0 and c.numbers > 0.9 * c.printed and c.col_no > 1 then 'value'
            when r.rule.role is not null then r.rule.role
            when c.printed > 0 and c.numbers >= 0.8 * c.printed then 'value'
            when c.col_no = 1 then 'label'
            else 'text'
        end as role,
        r.rule.measure_code as measure_code,
        f.fund_code,
        -- 2026年预算数比2025年执行数: a change is of no phase, as it is of no year.
        case when p.period is distinct from 'change' then p.phase end as phase,
        p.period,
        p.period_year
    from columns as c
    left join rules as r using (table_code, path)
    left join funds as f using (table_code, path)
    left join periods as p using (table_code, path)
),

-- Columns printed under 其中 behind the parts of a total are part of one of those, not beside them: 基本支出 | 项目支出 | 其中/经营支出. Where 其中
-- begins the list, what follows it are all its parts: 小计 | 其中:基本支出 | 项目支出.
words_of_heads as (
    select
        *,
        list_position(list_transform(heads, lambda w: w like '其中%'), true) as memo_depth,
        list_position(list_transform(heads, lambda w: regexp_matches(w, '{{ var("column_total_pattern") }}')), true) as total_depth
    from (select *, string_split(path, '/') as heads from roles)
),

memo_columns as (
    select distinct c.document_id, c.table_seq, c.col_no
    from words_of_heads as c
    inner join words_of_heads as p using (document_id, table_seq)
    where
        c.role = 'value' and c.memo_depth > 0 and p.role = 'value' and p.col_no < c.col_no
        and coalesce(p.memo_depth, 0) = 0 and len(p.heads) >= c.memo_depth
        and p.heads[:c.memo_depth - 1] = c.heads[:c.memo_depth - 1]
        and not regexp_matches(p.heads[c.memo_depth], '{{ var("column_total_pattern") }}')
        and coalesce(p.measure_code, 'total')
            not in ('total', 'current_year_income', 'current_year_expenditure', 'initial_budget', 'adjusted_budget', 'of_which')
),

-- 合计 of a 三公 table that does not name 三公 holds what its parts make: with 会议费 and 培训费 beside it, all of them, unless the figures say
-- otherwise. Where the items are rows, no column is one, and 合计 is that of each row.
three_public_heads as (
    select
        r.document_id,
        r.table_seq,
        r.col_no,
        count(i.col_no) as items,
        coalesce(list(i.col_no) filter (where i.measure_code in ('abroad', 'reception', 'vehicle_total')), []) as three_cols,
        coalesce(list(i.col_no) filter (where i.measure_code = 'vehicle_total'), []) as vehicle_total_cols,
        coalesce(list(i.col_no) filter (where i.measure_code in ('vehicle_purchase', 'vehicle_running')), []) as vehicle_cols,
        coalesce(list(i.col_no) filter (where i.measure_code in ('meeting', 'training')), []) as meeting_cols,
        coalesce(list(i.col_no) filter (where i.measure_code = 'operating_budget'), []) as operating_cols
    from words_of_heads as r
    left join words_of_heads as i
        on i.document_id = r.document_id and i.table_seq = r.table_seq and i.role = 'value'
        and i.measure_code in ('abroad', 'reception', 'vehicle_total', 'vehicle_purchase', 'vehicle_running', 'meeting', 'training', 'operating_budget')
        and i.heads[:r.total_depth - 1] = r.heads[:r.total_depth - 1]
        -- 合计/预算数 holds 出国/预算数 …
        and (r.total_depth = len(r.heads) or i.leaf = r.leaf)
    where r.role = 'value' and r.measure_code = 'three_public_total' and r.total_depth > 0 and r.path not like '%三公%'
    group by r.document_id, r.table_seq, r.col_no
),

three_public_sums as (
    select
        document_id, table_seq, col_no, any_value(items) as items, any_value(has_meeting) as has_meeting,
        count(*) filter (where total = three and meeting + operating <> 0) as three_alone,
        count(*) filter (where total = three + meeting and meeting <> 0) as with_meeting,
        count(*) filter (where total in (three + operating, three + meeting + operating) and operating <> 0) as with_operating
    from (
        select
            h.document_id, h.table_seq, h.col_no, c.row_no,
            any_value(h.items) as items,
            any_value(len(h.meeting_cols) > 0) as has_meeting,
            sum(c.printed_value) filter (where c.col_no = h.col_no) as total,
            coalesce(sum(c.printed_value) filter (where list_contains(h.three_cols, c.col_no)), 0)
            + case
                when count(c.printed_value) filter (where list_contains(h.vehicle_total_cols, c.col_no)) > 0 then 0
                else coalesce(sum(c.printed_value) filter (where list_contains(h.vehicle_cols, c.col_no)), 0)
            end as three,
            coalesce(sum(c.printed_value) filter (where list_contains(h.meeting_cols, c.col_no)), 0) as meeting,
            coalesce(sum(c.printed_value) filter (where list_contains(h.operating_cols, c.col_no)), 0) as operating
        from three_public_heads as h
        left join {{ ref('stg_cells') }} as c on c.document_id = h.document_id and c.table_seq = h.table_seq
        group by h.document_id, h.table_seq, h.col_no, c.row_no
    )
    group by document_id, table_seq, col_no
),

-- The totals of one form mean the same in each of its years.
three_public_totals as (
    select
        document_id,
        table_seq,
        col_no,
        case
            when items = 0 then 'total'
            when operating_agrees > three_agrees + meeting_agrees then 'three_public_with_operating_total'
            when meeting_agrees > three_agrees or has_meeting and meeting_agrees = three_agrees then 'three_public_with_meeting_training_total'
            else 'three_public_total'
        end as measure_code
    from (
        select
            *,
            sum(three_alone) over form as three_agrees,
            sum(with_meeting) over form as meeting_agrees,
            sum(with_operating) over form as operating_agrees
        from three_public_sums
        window form as (partition by document_id, table_seq)
    )
),

measured as (
    select
        r.* exclude (measure_code, heads, memo_depth, total_depth),
        case
            when m.col_no is not null then 'of_which'
            else coalesce(t.measure_code, r.measure_code)
        end as measure_code
    from words_of_heads as r
    left join memo_columns as m using (document_id, table_seq, col_no)
    left join three_public_totals as t using (document_id, table_seq, col_no)
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
            from measured
        )
    )
),

-- Side-by-side blocks (收入 | 支出): a label or code column behind an amount starts the next block when a later amount column bears the same
-- word as an earlier one, or in a summary, whose sides may have different words over their figures.
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
                        or table_code like '%_summary'
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
        table_code,
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
),

-- The only column of amounts beside the labels of its block holds the amounts of the table.
known_columns as (
    select
        *,
        role = 'value'
        and measure_code is null
        and regexp_matches(table_code, '(summary|_expenditure(_by_.*)?|^(budget|final)_project|government_fund|state_capital)$')
        and count(*) filter (where role in ('value', 'quantity', 'percent')) over (partition by document_id, table_seq, block_no) = 1
        and count(*) filter (where role in ('label', 'subject_code', 'subject_code_part')) over (partition by document_id, table_seq, block_no) > 0
        as is_only_amount
    from block_columns
)

select
    b.document_id,
    b.table_seq,
    b.table_code,
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
    b.is_only_amount,
    b.fund_code,
    b.phase,
    b.period,
    b.period_year,
    b.printed,
    b.numbers
from known_columns as b
left join titles as t using (document_id, table_seq, block_no)
