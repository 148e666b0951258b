-- personnel_and_operating_totals: 人员经费合计 and 公用经费合计 under the basic expenditure by economic class are the sums of their
-- classes; together they are the basic expenditure of the general public budget.
with totals as (
    select
        o.*,
        case when o.row_label like '人员%' then 'personnel' else 'operating' end as nature
    from {{ ref('int_operand') }} as o
    where o.table_code like '%basic_expenditure' and o.row_code = '' and regexp_matches(o.row_label, '^(人员经费|公用经费)(合计|小计|总计)$')
        and {{ of_the_year('o') }}
),

-- 工资福利支出 and 对个人和家庭的补助 are personnel costs, every other class is an operating cost.
class_rows as (
    select
        o.*,
        case when o.economic_code in ('301', '303') then 'personnel' else 'operating' end as nature
    from {{ ref('int_operand') }} as o
    where length(o.economic_code) = 3 and {{ of_the_year('o') }}
),

links as (
    select t.cell_id as instance, 'personnel_and_operating_totals' as identity_code, t.cell_id as lhs_cell, c.cell_id as rhs_cell
    from totals as t
    inner join class_rows as c using (report_id, table_no, nature)
    where c.measure_code = t.measure_code
    union all
    select g.cell_id, 'basic_expenditure_total', g.cell_id, t.cell_id
    from {{ ref('int_table_total') }} as g
    inner join totals as t using (report_id)
    where
        g.table_code in ('budget_general_public_expenditure', 'final_general_public_expenditure') and g.measure_code = 'basic_expenditure'
        and t.table_code = replace(g.table_code, 'general_public_expenditure', 'general_public_basic_expenditure')
        -- Only where both are printed is their sum the whole.
        and exists (select 1 from totals as p where p.report_id = t.report_id and p.table_no = t.table_no and p.nature = 'personnel')
        and exists (select 1 from totals as p where p.report_id = t.report_id and p.table_no = t.table_no and p.nature = 'operating')
)

{{ operands_of_links('links') }}
