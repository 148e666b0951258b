-- What each column of a table is: by its words (int_column_words); where no word says what its amounts measure, by what its cells satisfy
-- (int_column_sums), or because it is the only column of amounts of its block.
select
    w.* exclude (table_code, measure_code, is_only_amount),
    coalesce(w.measure_code, s.measure_code, case when w.is_only_amount then 'total' end) as measure_code,
    case
        when w.measure_code is not null then 'words'
        when s.measure_code is not null then s.recognised_by
        when w.is_only_amount then 'contents'
        when w.role = 'value' then 'nothing'
        else 'words'
    end as recognised_by
from {{ ref('int_column_words') }} as w
left join {{ ref('int_column_sums') }} as s using (document_id, table_seq, col_no)
