-- Tables whose figures are those of another table of their report times ten thousand, or a ten-thousandth of them: one of the two takes 万元 for
-- 元 or the other way round. The greatest amount of a table stands for it. A table is not doubted where more tables,
-- itself one of them, agree with it than contradict it.
with greatest as (
    select
        c.document_id,
        c.table_seq,
        max(try_cast(abs(c.printed_value) * t.unit_scale as decimal(20, 4))) as amount
    from {{ ref('stg_cells') }} as c
    inner join {{ ref('int_table') }} as t using (document_id, table_seq)
    inner join {{ ref('int_table_kind') }} as d using (table_code)
    inner join {{ ref('int_column_words') }} as k using (document_id, table_seq, col_no)
    where k.role = 'value' and c.printed_value is not null and {{ fits_money('c.printed_value', 't.unit_scale') }} and t.unit_scale is not null and d.is_money and d.table_code <> 'unrecognised'
    group by c.document_id, c.table_seq
)

select a.document_id, a.table_seq
from greatest as a
inner join greatest as b on b.document_id = a.document_id and b.table_seq <> a.table_seq and a.amount >= 100
group by a.document_id, a.table_seq
having
    count(*) filter (where a.amount = 10000 * b.amount or b.amount = 10000 * a.amount) > 0
    and count(*) filter (where a.amount = 10000 * b.amount or b.amount = 10000 * a.amount) >= 1 + count(*) filter (where a.amount = b.amount)
