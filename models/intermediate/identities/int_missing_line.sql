-- Formulas of notes that name a line or column which their table does not print, or leaves blank although parts of it print amounts:
-- not evaluable. Where all is blank there is nothing to evaluate.
with amounts as (
    select report_id, table_no, 'line' as axis, try_cast(line_no as integer) as number
    from {{ ref('int_reported_amount') }}
    where printed_value <> 0
    union
    select report_id, table_no, 'column', try_cast(column_no as integer)
    from {{ ref('int_reported_amount') }}
    where printed_value <> 0
),

formulas as (
    select f.report_id, f.table_no, f.formula, f.axis, f.lhs_no, count(a.number) as parts_printed
    from {{ ref('int_printed_formula') }} as f
    left join amounts as a on a.report_id = f.report_id and a.table_no = f.table_no and a.axis = f.axis and a.number = f.term_no
    where not f.names_itself
    group by all
),

numbered as (
    select document_id as report_id, table_seq as table_no, 'line' as axis, try_cast(line_no as integer) as number
    from {{ ref('int_row') }}
    union
    select document_id, table_seq, 'column', try_cast(column_number as integer)
    from {{ ref('int_column') }}
),

evaluated as (
    select distinct
        u.report_id,
        u.table_no,
        case u.identity_code when 'printed_line_formula' then 'line' else 'column' end as axis,
        try_cast(regexp_extract(u.label, '^[0-9]+') as integer) as number
    from {{ ref('idn_printed_formulas') }} as u
    where u.side = 'lhs'
)

select
    md5(concat_ws('|', 'missing line', f.report_id, f.table_no, f.formula)) as check_id,
    f.report_id,
    case f.axis when 'line' then 'printed_line_formula' else 'printed_column_formula' end as identity_code,
    f.table_no,
    t.table_code,
    f.formula as scope,
    f.formula as statement,
    case
        when n.number is null and f.axis = 'line' then 'the table prints no line ' || f.lhs_no || ' / 表中没有第 ' || f.lhs_no || ' 行'
        when n.number is null then 'the table prints no column ' || f.lhs_no || ' / 表中没有第 ' || f.lhs_no || ' 栏'
        when f.axis = 'line' then 'line ' || f.lhs_no || ' is blank / 第 ' || f.lhs_no || ' 行未填列'
        else 'column ' || f.lhs_no || ' is blank / 第 ' || f.lhs_no || ' 栏未填列'
    end as reason
from formulas as f
inner join {{ ref('int_table') }} as t on t.document_id = f.report_id and t.table_seq = f.table_no
inner join {{ ref('int_report') }} as r on r.document_id = f.report_id and r.reason_code is null
anti join evaluated as e on e.report_id = f.report_id and e.table_no = f.table_no and e.axis = f.axis and e.number = f.lhs_no
left join numbered as n on n.report_id = f.report_id and n.table_no = f.table_no and n.axis = f.axis and n.number = f.lhs_no
where f.parts_printed > 0
