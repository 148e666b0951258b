-- One row an identity instance whose operands are amounts: both sides, their difference, the tolerance of printed precision, and
-- the verdict.
with operands as (
    select * from {{ ref('int_operand_use') }}
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
    cast(rhs as decimal(28, 6)) as rhs,
    cast(lhs - rhs as decimal(28, 6)) as difference,
    cast(tolerance as decimal(28, 8)) as tolerance,
    cast(addends as integer) as addends,
    case
        when lhs is null then 'not_evaluable'
        when lhs = rhs then 'exact'
        when abs(lhs - rhs) <= tolerance then 'rounding'
        else 'violated'
    end as status,
    case when lhs is null then 'the total is not printed / 合计未填列' end as reason,
    evidence
from sides
