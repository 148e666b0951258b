-- One row an identity instance whose operands are amounts: both sides, their difference, the tolerance of printed precision, and
-- the verdict.
with operands as (
    select * from {{ ref('int_operand_use') }}
),

-- Figures that are printed and no amounts, because nothing tells their column or what was recognised: a sum that misses may miss just them.
flagged as (
    select distinct
        f.report_id,
        f.table_no,
        f.row_no,
        r.row_no is null as is_bare
    from {{ ref('int_flagged_cell') }} as f
    left join {{ ref('int_row') }} as r
        on r.document_id = f.report_id
        and r.table_seq = f.table_no
        and r.row_no = f.row_no
        and (r.row_label <> '' or r.row_code <> '')
    where {{ hides_amount('f.reason') }}
),

-- A sum across a row is in doubt by a flagged figure of the row, or one of which nothing says to which row it belongs; a sum down a column by one of the table, two tables by one of the report.
doubtful as (
    select distinct u.check_id
    from operands as u
    inner join {{ ref('identity_catalogue') }} as i using (identity_code)
    inner join {{ ref('int_operand') }} as o using (cell_id)
    inner join flagged as f
        on f.report_id = o.report_id
        and (i.family in ('cross_table', 'across_reports') or f.table_no = o.table_no)
        and (u.identity_code not in ('row_total', 'printed_column_formula') or f.row_no = o.row_no or f.is_bare)
),

sides as (
    select
        identity_code,
        check_id,
        any_value(report_id) as report_id,
        any_value(table_no) filter (where side = 'lhs') as table_no,
        any_value(table_code) filter (where side = 'lhs') as table_code,
        any_value(scope) filter (where side = 'lhs') as scope,
        sum(sign * value) filter (where side = 'lhs') as lhs,
        -- The rows or columns of the parts are there; where all of them are blank, their sum is zero.
        coalesce(sum(sign * value) filter (where side = 'rhs'), 0) as rhs,
        sum(half_unit) as tolerance,
        count(*) filter (where side = 'rhs') as addends,
        string_agg(label, ' + ' order by cell_id) filter (where side = 'lhs') || ' = ' as lhs_labels,
        ': ' || string_agg(printed_text, ' + ' order by cell_id) filter (where side = 'lhs') || ' = ' as lhs_texts,
        list(case when sign < 0 then '-' else '' end || label order by label, cell_id) filter (where side = 'rhs') as labels,
        list(case when sign < 0 then '-' else '' end || printed_text order by label, cell_id) filter (where side = 'rhs') as texts,
        list(cell_id order by side, label, cell_id) as evidence
    from operands
    group by identity_code, check_id
),

judged as (
    select
        s.*,
        coalesce(d.check_id is not null and abs(s.lhs - s.rhs) > s.tolerance, false) as in_doubt
    from sides as s
    left join doubtful as d using (check_id)
)

select
    check_id,
    report_id,
    identity_code,
    table_no,
    table_code,
    scope,
    lhs_labels || {{ written_sum('labels') }} || lhs_texts || {{ written_sum('texts') }} as statement,
    cast(lhs as decimal(28, 6)) as lhs,
    case when not in_doubt then cast(rhs as decimal(28, 6)) end as rhs,
    case when not in_doubt then cast(lhs - rhs as decimal(28, 6)) end as difference,
    cast(tolerance as decimal(28, 8)) as tolerance,
    cast(addends as integer) as addends,
    case
        when lhs is null or in_doubt then 'not_evaluable'
        when lhs = rhs then 'exact'
        when abs(lhs - rhs) <= tolerance then 'rounding'
        else 'violated'
    end as status,
    case
        when lhs is null then 'the total is not printed / 合计未填列'
        when in_doubt then 'figures of the table are flagged and no amounts / 表中有存疑、未计入的数'
    end as reason,
    evidence
from judged
