-- Whether an amount is a part that no other amount of its table splits further: its row heads no rows, its column no columns.
with ordinals as (
    -- 一、 > （一） > 1、 > (1): the depth that a line's ordinal says.
    select
        o.report_id,
        o.table_no,
        o.block_no,
        o.row_no,
        case
            when regexp_matches({{ squeeze('any_value(o.row_label)') }}, '^[一二三四五六七八九十廿]+[、.]') then 1
            when regexp_matches({{ squeeze('any_value(o.row_label)') }}, '^\([一二三四五六七八九十廿]+\)') then 2
            when regexp_matches({{ squeeze('any_value(o.row_label)') }}, '^[0-9]+[、.]') then 3
            when regexp_matches({{ squeeze('any_value(o.row_label)') }}, '^\([0-9]+\)') then 4
        end as depth
    from {{ ref('int_operand') }} as o
    where o.table_code like '%summary'
    group by o.report_id, o.table_no, o.block_no, o.row_no
),

-- A line directly followed by a printed line of greater depth heads it.
ordinal_heads as (
    select report_id, table_no, block_no, row_no
    from ordinals
    qualify lead(depth) over (partition by report_id, table_no, block_no order by row_no) > depth
),

heading_rows as (
    select report_id, table_no, block_no, row_no from ordinal_heads
    union
    select report_id, table_no, block_no, parent_row as row_no from {{ ref('int_hierarchy_link') }}
    union
    select report_id, table_no, block_no, total_row from {{ ref('int_total_link') }}
    union
    select report_id, table_no, block_no, total_row from {{ ref('int_unit_link') }}
    union
    select report_id, table_no, block_no, total_row from {{ ref('int_flat_total') }}
    union
    -- 合计, 人员经费合计, 小计
    select document_id, table_seq, block_no, row_no from {{ ref('int_row') }} where regexp_matches({{ line_label('row_label') }}, '(合计|总计|小计)$')
    union
    select document_id, table_seq, block_no, row_no from {{ ref('int_line') }}
    where line_code like 'total%' or line_code like 'current_year_department%' or line_code = 'income_special_fund_projects'
        or row_label like '其中%'
    union
    -- A line whose parts are printed as lines of their own, with an amount, is no part itself.
    select h.document_id, h.table_seq, h.block_no, h.row_no
    from {{ ref('int_line') }} as h
    inner join {{ ref('line_parents') }} as p on p.parent_line_code = h.line_code
    inner join {{ ref('int_line_amount') }} as c
        on c.report_id = h.document_id and c.table_no = h.table_seq and c.block_no = h.block_no and c.line_code = p.line_code
    where c.row_label not like '其中%'
    union
    -- 款 and 项 that 深圳 prints by name below the class, as lines without a code, repeat it.
    select document_id, table_seq, block_no, row_no from {{ ref('int_line') }}
    where side = 'expenditure' and line_code is null
    union
    select l.document_id, l.table_seq, l.block_no, l.row_no
    from {{ ref('int_line') }} as l
    where l.side = 'expenditure' and l.line_code like 'expenditure_function%' and l.function_code is null
),

-- 三公 items printed as rows: the total and the vehicles head their parts.
three_public_rows as (
    select t.cell_id
    from {{ ref('int_three_public') }} as t
    inner join {{ ref('int_reported_amount') }} as a using (cell_id)
    where a.row_label <> '' and t.item in ('three_public_total', 'vehicle_total', 'administrative')
),

-- Lists without subject codes may have levels that nothing printed tells apart (unit, kind of project, project): their rows count
-- as leaves only where the list is known to be flat, or is one of units.
lists as (
    select
        o.report_id,
        o.table_no,
        o.block_no,
        bool_or(coalesce(o.function_code, o.economic_code, o.government_economic_code) is not null) as has_subjects,
        count(distinct o.row_no) filter (where o.unit_code is null and not regexp_matches({{ line_label('o.row_label') }}, '(合计|总计|小计)$')) as unnamed_rows,
        count(distinct o.row_no) as row_count
    from {{ ref('int_operand') }} as o
    where o.table_code not like '%summary' and o.table_code not like '%three_public'
    group by all
),

layered_lists as (
    select l.report_id, l.table_no, l.block_no
    from lists as l
    left join (select distinct report_id, table_no, block_no from {{ ref('int_flat_total') }}) as f
        on f.report_id = l.report_id and f.table_no = l.table_no and f.block_no = l.block_no
    where not l.has_subjects and f.report_id is null and l.unnamed_rows > 0 and l.row_count > 1
),

heading_columns as (
    select distinct report_id, table_no, block_no, total_col as col_no from {{ ref('int_row_sum_rule') }}
)

select
    a.cell_id,
    r.row_no is null and t.cell_id is null and y.report_id is null as is_leaf_row,
    c.col_no is null and a.measure_code not in ('of_which', 'quantity', 'percent') as is_leaf_column
from {{ ref('int_reported_amount') }} as a
left join heading_rows as r
    on r.report_id = a.report_id and r.table_no = a.table_no and r.block_no = a.block_no and r.row_no = a.row_no
left join heading_columns as c
    on c.report_id = a.report_id and c.table_no = a.table_no and c.block_no = a.block_no and c.col_no = a.col_no
left join three_public_rows as t on t.cell_id = a.cell_id
left join layered_lists as y on y.report_id = a.report_id and y.table_no = a.table_no and y.block_no = a.block_no
