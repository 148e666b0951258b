-- Totals left blank beside parts that print amounts: one row a part of each sum that lacks its total. A blank part of a sum is zero, a
-- blank total is nothing: the sums that it totals cannot be evaluated, and the total is missing (total_is_printed).
{% set row_sums = [
    ('int_hierarchy_link', 'parent_row', 'child_row'), ('int_total_link', 'total_row', 'part_row'),
    ('int_unit_link', 'total_row', 'part_row'), ('int_flat_total', 'total_row', 'part_row'),
    ('int_body_total', 'total_row', 'part_row'),
] %}
with side_totals as (
    -- 收入总计, 支出总计 of a budget; 总计 at the foot of both sides of final accounts.
    select *
    from {{ ref('int_line') }}
    where line_code in ('total_income', 'total_expenditure', 'total')
    qualify row_number() over (partition by document_id, table_seq, block_no order by line_code = 'total', row_no desc) = 1
),

parts as (
    select
        'row_total' as identity_code,
        p.report_id,
        p.table_no,
        p.table_code,
        p.block_no,
        p.row_no as total_row,
        r.total_col,
        p.cell_id,
        p.value,
        p.printed_text,
        concat_ws(' ', nullif(p.row_code, ''), p.row_label) as scope,
        p.column_label as label
    from {{ ref('int_row_sum_rule') }} as r
    inner join {{ ref('int_operand') }} as p
        on p.report_id = r.report_id and p.table_no = r.table_no and p.block_no = r.block_no and p.col_no = r.part_col
    {% for model, total, part in row_sums %}
    union all
    select
        l.identity_code, p.report_id, p.table_no, p.table_code, p.block_no, l.{{ total }}, p.col_no, p.cell_id, p.value, p.printed_text,
        p.column_label, coalesce(nullif(p.row_code, ''), p.row_label)
    from {{ ref(model) }} as l
    inner join {{ ref('int_operand') }} as p
        on p.report_id = l.report_id and p.table_no = l.table_no and p.block_no = l.block_no and p.row_no = l.{{ part }}
    {% endfor %}
    union all
    -- The total of a side of a summary: at least the largest line of its side is part of it.
    select
        case when t.side = 'income' then 'summary_income_with_carry_over' else 'summary_expenditure_with_carry_over' end,
        p.report_id, p.table_no, p.table_code, p.block_no, t.row_no, p.col_no, p.cell_id, p.value, p.printed_text,
        concat_ws(' · ', t.row_label, p.column_label), p.row_label
    from side_totals as t
    inner join {{ ref('int_line_amount') }} as p
        on p.report_id = t.document_id and p.table_no = t.table_seq and p.block_no = t.block_no
    where t.side is not null and p.line_code <> t.line_code
    qualify row_number() over (partition by p.report_id, p.table_no, t.row_no, p.col_no order by p.value desc, p.row_no) = 1
    union all
    select * from {{ ref('int_blank_row_part') }}
),

-- What prints a word or a dash says what it says; only nothing at all is blank.
blank as (
    select p.*
    from parts as p
    where not exists (
        select 1 from {{ ref('stg_cells') }} as s
        where s.document_id = p.report_id and s.table_seq = p.table_no and s.row_no = p.total_row and s.col_no = p.total_col
    )
    -- A figure of the row whose column nothing tells may be the total, and so may one of which nothing tells the row.
    and not exists (
        select 1 from {{ ref('int_flagged_cell') }} as f
        where
            f.report_id = p.report_id
            and f.table_no = p.table_no
            and {{ hides_amount('f.reason') }}
            and (
                f.row_no = p.total_row
                or not exists (
                    select 1 from {{ ref('int_row') }} as r
                    where
                        r.document_id = f.report_id
                        and r.table_seq = f.table_no
                        and r.row_no = f.row_no
                        and (r.row_label <> '' or r.row_code <> '')
                )
            )
    )
),

-- A row of zeros needs no total.
wanting as (
    select *
    from blank
    qualify bool_or(value <> 0) over (partition by report_id, table_no, total_row, total_col, identity_code)
)

select
    md5(concat_ws('|', 'total_is_printed', report_id, table_no, total_row, total_col)) as check_id,
    *,
    -- Of several sums that lack the same total, one tells what it should be.
    identity_code = min(identity_code) over (partition by report_id, table_no, total_row, total_col) as is_told
from wanting
