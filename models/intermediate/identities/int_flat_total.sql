-- Lists without subject codes (projects, purchases, units) whose total is the sum of all other rows. Nothing printed says how many
-- levels such a list has; so it counts as flat only where most of its columns, or catalogue entries of one level, show that it is.
with lists as (
    select
        o.*,
        regexp_matches({{ line_label('o.row_label') }}, '^(合计|总计)$') as is_total,
        length(regexp_replace(o.catalogue_code, '[^/]', '', 'g')) as catalogue_parts
    from {{ ref('int_operand') }} as o
    where
        o.table_code not like '%summary' and o.table_code not like '%three_public'
        and not exists (
            select 1 from {{ ref('int_subject_row') }} as s
            where s.report_id = o.report_id and s.table_no = o.table_no and s.subject_code is not null
        )
),

columns as (
    select
        report_id,
        table_no,
        block_no,
        col_no,
        max(value) filter (where is_total) as total,
        count(*) filter (where is_total) as totals,
        coalesce(sum(value) filter (where not is_total), 0) as parts,
        count(*) filter (where not is_total) as part_count,
        sum(half_unit) as tolerance,
        count(distinct length(catalogue_code)) filter (where not is_total) = 1
            and count(*) filter (where not is_total and catalogue_code is null) = 0 as one_level
    from lists
    group by all
),

judged as (
    select
        *,
        count(*) filter (where totals = 1 and part_count > 1 and total <> 0 and abs(total - parts) <= tolerance) over list as agreeing,
        count(*) filter (where totals = 1 and part_count > 1 and total <> 0) over list as telling
    from columns
    window list as (partition by report_id, table_no, block_no)
)

select
    j.report_id,
    j.table_no,
    any_value(t.table_code) as table_code,
    j.block_no,
    t.row_no as total_row,
    p.row_no as part_row,
    'list_total' as identity_code
from judged as j
inner join lists as t
    on t.report_id = j.report_id and t.table_no = j.table_no and t.block_no = j.block_no and t.col_no = j.col_no and t.is_total
inner join lists as p
    on p.report_id = j.report_id and p.table_no = j.table_no and p.block_no = j.block_no and not p.is_total
where j.totals = 1 and (j.one_level or j.telling >= 2 and 2 * j.agreeing > j.telling)
group by all
