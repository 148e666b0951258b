-- One row a root cause of broken identities: the cell that is wrong where the identities tell, and the sentence that says so.
with checks as (
    select
        c.*,
        g.group_id,
        n.operand_cells
    from {{ ref('int_identity_check') }} as c
    inner join {{ ref('int_broken_group') }} as g using (check_id)
    left join (
        select check_id, count(*) as operand_cells from {{ ref('int_operand_use') }} group by check_id
    ) as n using (check_id)
),

-- The instance with the fewest operands is the easiest to read.
groups as (
    select
        group_id,
        min(report_id) as first_report_id,
        count(*) as check_count,
        list(check_id order by operand_cells, check_id) as check_ids,
        list(distinct identity_code order by identity_code) as identity_codes,
        arg_min(check_id, row(coalesce(operand_cells, 0) + case when addends = 0 then 1000 else 0 end, check_id)) as lead_check_id,
        bool_and(status = 'rounding') as is_last_digit,
        count(acknowledged_by) as acknowledged_count,
        min(acknowledged_by) as acknowledged_by,
        min(acknowledged_on) as acknowledged_on,
        min(acknowledged_why) as acknowledged_why
    from checks
    group by group_id
),

guilty as (
    select
        s.group_id,
        s.cell_id,
        s.to_col,
        s.change_needed,
        case
            when m.is_malformed then 'number_form'
            when s.to_col > 0 then 'shifted_column'
            when s.suspects = 1 then 'identities'
            when s.sharp_suspects = 1 and s.would_blur = 0 then 'exact_sums'
            else 'likely_misprint'
        end as basis
    from {{ ref('int_suspect') }} as s
    left join {{ ref('int_evidence_cell') }} as m using (cell_id)
    where
        s.explains_all
        and (
            s.suspects = 1
            or s.to_col > 0 and s.shift_suspects = 1 and s.likely_suspects = 0
            or (s.shift_suspects <> 1 or s.likely_suspects > 0) and (
                s.to_col = 0 and s.sharp_suspects = 1 and s.would_blur = 0
                or s.sharp_suspects <> 1 and s.is_likely_misprint and s.likely_suspects = 1
            )
        )
),

suspects as (
    select group_id, list(distinct cell_id order by cell_id) as cell_ids
    from {{ ref('int_suspect') }}
    where explains_all
    group by group_id
),

placed as (
    select
        g.*,
        -- Of two reports that do not agree, the one whose cell is shown.
        coalesce(a.report_id, g.first_report_id) as report_id,
        l.identity_code,
        l.statement,
        l.scope,
        l.difference,
        u.cell_id as guilty_cell_id,
        case when g.is_last_digit then 'last_digit' else u.basis end as guilty_basis,
        case
            when g.is_last_digit and u.cell_id is not null then 'last_digit'
            when u.cell_id is not null then u.basis
            when l.identity_code = 'note_names_line' then 'wrong_note'
            when l.identity_code = 'total_is_printed' then 'blank_total'
            when l.identity_code = 'fund_table_prints_its_fund' then 'presence'
            else 'undetermined'
        end as cause,
        s.cell_ids as suspect_cell_ids,
        a.page_no,
        a.x0,
        a.top,
        a.x1,
        a.bottom,
        a.row_label,
        a.row_code,
        a.column_label,
        a.printed_text,
        o.column_label as other_column_label,
        coalesce(a.table_code, l.table_code) as table_code,
        b.last_page,
        nullif(concat_ws(' ', nullif(a.row_code, ''), nullif(a.row_label, '')), '') as row_name,
        -- What the cell should print, in the unit and with the decimals of its table.
        case
            when u.cell_id is not null
                then try_cast(round(a.printed_value + u.change_needed / a.unit_scale, greatest(a.printed_decimals, 2)) as decimal(24, 8))
        end as expected_value
    from groups as g
    inner join checks as l on l.check_id = g.lead_check_id
    left join guilty as u on u.group_id = g.group_id
    left join suspects as s on s.group_id = g.group_id
    left join {{ ref('int_evidence_cell') }} as a on a.cell_id = coalesce(u.cell_id, l.evidence[1])
    left join {{ ref('int_column') }} as o
        on o.document_id = a.report_id and o.table_seq = a.table_no and o.col_no = u.to_col
    left join {{ ref('int_report_table') }} as b on b.report_id = l.report_id and b.table_seq = l.table_no
),

worded as (
    select
        *,
        rtrim(rtrim(expected_value::varchar, '0'), '.') as expected,
        rtrim(rtrim(cast(abs(difference) as decimal(28, 2))::varchar, '0'), '.') as apart
    from placed
)

select
    p.group_id as finding_id,
    p.report_id,
    i.family,
    p.identity_code,
    w.severity,
    p.table_code,
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
    p.other_column_label,
    p.printed_text,
    p.expected_value,
    p.statement,
    cast(p.difference as decimal(28, 6)) as difference,
    p.check_count,
    p.identity_codes,
    p.check_ids,
    {{ fill_sentence('w.sentence_zh', {
        'page': 'p.page_no::varchar', 'last_page': 'p.last_page::varchar', 'table': 't.name_zh', 'row': "'“' || p.row_name || '”行'", 'column': 'p.column_label',
        'other_column': 'p.other_column_label', 'printed': 'p.printed_text', 'count': 'p.check_count::varchar', 'expected': 'p.expected', 'difference': 'p.apart',
        'should': "'；按勾稽关系应为 ' || p.expected", 'identity': 'i.sentence_zh', 'statement': 'p.statement', 'scope': 'p.scope',
    }) }} as sentence_zh,
    {{ fill_sentence('w.sentence_en', {
        'page': 'p.page_no::varchar', 'last_page': 'p.last_page::varchar', 'table': 't.name_en', 'row': "', row \"' || p.row_name || '\"'", 'column': 'p.column_label',
        'other_column': 'p.other_column_label', 'printed': 'p.printed_text', 'count': "p.check_count || case p.check_count when 1 then ' identity' else ' identities' end", 'expected': 'p.expected', 'difference': 'p.apart',
        'should': "'; the identities agree on ' || p.expected", 'identity': 'i.sentence_en', 'statement': 'p.statement', 'scope': 'p.scope',
    }) }} as sentence_en,
    -- A finding is acknowledged when every instance under it is.
    case when p.acknowledged_count = p.check_count then p.acknowledged_by end as acknowledged_by,
    case when p.acknowledged_count = p.check_count then p.acknowledged_on end as acknowledged_on,
    case when p.acknowledged_count = p.check_count then p.acknowledged_why end as acknowledged_why
from worded as p
inner join {{ ref('finding_sentences') }} as w using (cause)
inner join {{ ref('identity_catalogue') }} as i using (identity_code)
left join {{ ref('int_table_kind') }} as t on t.table_code = p.table_code
