-- Rows of the summary tables as lines (seeds/vocabulary/line_items): 八、社会保障和就业支出 is
-- expenditure_function_social_security_and_employment, 208. A fund named below a carry-over line is that carry-over's.
with labelled as (
    select
        r.document_id,
        r.table_seq,
        r.block_no,
        r.row_no,
        r.row_label,
        {{ line_label('r.row_label') }} as label,
        b.side,
        b.block_header,
        -- 一、一般公共服务支出 is a class; where classes bear ordinals, a bare 其他支出 below them is one of their parts.
        regexp_matches({{ squeeze('r.row_label') }}, '^[(]?[一二三四五六七八九十廿0-9]+[)、.]') as has_ordinal,
        bool_or(regexp_matches({{ squeeze('r.row_label') }}, '^[一二三四五六七八九十廿]+、')) over (
            partition by r.document_id, r.table_seq, r.block_no
        ) as block_has_ordinals
    from {{ ref('int_row') }} as r
    inner join {{ ref('int_table') }} as t using (document_id, table_seq)
    inner join {{ ref('int_block') }} as b using (document_id, table_seq, block_no)
    where t.table_code like '%summary' and r.row_label <> ''
),

distinct_labels as (
    select distinct label, side, block_header from labelled
),

rules as (
    select
        d.label,
        d.side,
        d.block_header,
        coalesce(r.under_line_code, '') as under_line_code,
        min_by(
            struct_pack(
                line_code := r.line_code,
                function_code := r.function_code,
                economic_code := r.economic_code,
                government_economic_code := r.government_economic_code
            ),
            r.priority
        ) as line
    from (select *, unnest({{ matching_rules('line_items', 'label') }}) as priority from distinct_labels) as d
    inner join {{ ref('line_items') }} as r
        on r.priority = d.priority
        and (r.side in ('any', 'both') or d.side is null or r.side = d.side)
        and (r.header_pattern is null or regexp_matches(d.block_header, r.header_pattern))
    group by all
),

plain as (
    select
        l.*,
        r.line
    from labelled as l
    left join rules as r
        on r.label = l.label and r.side is not distinct from l.side and r.block_header = l.block_header and r.under_line_code = ''
),

headed as (
    select
        *,
        last_value(case when line.line_code like 'carry_over%' or line.line_code like 'total%' then line.line_code end ignore nulls) over (
            partition by document_id, table_seq, block_no order by row_no rows between unbounded preceding and 1 preceding
        ) as head_line_code,
        -- 收入合计 above 收入总计 is the income of the year; alone it is the grand total.
        label like '%合计' and not bool_or(coalesce(line.line_code like 'total\_current\_year%' escape '\', false)) over (
            partition by document_id, table_seq, block_no
        ) and coalesce(bool_or(label like '%总计') over (
            partition by document_id, table_seq, block_no, line.line_code order by row_no rows between 1 following and unbounded following
        ), false) as is_subtotal
    from plain
)

select
    h.document_id,
    h.table_seq,
    h.block_no,
    h.row_no,
    h.row_label,
    h.side,
    case
        when h.is_subtotal and h.line.line_code = 'total_income' then 'total_current_year_income'
        when h.is_subtotal and h.line.line_code = 'total_expenditure' then 'total_current_year_expenditure'
        else coalesce(u.line.line_code, h.line.line_code)
    end as line_code,
    case
        when h.has_ordinal or not h.block_has_ordinals then coalesce(u.line.function_code, h.line.function_code)
    end as function_code,
    coalesce(u.line.economic_code, h.line.economic_code) as economic_code,
    coalesce(u.line.government_economic_code, h.line.government_economic_code) as government_economic_code
from headed as h
left join rules as u
    on u.label = h.label and u.side is not distinct from h.side and u.block_header = h.block_header and u.under_line_code = h.head_line_code
