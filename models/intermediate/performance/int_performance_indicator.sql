-- Every printed cell of performance tables that is no column head: what it belongs to (project, levels, indicator) and which column it stands in.
with cells as (
    select
        c.*,
        l.column_label,
        l.role as column_role
    from {{ ref('int_performance_cell') }} as c
    inner join {{ ref('int_report') }} as r using (document_id)
    left join {{ ref('int_performance_label') }} as l using (document_id, table_seq, row_no, col_no)
    where r.reason_code is null and not c.is_head
),

-- Cells that name their row: every cell of a level, indicator, name or project column, over all rows it covers.
{% for role in ['level1', 'level2', 'indicator', 'project', 'name', 'weight'] %}
{{ role }}_cells as (
    select document_id, table_seq, row_no, row_end, col_no, col_end, head_row, text, printed_text
    from cells
    where column_role = '{{ role }}'
),

{% endfor %}
-- Key beside value: the text cell next on the left in the same row.
neighbours as (
    select
        c.document_id, c.table_seq, c.row_no, c.col_no,
        max_by(k.text, k.col_no) as left_text
    from cells as c
    inner join cells as k
        on k.document_id = c.document_id and k.table_seq = c.table_seq and k.col_end < c.col_no
        and k.row_no <= c.row_no and k.row_end >= c.row_no
        and not k.is_number and coalesce(k.column_role, 'key') in ('key', 'level1', 'level2', 'indicator', 'project', 'name', 'text', 'body')
    group by all
),

-- The project of a form: the value beside the key 项目名称.
form_projects as (
    select c.document_id, c.table_seq, c.row_no, c.text as project
    from cells as c
    inner join neighbours as n using (document_id, table_seq, row_no, col_no)
    where c.column_role is null and regexp_full_match(n.left_text, '(一级)?项目名称:?|转移支付名称|专项(资金)?名称')
),

-- 项目资金来源, 项目采购: a title over the whole width, or a key over several rows (收入构成), names a part of a form.
parts as (
    select
        c.document_id, c.table_seq, c.row_no,
        c.text as part
    from cells as c
    inner join {{ ref('int_table') }} as t using (document_id, table_seq)
    where c.col_no = 1 and c.col_end = t.column_count and length(c.text) <= 14 and not regexp_matches(c.text, '[0-9]')
),

-- Names of rows outside the indicators: 项目活动/支出经济分类. A name over several rows (收入构成) names their part instead.
-- 基本支出 | 12.5 | 财政拨款 | 98.8: a name behind an amount begins a row of its own.
row_names as (
    select
        c.document_id, c.table_seq, c.row_no, c.col_no,
        string_agg(k.text, '/' order by k.col_no) filter (where k.row_end = k.row_no or k.row_end <= c.row_end) as name_text,
        max(k.text) filter (where k.row_end > k.row_no and k.row_end > c.row_end or k.row_no < c.row_no) as part
    from cells as c
    inner join name_cells as k
        on k.document_id = c.document_id and k.table_seq = c.table_seq and k.head_row = c.head_row and k.row_no <= c.row_no and k.row_end >= c.row_no
        and k.col_no < c.col_no
    where not exists (
        select 1
        from cells as x
        inner join name_cells as y
            on y.document_id = x.document_id and y.table_seq = x.table_seq and y.row_no = x.row_no and y.col_no > x.col_no
        where
            x.document_id = c.document_id and x.table_seq = c.table_seq and x.row_no = c.row_no and x.is_number
            and x.col_no > k.col_no and y.col_no < c.col_no
    )
    group by all
),

named as (
    select
        c.*,
        coalesce(p.text, f.project) as project,
        coalesce(l1.text, x1.level_text) as level1_text,
        coalesce(l2.text, x2.level_text) as level2_text,
        i.text as indicator_text,
        nm.name_text,
        coalesce(nm.part, pt.part) as part,
        n.left_text,
        wt.text as weight_text
    from cells as c
    {% for role, alias in [('indicator', 'i'), ('level1', 'l1'), ('level2', 'l2'), ('project', 'p'), ('weight', 'wt')] %}
    left join {{ role }}_cells as {{ alias }}
        on {{ alias }}.document_id = c.document_id and {{ alias }}.table_seq = c.table_seq and {{ alias }}.head_row = c.head_row
        and {{ alias }}.row_no <= c.row_no and {{ alias }}.row_end >= c.row_no
    {% endfor %}
    {% for role, alias in [('level1', 'x1'), ('level2', 'x2')] %}
    left join {{ ref('int_performance_cut') }} as {{ alias }}
        on {{ alias }}.document_id = c.document_id and {{ alias }}.table_seq = c.table_seq and {{ alias }}.row_no = c.row_no and {{ alias }}.role = '{{ role }}'
    {% endfor %}
    left join row_names as nm
        on nm.document_id = c.document_id and nm.table_seq = c.table_seq and nm.row_no = c.row_no and nm.col_no = c.col_no
    left join neighbours as n
        on n.document_id = c.document_id and n.table_seq = c.table_seq and n.row_no = c.row_no and n.col_no = c.col_no
    asof left join form_projects as f
        on f.document_id = c.document_id and f.table_seq = c.table_seq and c.row_no >= f.row_no
    asof left join parts as pt
        on pt.document_id = c.document_id and pt.table_seq = c.table_seq and c.row_no > pt.row_no
    qualify row_number() over (
        partition by c.document_id, c.table_seq, c.row_no, c.col_no
        order by i.col_no desc nulls last, l1.col_no, l2.col_no desc nulls last, p.col_no, wt.col_no
    ) = 1
),

-- A page break through a merged cell leaves its words on one side: the project and level of the row before, or else the level of the next, hold.
filled as (
    select
        * replace (
            case when indicator_text is not null then coalesce(project, last_value(project ignore nulls) over earlier) else project end as project,
            case when indicator_text is not null then coalesce(level1_text, last_value(level1_text ignore nulls) over earlier, first_value(level1_text ignore nulls) over later) else level1_text end as level1_text,
            case when indicator_text is not null then coalesce(level2_text, last_value(level2_text ignore nulls) over earlier, first_value(level2_text ignore nulls) over later) else level2_text end as level2_text
        )
    from named
    window
        earlier as (partition by document_id, table_seq, head_row order by row_no rows between unbounded preceding and 1 preceding),
        later as (partition by document_id, table_seq, head_row order by row_no rows between 1 following and unbounded following)
),

-- Some forms print the levels in the cell of the indicator: 产出指标 质量指标 高技能人才占比.
levels as (
    select
        *,
        regexp_extract(
            case when level1_text is null then indicator_text end,
            '^((?:产出|效益|成本|满意度)指标)((?:数量|质量|时效|[一-龥]{2,6}?成本|成本|[一-龥]{2,4}?效益|可持续影响|[一-龥]{0,4}满意度)指标)?(.+)$',
            ['level1', 'level2', 'indicator']
        ) as inner_levels
    from filled
)

select
    document_id as report_id,
    md5(concat_ws('|', document_id, table_seq, row_no, col_no)) as cell_id,
    cast(table_seq as integer) as table_no,
    table_code,
    cast(page_no as integer) as page_no,
    x0,
    top,
    x1,
    bottom,
    cast(row_no as integer) as row_no,
    cast(col_no as integer) as col_no,
    nullif(project, '') as project,
    part,
    {{ weightless("coalesce(nullif(inner_levels.level1, ''), nullif(level1_text, ''))") }} as level1,
    {{ weightless("coalesce(nullif(inner_levels.level2, ''), nullif(level2_text, ''))") }} as level2,
    coalesce(nullif(inner_levels.indicator, ''), indicator_text, name_text, left_text, '') as indicator,
    indicator_text is not null as is_indicator,
    case
        when indicator_text is null and part is not null and column_label is not null then part || '/' || column_label
        else coalesce(column_label, '')
    end as column_label,
    coalesce(column_role, case when left_text is not null then 'value' else 'key' end) as role,
    printed_text,
    cast(case when is_number then try_cast({{ printed_number('text') }} as decimal(24, 8)) end as decimal(24, 8)) as number,
    cast(coalesce(
        try_cast(nullif(regexp_extract(weight_text, '^([0-9]+(?:\.[0-9]+)?)(?:分|%)?$', 1), '') as decimal(18, 6)),
        try_cast(nullif(regexp_extract(indicator_text, '\(([0-9]+(?:\.[0-9]+)?)分?\)$', 1), '') as decimal(18, 6))
    ) as decimal(18, 6)) as weight
from levels
