-- Whose amounts a row prints: the body beside it, or, where that is printed once for the rows below it, the one above.
-- A column of bodies prints the name on the first row of a group only; a list of subjects or projects prints it as a row of its own, above the
-- rows that are its. A name that the report says elsewhere is one of its bodies tells such a row from one of a project.
-- So does its code, wherever that is printed with one name alone: a row that prints both is about the body, whatever subject it prints too.
with coded as (
    select document_id, unit_code, any_value(unit_name) as unit_name
    from (select document_id, unit_code, {{ unit_name('row_label') }} as unit_name from {{ ref('int_row') }} where length(unit_code) >= 3)
    group by document_id, unit_code
    having count(distinct unit_name) = 1 and count(*) > 1
),

bodies as (
    select document_id, {{ unit_name('label') }} as unit_name
    from {{ ref('int_row_key') }}
    where role = 'unit_name' and label is not null
    union
    select document_id, {{ unit_name('row_label') }} from {{ ref('int_row') }} where length(unit_code) >= 3
    union
    select document_id, {{ unit_name('printed_name') }} from {{ ref('int_subordinate_unit') }}
    union
    select document_id, unit_name from {{ ref('int_report') }}
),

tables_of_bodies as (
    select document_id, table_seq, bool_or(row_unit is not null) as has_column
    from {{ ref('int_row') }}
    group by document_id, table_seq
),

named as (
    select
        r.document_id,
        r.table_seq,
        r.block_no,
        r.row_no,
        t.has_column,
        -- 合计 in the column of bodies, stars and numbers are none.
        coalesce(
            case when regexp_matches(r.row_unit, '[一-龥]{2}') and not regexp_matches({{ line_label('r.row_unit') }}, '^(合计|总计|小计)$') then r.row_unit end,
            case when not t.has_column and b.unit_name is not null then r.row_label end
        ) as row_unit,
        regexp_matches({{ line_label('r.row_label') }}, '^(合计|总计)$') as is_total,
        regexp_matches({{ line_label('r.row_label') }}, '{{ var("kind_row_pattern") }}') as is_kind
    from {{ ref('int_row') }} as r
    inner join tables_of_bodies as t using (document_id, table_seq)
    left join bodies as b
        on b.document_id = r.document_id and b.unit_name = {{ unit_name('r.row_label') }} and length(b.unit_name) >= 4
        and (r.function_code is null or exists (select 1 from coded as c where c.document_id = r.document_id and c.unit_code = r.unit_code and c.unit_name = b.unit_name))
),

-- What stands under a total is under no body. Where a column of bodies begins with a blank, its names may stand in the middle of their groups:
-- then nothing is known of the rows without one.
grouped as (
    select
        *,
        count(*) filter (where is_total) over (rows_of_block rows between unbounded preceding and current row) as part_no,
        first_value(case when is_total then null else coalesce(row_unit, '') end ignore nulls) over (partition by document_id, table_seq, block_no order by row_no
            rows between unbounded preceding and unbounded following) <> '' as begins_with_body
    from named
    window rows_of_block as (partition by document_id, table_seq, block_no order by row_no)
)

select
    document_id,
    table_seq,
    block_no,
    row_no,
    case
        -- 服务 below the purchases of a body may be a kind of its own, with bodies below it.
        when is_total or is_kind or has_column and not begins_with_body then row_unit
        else last_value(row_unit ignore nulls) over (
            partition by document_id, table_seq, block_no, part_no order by row_no rows between unbounded preceding and current row
        )
    end as row_unit
from grouped
