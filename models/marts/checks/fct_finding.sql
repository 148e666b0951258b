-- One row a root cause: what is printed where, what was expected, and what to do. A misprinted cell that breaks five identities is one
-- finding that lists five.
with checks as (
    select
        c.*,
        g.group_id,
        n.operand_cells
    from {{ ref('fct_identity_check') }} as c
    inner join {{ ref('int_broken_group') }} as g using (check_id)
    left join (
        select check_id, count(*) as operand_cells from {{ ref('int_operand_use') }} group by check_id
    ) as n using (check_id)
),

-- The instance with the fewest operands is the easiest to read.
groups as (
    select
        group_id,
        any_value(report_id) as report_id,
        count(*) as check_count,
        list(check_id order by operand_cells, check_id) as check_ids,
        list(distinct identity_code order by identity_code) as identity_codes,
        arg_min(check_id, row(coalesce(operand_cells, 0) + case when addends = 0 then 1000 else 0 end, check_id)) as lead_check_id,
        count(acknowledged_by) as acknowledged_count,
        any_value(acknowledged_by) as acknowledged_by,
        any_value(acknowledged_on) as acknowledged_on,
        any_value(acknowledged_why) as acknowledged_why
    from checks
    group by group_id
),

guilty as (
    select
        s.group_id,
        s.cell_id,
        s.change_needed,
        case when s.suspects = 1 then 'identities' else 'likely_misprint' end as guilty_basis
    from {{ ref('int_suspect') }} as s
    where s.explains_all and (s.suspects = 1 or s.is_likely_misprint and s.likely_suspects = 1)
),

suspects as (
    select group_id, list(cell_id order by cell_id) as cell_ids
    from {{ ref('int_suspect') }}
    where explains_all
    group by group_id
),

led as (
    select
        g.*,
        l.identity_code,
        l.table_no,
        l.table_code,
        l.scope,
        l.statement,
        l.difference,
        l.evidence,
        u.cell_id as guilty_cell_id,
        u.change_needed,
        u.guilty_basis,
        s.cell_ids as suspect_cell_ids,
        coalesce(u.cell_id, l.evidence[1]) as shown_cell_id
    from groups as g
    inner join checks as l on l.check_id = g.lead_check_id
    left join guilty as u on u.group_id = g.group_id
    left join suspects as s on s.group_id = g.group_id
),

placed as (
    select
        f.*,
        r.source_file,
        a.page_no,
        a.x0,
        a.top,
        a.x1,
        a.bottom,
        a.row_label,
        a.row_code,
        a.column_label,
        a.printed_text,
        a.unit_scale,
        coalesce(a.table_code, f.table_code) as shown_table_code,
        b.last_page,
        nullif(concat_ws(' ', nullif(a.row_code, ''), nullif(a.row_label, '')), '') as row_name,
        -- What the cell should print, in the unit and with the decimals of its table.
        case
            when f.guilty_cell_id is not null
                then cast(round(a.printed_value + f.change_needed / coalesce(a.unit_scale, 1), greatest(a.printed_decimals, 2)) as decimal(24, 8))
        end as expected_value
    from led as f
    inner join {{ ref('dim_report') }} as r using (report_id)
    left join {{ ref('fct_reported_amount') }} as a on a.cell_id = f.shown_cell_id
    left join {{ ref('dim_report_table') }} as b on b.report_id = f.report_id and b.table_seq = f.table_no
)

select
    p.group_id as finding_id,
    p.report_id,
    p.source_file,
    i.family,
    p.identity_code,
    case when p.identity_code = 'note_names_line' then 'note' else 'error' end as severity,
    p.shown_table_code as table_code,
    coalesce(p.page_no, p.last_page) as page_no,
    p.x0,
    p.top,
    p.x1,
    p.bottom,
    p.guilty_cell_id,
    p.guilty_basis,
    p.suspect_cell_ids,
    p.row_label,
    p.row_code,
    p.column_label,
    p.printed_text,
    p.expected_value,
    p.statement,
    cast(p.difference as decimal(28, 6)) as difference,
    p.check_count,
    p.identity_codes,
    p.check_ids,
    case
        when p.guilty_cell_id is not null then
            '第' || p.page_no || '页《' || t.name_zh || '》' || coalesce('“' || p.row_name || '”行', '') || '“'
            || p.column_label || '”栏印为 ' || p.printed_text || '，与 ' || p.check_count || ' 条勾稽关系不符；' || case p.guilty_basis when 'identities' then '按这些关系应为 ' else '很可能是此数误印，应为 ' end
            || rtrim(rtrim(p.expected_value::varchar, '0'), '.') || '。请核对该数。'
        when p.identity_code = 'note_names_line' then
            '第' || p.last_page || '页《' || t.name_zh || '》表下注有误：' || p.statement || '。应为后一行次；这是注的错误，不涉及金额。'
        else
            coalesce('第' || p.page_no || '页', '') || '《' || t.name_zh || '》：' || i.sentence_zh || '，但 ' || p.statement
            || '。共 ' || p.check_count || ' 条勾稽关系不符，不能确定是哪个数有误；请核对所列各数，或是否有未公开的行。'
    end as sentence_zh,
    case
        when p.guilty_cell_id is not null then
            'Page ' || p.page_no || ', ' || t.name_en || coalesce(', row "' || p.row_name || '"', '') || ', column "'
            || p.column_label || '" prints ' || p.printed_text || ', which breaks ' || p.check_count
            || case p.guilty_basis when 'identities' then ' identities; they agree on ' else ' identities; it is likely a misprint of ' end || rtrim(rtrim(p.expected_value::varchar, '0'), '.') || '. Check this figure.'
        when p.identity_code = 'note_names_line' then
            'Page ' || p.last_page || ', ' || t.name_en || ': the note names a wrong line: ' || p.statement
            || '. The later line is meant; the note is wrong, no amount is.'
        else
            coalesce('Page ' || p.page_no || ', ', '') || t.name_en || ': ' || i.sentence_en || ', but ' || p.statement
            || '. ' || p.check_count || ' identities are broken and none tells which figure is wrong; check the figures named, and whether rows were left unpublished.'
    end as sentence_en,
    -- A finding is acknowledged when every instance under it is.
    case when p.acknowledged_count = p.check_count then p.acknowledged_by end as acknowledged_by,
    case when p.acknowledged_count = p.check_count then p.acknowledged_on end as acknowledged_on,
    case when p.acknowledged_count = p.check_count then p.acknowledged_why end as acknowledged_why
from placed as p
inner join {{ ref('dim_identity') }} as i using (identity_code)
left join {{ ref('dim_table') }} as t on t.table_code = p.shown_table_code
