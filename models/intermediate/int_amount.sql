-- One row a printed number of a table, with the row and column that it stands in.
select
    c.document_id,
    c.table_seq,
    t.table_code,
    c.page_no,
    c.x0,
    c.top,
    c.x1,
    c.bottom,
    c.row_no,
    c.col_no,
    k.block_no,
    k.role,
    coalesce(r.row_label, '') as row_label,
    coalesce(r.row_code, '') as row_code,
    -- 行次 of the row; a 三公 table has one row of figures and numbers its columns (栏次) instead.
    case
        when t.table_code like '%three_public' then coalesce(nullif(r.line_no, ''), k.column_number, '')
        else coalesce(r.line_no, '')
    end as line_no,
    k.column_number as column_no,
    r.row_unit,
    concat_ws('/', r.year_label, nullif(k.column_label, '')) as column_label,
    k.block_title,
    k.measure_code,
    k.fund_code,
    k.phase,
    k.period,
    coalesce(try_cast(nullif(regexp_extract(r.year_label, '(20[0-9]{2})', 1), '') as integer), k.period_year) as period_year,
    r.function_code,
    r.economic_code,
    r.government_economic_code,
    r.unit_code,
    r.project_code,
    r.catalogue_code,
    c.printed_text,
    c.printed_value,
    c.printed_decimals,
    case when k.role = 'value' then t.unit_scale end as unit_scale,
    t.unit_source,
    case when k.role = 'value' then try_cast(c.printed_value * t.unit_scale as decimal(18, 2)) end as amount,
    t.read_method,
    c.inferred,
    t.confidence
from {{ ref('stg_cells') }} as c
inner join {{ ref('int_table') }} as t using (document_id, table_seq)
inner join {{ ref('dim_table') }} as d using (table_code)
inner join {{ ref('int_column') }} as k using (document_id, table_seq, col_no)
left join {{ ref('int_row') }} as r using (document_id, table_seq, row_no, block_no)
where
    k.role in ('value', 'quantity', 'percent')
    and c.printed_value is not null
    -- A number that may stand in several columns stands in none: fct_flagged_cell lists it with all of them.
    and len(c.readings) = 0
    and {{ fits_money('c.printed_value', "case when k.role = 'value' then t.unit_scale end") }}
    and d.is_money
