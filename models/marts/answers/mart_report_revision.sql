-- Where two versions of one report (same body, year, kind and scope) print different figures, or one prints a figure that the
-- other does not. One row a figure. Which version is the valid one, the files do not say.
with versions as (
    select
        disclosure_id,
        report_id,
        source_file
    from {{ ref('dim_report') }}
    where status <> 'quarantined'
),

pairs as (
    select
        a.disclosure_id,
        a.report_id as first_report_id,
        a.source_file as first_file,
        b.report_id as second_report_id,
        b.source_file as second_file
    from versions as a
    inner join versions as b on b.disclosure_id = a.disclosure_id and a.source_file < b.source_file
),

cells as (
    select
        report_id,
        table_code,
        block_no,
        row_code,
        row_label,
        column_label,
        cell_id,
        printed_text,
        printed_value,
        page_no,
        row_number() over (
            partition by report_id, table_code, block_no, row_code, row_label, column_label order by table_no, row_no
        ) as nth
    from {{ ref('fct_reported_amount') }}
),

-- Tables and explanation published as two files are one disclosure, and no two versions: only tables that both print are compared.
shared as (
    select distinct p.first_report_id, p.second_report_id, a.table_code
    from pairs as p
    inner join {{ ref('dim_report_table') }} as a on a.report_id = p.first_report_id
    inner join {{ ref('dim_report_table') }} as b on b.report_id = p.second_report_id and b.table_code = a.table_code
),

first_cells as (
    select p.*, c.* exclude (report_id)
    from pairs as p
    inner join cells as c on c.report_id = p.first_report_id
    inner join shared as s on s.first_report_id = p.first_report_id and s.second_report_id = p.second_report_id and s.table_code = c.table_code
),

second_cells as (
    select p.*, c.* exclude (report_id)
    from pairs as p
    inner join cells as c on c.report_id = p.second_report_id
    inner join shared as s on s.first_report_id = p.first_report_id and s.second_report_id = p.second_report_id and s.table_code = c.table_code
)

select
    coalesce(a.disclosure_id, b.disclosure_id) as disclosure_id,
    coalesce(a.first_report_id, b.first_report_id) as first_report_id,
    coalesce(a.first_file, b.first_file) as first_file,
    coalesce(a.second_report_id, b.second_report_id) as second_report_id,
    coalesce(a.second_file, b.second_file) as second_file,
    coalesce(a.table_code, b.table_code) as table_code,
    coalesce(a.row_code, b.row_code) as row_code,
    coalesce(a.row_label, b.row_label) as row_label,
    coalesce(a.column_label, b.column_label) as column_label,
    a.cell_id as first_cell_id,
    b.cell_id as second_cell_id,
    a.printed_text as first_text,
    b.printed_text as second_text
from first_cells as a
full join second_cells as b
    on b.first_report_id = a.first_report_id and b.second_report_id = a.second_report_id
    and b.table_code = a.table_code and b.block_no = a.block_no and b.row_code = a.row_code and b.row_label = a.row_label
    and b.column_label = a.column_label and b.nth = a.nth
where a.printed_value is distinct from b.printed_value
