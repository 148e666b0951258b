-- Parts of totals that only their labels tell of, because their rows may print no amount in any column: classes and sections, the row 合计,
-- 人员经费合计 and 公用经费合计, 本年收入合计 and 本年支出合计, the rows of 三公 tables. Joined to what is printed by int_blank_total.
with rows_of_tables as (
    select
        r.document_id as report_id,
        r.table_seq as table_no,
        t.table_code,
        d.family,
        r.block_no,
        r.row_no,
        r.row_label,
        {{ line_label('r.row_label') }} as label,
        r.row_code,
        coalesce(r.function_code, r.economic_code) as subject_code,
        a.row_no is not null as prints_amounts
    from {{ ref('int_row') }} as r
    inner join {{ ref('int_table') }} as t using (document_id, table_seq)
    inner join {{ ref('int_table_kind') }} as d using (table_code)
    left join (select distinct report_id, table_no, block_no, row_no from {{ ref('int_operand') }}) as a
        on a.report_id = r.document_id and a.table_no = r.table_seq and a.block_no = r.block_no and a.row_no = r.row_no
    -- A unit's or a programme's row bears codes of its own, and rows of two classifications name a subject again and again.
    where r.unit_code is null and r.project_code is null and r.catalogue_code is null and r.government_economic_code is null
),

-- Rows of subjects end at the next row of their level or above.
subjects as (
    select
        *,
        length(subject_code) as code_length,
        regexp_matches(label, '^(合计|总计)$') as is_total
    from rows_of_tables
    where family not like '%summary' and family <> 'three_public' and (subject_code is not null or regexp_matches(label, '^(合计|总计)$'))
),

wholes as (
    select
        s.*,
        coalesce(min(n.row_no), 1000000) as end_row
    from subjects as s
    left join subjects as n
        on n.report_id = s.report_id and n.table_no = s.table_no and n.block_no = s.block_no and n.row_no > s.row_no
        and (n.is_total or n.code_length <= s.code_length)
    where not s.prints_amounts and (s.is_total or s.code_length in (3, 5))
    group by all
),

of_subjects as (
    select
        case
            when w.is_total then 'table_total'
            when w.code_length = 5 then 'subject_section_items'
            else 'subject_class_sections'
        end as identity_code,
        w.report_id, w.table_no, w.table_code, w.block_no, w.row_no as total_row, p.row_no as part_row, null as total_col, w.row_code, w.row_label
    from wholes as w
    inner join subjects as p
        on p.report_id = w.report_id and p.table_no = w.table_no and p.block_no = w.block_no and p.row_no > w.row_no and p.row_no < w.end_row
        and (w.is_total and p.code_length = 3 or p.subject_code like w.subject_code || '%' and p.code_length = w.code_length + 2)
),

-- 三公 tables that print their items as rows; a report prints them once, or fund by fund in columns.
items as (
    select
        *,
        coalesce({{ three_public_item('label') }}, case when regexp_matches(label, '^(合计|总计)$|三公.?经费') then 'three_public_total' end) as item
    from rows_of_tables
    where family = 'three_public'
),

of_items as (
    select 'three_public_rows', t.report_id, t.table_no, t.table_code, t.block_no, t.row_no, p.row_no, null, t.row_code, t.row_label
    from items as t
    inner join items as p using (report_id, table_no, block_no)
    where
        t.item = 'three_public_total' and p.item in ('abroad', 'reception', 'vehicle_total')
        or t.item = 'vehicle_total' and p.item in ('vehicle_purchase', 'vehicle_running')
),

-- The lines above 本年收入合计 and 本年支出合计 are part of it.
of_sides as (
    select
        case t.side when 'income' then 'summary_income_by_source' else 'summary_expenditure_by_function' end,
        t.document_id, t.table_seq, a.table_code, t.block_no, t.row_no, p.row_no, null, '', t.row_label
    from {{ ref('int_line') }} as t
    inner join {{ ref('int_table') }} as a using (document_id, table_seq)
    inner join {{ ref('int_line') }} as p
        on p.document_id = t.document_id and p.table_seq = t.table_seq and p.block_no = t.block_no and p.row_no < t.row_no
        and (t.side = 'income' and p.line_code like 'income%' or t.side = 'expenditure' and p.line_code like 'expenditure\_function%' escape '\')
    where t.line_code in ('total_current_year_income', 'total_current_year_expenditure')
),

-- Their amount stands in the column of their own block.
of_natures as (
    select
        'personnel_and_operating_totals', t.report_id, t.table_no, t.table_code, p.block_no, t.row_no, p.row_no, k.col_no, '', t.row_label
    from rows_of_tables as t
    inner join rows_of_tables as p
        on p.report_id = t.report_id and p.table_no = t.table_no and length(p.subject_code) = 3
        and (p.subject_code in ('301', '303')) = (t.label like '人员%')
    inner join (
        select document_id, table_seq, block_no, min(col_no) as col_no
        from {{ ref('int_column') }}
        where role = 'value'
        group by document_id, table_seq, block_no
        having count(*) = 1
    ) as k on k.document_id = t.report_id and k.table_seq = t.table_no and k.block_no = t.block_no
    where
        t.table_code like '%basic_expenditure' and t.row_code = '' and not t.prints_amounts
        and regexp_matches(t.label, '^(人员经费|公用经费)(合计|小计|总计)$')
),

links as (
    select * from of_subjects
    union all
    select * from of_items
    union all
    select * from of_sides
    union all
    select * from of_natures
)

select distinct
    l.identity_code,
    l.report_id,
    l.table_no,
    l.table_code,
    l.block_no,
    l.total_row,
    coalesce(l.total_col, p.col_no) as total_col,
    p.cell_id,
    p.value,
    p.printed_text,
    concat_ws(' · ', concat_ws(' ', nullif(l.row_code, ''), l.row_label), nullif(p.column_label, '')) as scope,
    coalesce(nullif(p.row_code, ''), p.row_label) as label
from links as l
inner join {{ ref('int_operand') }} as p
    on p.report_id = l.report_id and p.table_no = l.table_no and p.block_no = l.block_no and p.row_no = l.part_row
