-- Rows of tables in the order printed, with the subject that a row is about and the part it plays in sums.
with rows_of_tables as (
    select
        report_id,
        table_no,
        table_code,
        block_no,
        row_no,
        any_value(row_label) as row_label,
        any_value({{ line_label('row_label') }}) as label,
        any_value(coalesce(
            nullif(function_code, ''),
            economic_code,
            government_economic_code
        )) as subject_code,
        any_value(row_code) as row_code,
        -- A subject and a unit or catalogue entry in one row: lists with subtotals of several kinds, which no code tells apart.
        bool_or(function_code is not null and (unit_code is not null or catalogue_code is not null)) as is_mixed
    from {{ ref('int_reported_amount') }} as a
    where {{ is_operand('a') }} and table_code not like '%summary'
    group by all
)

select
    * exclude (is_mixed),
    length(subject_code) as code_length,
    regexp_matches(label, '^(合计|总计|支出合计|支出总计|收入合计|收入总计|本年支出合计|本年收入合计)$') as is_total,
    count(*) filter (where subject_code is null) over (
        partition by report_id, table_no, block_no order by row_no rows between unbounded preceding and current row
    ) as section_no
from rows_of_tables
qualify not bool_or(is_mixed) over (partition by report_id, table_no)
