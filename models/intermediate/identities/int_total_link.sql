-- Which rows a row without a subject code sums: a unit's or total row the top-level subjects printed below it, a total at the foot
-- the whole table, a total above unit rows the units.
with rows_of_tables as (
    select
        r.*,
        -- A subject that no row above it sums is a top-level one; its level does not matter (30201 beside 3021101).
        r.subject_code is not null and l.child_row is null as is_top,
        max(r.row_no) over (partition by r.report_id, r.table_no, r.block_no) as last_row,
        count(r.subject_code) over (partition by r.report_id, r.table_no, r.block_no, r.section_no) as section_subjects,
        count(*) filter (where r.subject_code is null and not r.is_total) over (partition by r.report_id, r.table_no, r.block_no) as unit_rows,
        count(*) filter (where r.is_total) over (partition by r.report_id, r.table_no, r.block_no) as total_rows
    from {{ ref('int_subject_row') }} as r
    left join (select distinct report_id, table_no, block_no, child_row from {{ ref('int_hierarchy_link') }}) as l
        on l.report_id = r.report_id and l.table_no = r.table_no and l.block_no = r.block_no and l.child_row = r.row_no
),

-- A row without a code, directly followed by subjects.
section_totals as (
    select
        h.report_id,
        h.table_no,
        h.table_code,
        h.block_no,
        h.row_no as total_row,
        c.row_no as part_row,
        'section_total' as identity_code
    from rows_of_tables as h
    inner join rows_of_tables as c
        on c.report_id = h.report_id and c.table_no = h.table_no and c.block_no = h.block_no and c.section_no = h.section_no
    where h.subject_code is null and h.section_subjects > 0 and c.is_top
),

-- A total at the foot of a table of subjects without unit rows.
table_totals as (
    select
        h.report_id,
        h.table_no,
        h.table_code,
        h.block_no,
        h.row_no as total_row,
        c.row_no as part_row,
        'table_total' as identity_code
    from rows_of_tables as h
    inner join rows_of_tables as c
        on c.report_id = h.report_id and c.table_no = h.table_no and c.block_no = h.block_no
    where
        h.is_total and h.row_no = h.last_row and h.section_subjects = 0 and h.unit_rows = 0 and h.total_rows = 1
        and c.is_top
),

-- A total directly above or below rows of units, each with its own subjects.
unit_totals as (
    select
        h.report_id,
        h.table_no,
        h.table_code,
        h.block_no,
        h.row_no as total_row,
        c.row_no as part_row,
        'units_total' as identity_code
    from rows_of_tables as h
    inner join rows_of_tables as c
        on c.report_id = h.report_id and c.table_no = h.table_no and c.block_no = h.block_no
    where
        h.is_total and h.section_subjects = 0 and h.unit_rows > 0 and h.total_rows = 1
        and c.subject_code is null and not c.is_total and c.section_subjects > 0
)

select * from section_totals
union all
select * from table_totals
union all
select * from unit_totals
