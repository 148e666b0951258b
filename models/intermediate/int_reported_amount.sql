-- Every printed number of every money table of every accepted report, once, with the row and column that it stands in. Its period follows
-- from the words and years of both: a change is of no year and of no phase, and a year printed over the column or beside the row is held
-- against the year of the report.
with placed as (
    select
        c.*,
        k.* exclude (document_id, table_seq, col_no, role, phase, period, period_year),
        coalesce(r.row_role, k.role) as role,
        case when coalesce(r.row_period, '') <> 'change' then coalesce(r.row_phase, k.phase) end as phase,
        r.* exclude (document_id, table_seq, row_no, block_no, row_unit, row_period, row_year, row_role, row_phase),
        t.table_code,
        t.unit_scale,
        case when q.table_seq is not null then 'doubtful' else t.unit_source end as unit_source,
        t.read_method,
        t.confidence,
        case when 'change' in (r.row_period, k.period) then 'change' else coalesce(r.row_period, k.period) end as named_period,
        case when coalesce(r.row_period, '') <> 'change' and coalesce(k.period, '') <> 'change' then coalesce(r.row_year, k.period_year) end as period_year,
        d.fiscal_year
    from {{ ref('stg_cells') }} as c
    inner join {{ ref('int_table') }} as t using (document_id, table_seq)
    inner join {{ ref('int_table_kind') }} as m using (table_code)
    inner join {{ ref('int_column') }} as k using (document_id, table_seq, col_no)
    left join {{ ref('int_row') }} as r using (document_id, table_seq, row_no, block_no)
    left join {{ ref('int_unit_doubt') }} as q using (document_id, table_seq)
    inner join {{ ref('int_report') }} as d using (document_id)
    where
        d.reason_code is null
        and k.role in ('value', 'quantity', 'percent')
        and c.printed_value is not null
        -- A number that may stand in several columns stands in none: int_flagged_cell lists it with all of them.
        and len(c.readings) = 0
        and {{ fits_money('c.printed_value', "case when k.role = 'value' then t.unit_scale end") }}
        and m.is_money
)

select
    document_id as report_id,
    md5(concat_ws('|', document_id, table_seq, row_no, col_no)) as cell_id,
    table_seq as table_no,
    table_code,
    page_no,
    x0,
    top,
    x1,
    bottom,
    row_no,
    col_no,
    block_no,
    block_title,
    coalesce(row_label, '') as row_label,
    coalesce(row_code, '') as row_code,
    -- 行次 of the row; a 三公 table has one row of figures and numbers its columns (栏次) instead.
    case
        when table_code like '%three_public' then coalesce(nullif(line_no, ''), column_number, '')
        else coalesce(line_no, '')
    end as line_no,
    column_number as column_no,
    concat_ws('/', year_label, nullif(column_label, '')) as column_label,
    case when role = 'percent' then 'percent' else coalesce(measure_code, 'other') end as measure_code,
    fund_code,
    phase,
    case
        when named_period in ('change', 'prior_year') then named_period
        when period_year = fiscal_year then 'current_year'
        when period_year = fiscal_year - 1 then 'prior_year'
        when period_year < fiscal_year then 'earlier_year'
        when period_year > fiscal_year then 'later_year'
        else named_period
    end as period,
    period_year,
    function_code,
    economic_code,
    government_economic_code,
    unit_code,
    project_code,
    catalogue_code,
    printed_text,
    try_cast(printed_value as decimal(24, 8)) as printed_value,
    cast(printed_decimals as integer) as printed_decimals,
    case when role = 'value' then unit_scale end as unit_scale,
    unit_source,
    case when role = 'value' then try_cast(printed_value * unit_scale as decimal(18, 2)) end as amount,
    read_method,
    inferred,
    confidence
from placed
