-- A number in a column of numbers of a money table that is not exactly one row of fct_reported_amount. The joins on the way to it
-- (table, column, row) must neither drop a cell nor double it. A number whose column nobody knows, or that is too long for money, is a
-- flagged cell instead.
with printed as (
    select c.document_id as report_id, c.table_seq as table_no, c.row_no, c.col_no
    from {{ ref('stg_cells') }} as c
    inner join {{ ref('dim_report_table') }} as t on t.report_id = c.document_id and t.table_seq = c.table_seq
    inner join {{ ref('dim_table') }} as d using (table_code)
    inner join {{ ref('int_column') }} as k on k.document_id = c.document_id and k.table_seq = c.table_seq and k.col_no = c.col_no
    where d.is_money and c.printed_value is not null and len(c.readings) = 0 and k.role in ('value', 'quantity', 'percent')
        and {{ fits_money('c.printed_value', "case when k.role = 'value' then t.unit_scale end") }}
)

select p.report_id, p.table_no, p.row_no, p.col_no, count(a.cell_id) as amounts
from printed as p
left join {{ ref('fct_reported_amount') }} as a using (report_id, table_no, row_no, col_no)
group by all
having count(a.cell_id) <> 1
