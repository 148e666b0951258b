-- three_public_covers_class: what a table by economic class prints for travel abroad, reception and vehicles is part of what the 三公 table
-- prints for them, which covers all fiscal appropriation. One instance a cell of such a class.
with items as (
    select
        t.report_id,
        t.item,
        arg_max(o.cell_id, row(o.value, o.cell_id)) as cell_id,
        max(o.value) as value,
        arg_max(o.half_unit, row(o.value, o.cell_id)) as half_unit,
        arg_max(o.printed_text, row(o.value, o.cell_id)) as printed_text
    from {{ ref('int_three_public') }} as t
    inner join {{ ref('int_operand') }} as o using (cell_id)
    where t.is_reported_year and (coalesce(t.phase, '') = '' or starts_with(o.table_code, t.phase || '_'))
    group by t.report_id, t.item
),

-- A report whose 三公 table prints amounts, if not of this item: a blank item is none.
reports as (
    select distinct report_id from items
    except
    -- What is flagged in the 三公 table may be the item that seems to be missing.
    select report_id from {{ ref('int_flagged_cell') }} where table_code like '%three\_public' escape '\' and reason <> 'contradicts_identities'
),

classes as (
    select
        o.*,
        c.item
    from {{ ref('int_operand') }} as o
    inner join {{ ref('three_public_classes') }} as c using (economic_code)
    where
        o.measure_code in ('total', 'amount', 'basic_expenditure', 'operating')
        and regexp_matches(o.table_code, 'general_public|fiscal_appropriation')
        and coalesce(o.period, 'current_year') = 'current_year'
        and coalesce(o.fund_code, 'general_public_budget') in ('general_public_budget', 'fiscal_appropriation')
)

select
    md5(concat_ws('|', 'three_public_covers_class', c.cell_id)) as check_id,
    c.report_id,
    'three_public_covers_class' as identity_code,
    c.table_no,
    c.table_code,
    concat_ws(' · ', concat_ws(' ', c.row_code, c.row_label), c.column_label) as scope,
    c.economic_code || ' ≤ ' || m.name_zh || ': ' || c.printed_text || ' ≤ ' || coalesce(i.printed_text, '∅') as statement,
    cast(c.value as decimal(28, 6)) as lhs,
    cast(coalesce(i.value, 0) as decimal(28, 6)) as rhs,
    cast(c.value - coalesce(i.value, 0) as decimal(28, 6)) as difference,
    cast(c.half_unit + coalesce(i.half_unit, 0) as decimal(28, 8)) as tolerance,
    1 as addends,
    case
        when c.value <= coalesce(i.value, 0) then 'exact'
        when c.value - coalesce(i.value, 0) <= c.half_unit + coalesce(i.half_unit, 0) then 'rounding'
        else 'violated'
    end as status,
    cast(null as varchar) as reason,
    list_filter([c.cell_id, i.cell_id], lambda x: x is not null) as evidence
from classes as c
inner join reports as r using (report_id)
inner join {{ ref('measures') }} as m on m.measure_code = c.item
left join items as i on i.report_id = c.report_id and i.item = c.item
