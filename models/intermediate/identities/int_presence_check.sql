-- fund_table_prints_its_fund: the table of government funds, or of state capital, prints amounts just where the summaries print some of that
-- fund: its income, its expenditure, or what was carried over. One instance a fund table of a report that prints a summary.
with tables_of_funds as (
    select
        t.report_id,
        t.table_code,
        case when t.table_code like '%government\_fund' escape '\' then 'government_fund' else 'state_capital' end as fund_code,
        min(t.table_seq) as table_no
    from {{ ref('int_report_table') }} as t
    where
        regexp_matches(t.table_code, '_(government_fund|state_capital)$')
        -- A flagged figure is printed, and no amount.
        and t.report_id not in (
            select report_id from {{ ref('int_flagged_cell') }}
            where regexp_matches(table_code, '_(government_fund|state_capital|summary)$') and reason <> 'contradicts_identities'
        )
    group by t.report_id, t.table_code
),

printed as (
    select
        report_id,
        table_code,
        max(abs(value)) as largest,
        arg_max(cell_id, row(abs(value), cell_id)) as cell_id,
        arg_max(printed_text, row(abs(value), cell_id)) as printed_text
    from {{ ref('int_operand') }}
    where coalesce(period, 'current_year') = 'current_year'
    group by report_id, table_code
),

-- Lines and columns of the summaries that are about one fund, printed or blank.
places as (
    select c.document_id as report_id, c.fund_code
    from {{ ref('int_column') }} as c
    inner join {{ ref('int_table') }} as t using (document_id, table_seq)
    where t.table_code like '%summary' and c.fund_code in ('government_fund', 'state_capital')
    union
    select document_id, regexp_extract(line_code, '(government_fund|state_capital)$', 1)
    from {{ ref('int_line') }}
    where regexp_matches(line_code, '^(income|carry_over_opening)_(government_fund|state_capital)$')
),

told as (
    select
        o.report_id,
        coalesce(o.fund_code, regexp_extract(l.line_code, '(government_fund|state_capital)$', 1)) as fund_code,
        max(abs(o.value)) as largest,
        arg_max(o.cell_id, row(abs(o.value), o.cell_id)) as cell_id,
        arg_max(o.printed_text, row(abs(o.value), o.cell_id)) as printed_text
    from {{ ref('int_operand') }} as o
    left join {{ ref('int_line') }} as l
        on l.document_id = o.report_id and l.table_seq = o.table_no and l.block_no = o.block_no and l.row_no = o.row_no
    where
        o.table_code like '%summary' and coalesce(o.period, 'current_year') = 'current_year'
        and (
            o.fund_code in ('government_fund', 'state_capital')
            or regexp_matches(l.line_code, '^(income|carry_over_opening)_(government_fund|state_capital)$')
        )
    group by 1, 2
),

-- Where carry-over is not told fund by fund, a fund that has no income may still spend.
undivided as (
    select document_id as report_id
    from {{ ref('int_line') }}
    where line_code like 'carry_over_opening%'
    group by document_id
    having
        bool_or(line_code = 'carry_over_opening')
        and not bool_or(regexp_matches(line_code, '^carry_over_opening_(government_fund|state_capital)$'))
),

judged as (
    select
        t.*,
        case when coalesce(p.largest, 0) <> 0 then 1 else 0 end as in_table,
        case when coalesce(s.largest, 0) <> 0 then 1 else 0 end as in_summary,
        u.report_id is not null as is_undivided,
        p.cell_id as table_cell,
        s.cell_id as summary_cell,
        coalesce(p.printed_text, '∅') as table_text,
        coalesce(s.printed_text, '∅') as summary_text
    from tables_of_funds as t
    semi join places as a on a.report_id = t.report_id and a.fund_code = t.fund_code
    left join printed as p on p.report_id = t.report_id and p.table_code = t.table_code
    left join told as s on s.report_id = t.report_id and s.fund_code = t.fund_code
    left join undivided as u on u.report_id = t.report_id
)

select
    md5(concat_ws('|', 'fund_table_prints_its_fund', j.report_id, j.table_code)) as check_id,
    j.report_id,
    'fund_table_prints_its_fund' as identity_code,
    j.table_no,
    j.table_code,
    d.name_zh as scope,
    d.name_zh || ' ~ ' || f.name_zh || ': ' || j.table_text || ' ~ ' || j.summary_text as statement,
    cast(j.in_table as decimal(28, 6)) as lhs,
    case when not (j.in_table = 1 and j.in_summary = 0 and j.is_undivided) then cast(j.in_summary as decimal(28, 6)) end as rhs,
    case when not (j.in_table = 1 and j.in_summary = 0 and j.is_undivided) then cast(j.in_table - j.in_summary as decimal(28, 6)) end as difference,
    cast(0 as decimal(28, 8)) as tolerance,
    1 as addends,
    case
        when j.in_table = j.in_summary then 'exact'
        when j.in_table = 1 and j.is_undivided then 'not_evaluable'
        else 'violated'
    end as status,
    case
        when j.in_table = 1 and j.in_summary = 0 and j.is_undivided
            then 'the summary does not divide its carry-over by fund / 总表的上年结转未分资金列示'
    end as reason,
    list_filter([j.table_cell, j.summary_cell], lambda x: x is not null) as evidence
from judged as j
inner join {{ ref('int_table_kind') }} as d using (table_code)
inner join (select fund_code, arg_min(name_zh, priority) as name_zh from {{ ref('funds') }} group by fund_code) as f using (fund_code)
