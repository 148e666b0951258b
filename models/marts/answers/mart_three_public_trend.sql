-- Three public expenses by body, year and item, as each report states them.
select
    r.unit_id,
    u.unit_name,
    t.year,
    r.report_kind,
    t.phase,
    t.item,
    m.name_zh as item_name,
    t.fund_code,
    r.report_id,
    t.cell_id,
    t.amount
from {{ ref('int_three_public') }} as t
inner join {{ ref('dim_report') }} as r using (report_id)
left join {{ ref('dim_unit') }} as u using (unit_id)
left join {{ ref('dim_measure') }} as m on m.measure_code = t.item
where t.year is not null
