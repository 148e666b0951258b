-- The amounts that identities are about, each with the width of its printed precision:
-- a number printed with d decimals stands for ± half a unit of the d-th place, and a table is as precise as its most precise number.
with amounts as (
    select
        a.*,
        max(a.printed_decimals) over (partition by a.report_id, a.table_no) as table_decimals
    from {{ ref('int_reported_amount') }} as a
    where a.unit_scale is not null or a.unit_source = 'none'
)

select
    report_id,
    cell_id,
    table_no,
    table_code,
    block_no,
    row_no,
    col_no,
    row_label,
    row_code,
    function_code,
    economic_code,
    government_economic_code,
    unit_code,
    project_code,
    catalogue_code,
    column_label,
    measure_code,
    fund_code,
    phase,
    period,
    period_year,
    printed_text,
    cast(printed_value * coalesce(unit_scale, 1) as decimal(28, 6)) as value,
    cast(0.5 * power(10.0, -table_decimals) * coalesce(unit_scale, 1) as decimal(28, 8)) as half_unit,
    unit_source <> 'none' as has_unit
from amounts
where {{ is_operand('amounts') }}
