-- Rows of units by their codes: 503 heads 503033, the row 合计 heads the units that no other row heads. Rows of projects stand
-- below the unit that they follow.
with rows_of_units as (
    select
        report_id,
        table_no,
        any_value(table_code) as table_code,
        block_no,
        row_no,
        any_value(unit_code) as unit_code,
        regexp_matches(any_value({{ line_label('row_label') }}), '^(合计|总计)$') as is_total
    from {{ ref('int_operand') }}
    where function_code is null and economic_code is null and government_economic_code is null and project_code is null
    group by report_id, table_no, block_no, row_no
),

units as (
    select *
    from rows_of_units
    -- 1 全额, 2 差额: kinds of funding, no units.
    where length(unit_code) >= 3 or is_total
    -- A code that stands twice names no unit of its own.
    qualify count(*) over (partition by report_id, table_no, block_no, unit_code) = 1
),

parents as (
    select
        c.report_id,
        c.table_no,
        c.table_code,
        c.block_no,
        c.row_no as part_row,
        max_by(p.row_no, row(length(p.unit_code), p.row_no)) as total_row
    from units as c
    inner join units as p
        on p.report_id = c.report_id and p.table_no = c.table_no and p.block_no = c.block_no
        and c.unit_code like p.unit_code || '%' and length(p.unit_code) < length(c.unit_code)
    group by all
),

tops as (
    select
        c.report_id,
        c.table_no,
        c.table_code,
        c.block_no,
        c.row_no as part_row,
        t.row_no as total_row
    from units as c
    inner join units as t
        on t.report_id = c.report_id and t.table_no = c.table_no and t.block_no = c.block_no and t.is_total
    left join parents as p
        on p.report_id = c.report_id and p.table_no = c.table_no and p.block_no = c.block_no and p.part_row = c.row_no
    where not c.is_total and p.part_row is null
)

select report_id, table_no, table_code, block_no, total_row, part_row, 'unit_hierarchy' as identity_code from parents
union all
select report_id, table_no, table_code, block_no, total_row, part_row, 'unit_hierarchy' from tops
