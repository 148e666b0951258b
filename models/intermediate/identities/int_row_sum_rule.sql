-- Which columns of a table a total column heads, read from the header: the total of 财政拨款 | 小计, 一般公共, 政府性基金
-- is 小计; the total of 合计 | 财政拨款 (小计, …) | 事业收入 is 合计, in which a group counts by its own total.
with columns as (
    select
        c.document_id as report_id,
        c.table_seq as table_no,
        c.block_no,
        c.col_no,
        c.measure_code,
        c.period,
        c.period_year,
        r.fiscal_year,
        string_split({{ squeeze('c.column_label') }}, '/') as parts
    from {{ ref('int_column') }} as c
    inner join {{ ref('int_report') }} as r using (document_id)
    where c.role = 'value' and c.column_label <> '' and coalesce(c.measure_code, '') <> 'of_which'
),

words as (
    select
        *,
        regexp_matches(parts[-1], '{{ var("column_total_pattern") }}') as is_total,
        len(parts) > 1 and regexp_matches(parts[-2], '{{ var("column_total_pattern") }}') as is_below_total
    from columns
),

-- 合计/预算数, 合计/决算数, 出国/预算数 …: the last word repeats under every head, so the sums hold for each last word apart.
crossed as (
    select
        report_id,
        table_no,
        block_no,
        list(distinct parts[-1]) as leaves
    from words
    where is_below_total and not is_total
    group by all
),

placed as (
    select
        w.report_id,
        w.table_no,
        w.block_no,
        w.col_no,
        w.measure_code,
        -- Figures of the year before, and changes, printed beside the parts of a total are none of them; years that a plan spans are.
        case
            when w.period in ('change', 'prior_year') then w.period
            when w.period_year < w.fiscal_year and max(coalesce(w.period_year, 0)) over table_heads < w.fiscal_year then 'prior_year'
            else ''
        end as other_period,
        coalesce(list_contains(x.leaves, w.parts[-1]), false) and len(w.parts) > 1 as is_crossed,
        w.parts
    from words as w
    left join crossed as x using (report_id, table_no, block_no)
    window table_heads as (partition by w.report_id, w.table_no, w.block_no)
),

shaped as (
    select
        report_id,
        table_no,
        block_no,
        col_no,
        measure_code,
        other_period,
        case when is_crossed then parts[-1] else '' end as dimension,
        case when is_crossed then parts[:-2] else parts end as parts
    from placed
),

totals as (
    select
        *,
        len(parts) as depth,
        parts[:-2] as prefix,
        parts[-1] as total_word
    from shaped
    where regexp_matches(parts[-1], '{{ var("column_total_pattern") }}')
),

members as (
    select
        t.report_id,
        t.table_no,
        t.block_no,
        t.col_no as total_col,
        t.total_word,
        s.col_no as part_col,
        s.measure_code,
        s.parts[t.depth] as child,
        len(s.parts) = t.depth as is_direct,
        len(s.parts) > t.depth and len(s.parts) = t.depth + 1 and regexp_matches(s.parts[t.depth + 1], '{{ var("column_total_pattern") }}') as is_child_total,
        regexp_matches(s.parts[t.depth], '{{ var("column_total_pattern") }}') as is_total_word
    from totals as t
    inner join shaped as s
        on s.report_id = t.report_id and s.table_no = t.table_no and s.block_no = t.block_no
        and s.dimension = t.dimension and s.other_period = t.other_period
        and s.col_no <> t.col_no
        and len(s.parts) >= t.depth
        and array_to_string(s.parts[:t.depth - 1], '/') = array_to_string(t.prefix, '/')
    -- 机关运行经费 stands beside the 三公 columns and is no part of their total, unless its figures say so; nor are 会议费, 培训费 of 三公 alone.
    where
        (s.measure_code is distinct from 'operating_budget' or t.measure_code = 'three_public_with_operating_total')
        and not (t.measure_code = 'three_public_total' and s.measure_code in ('meeting', 'training'))
),

grouped as (
    select
        *,
        bool_or(is_child_total) over (partition by report_id, table_no, block_no, total_col, child) as child_has_total
    from members
    where not is_total_word
)

select
    report_id,
    table_no,
    block_no,
    total_col,
    part_col
from grouped
where is_direct or is_child_total or not child_has_total
