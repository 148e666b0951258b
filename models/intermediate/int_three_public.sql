-- The items of 三公 tables, whether a table prints them as columns or as rows.
with cells as (
    select
        a.report_id,
        a.cell_id,
        a.fund_code,
        a.phase,
        a.period_year,
        a.measure_code,
        a.amount,
        r.fiscal_year,
        coalesce(a.period, 'current_year') as period,
        {{ line_label('a.row_label') }} as label
    from {{ ref('int_reported_amount') }} as a
    inner join {{ ref('int_table_kind') }} as t using (table_code)
    inner join {{ ref('int_report') }} as r on r.document_id = a.report_id
    where t.family = 'three_public'
),

items as (
    select
        *,
        coalesce(
            {{ three_public_item('label') }},
            case when measure_code not in ('total', 'amount', 'other') then measure_code else 'three_public_total' end
        ) as item
    from cells
)

select
    report_id,
    cell_id,
    fiscal_year,
    item,
    fund_code,
    phase,
    period,
    coalesce(period_year, case period when 'current_year' then fiscal_year when 'prior_year' then fiscal_year - 1 end) as year,
    coalesce(period_year, case period when 'current_year' then fiscal_year when 'prior_year' then fiscal_year - 1 end) = fiscal_year as is_reported_year,
    amount
from items
where
    period is distinct from 'change'
