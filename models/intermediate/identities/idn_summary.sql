-- Identities inside the summary tables (收支总表, 财政拨款收支总表), side by side and line by line.
with lines as (
    select * from {{ ref('int_line_amount') }}
),

-- The line that totals a side: 收入总计 before 总计 before 合计.
side_totals as (
    select *
    from lines
    where line_code in ('total_income', 'total_expenditure', 'total')
    qualify row_number() over (
        partition by report_id, table_no, block_no, col_no
        order by line_code = 'total', row_no desc
    ) = 1
),

-- Where each side prints one total, they are of the same phase and period, whichever of them says so.
income_is_expenditure as (
    select
        e.cell_id as instance,
        'summary_income_is_expenditure' as identity_code,
        i.cell_id as lhs_cell,
        e.cell_id as rhs_cell
    from (select *, count(*) over (partition by report_id, table_no) as totals from side_totals where side = 'income' and measure_code = 'total') as i
    inner join (select *, count(*) over (partition by report_id, table_no) as totals from side_totals where side = 'expenditure' and measure_code = 'total') as e
        using (report_id, table_no)
    where i.phase_key = e.phase_key and i.period_key = e.period_key or i.totals = 1 and e.totals = 1
),

-- Carry-over counts once: by its own line, or else by the lines of the funds it is split into.
carry_over as (
    select
        l.*,
        case
            when l.line_code like 'carry_over_opening%' then 'carry_over_opening'
            when l.line_code like 'carry_over_closing%' then 'carry_over_closing'
        end as kind,
        case
            when l.line_code in ('carry_over_opening', 'carry_over_closing') then 1
            when l.line_code like '%_own_account' then 1
            when l.line_code like '%_fiscal_appropriation' or l.line_code like '%_non_fiscal' then 2
            else 3
        end as detail
    from lines as l
    where l.line_code like 'carry_over%'
),

carry_rows as (
    select
        document_id as report_id,
        table_seq as table_no,
        block_no,
        case when line_code like 'carry_over_opening%' then 'carry_over_opening' else 'carry_over_closing' end as kind,
        min(case
            when line_code in ('carry_over_opening', 'carry_over_closing') then 1
            when line_code like '%_own_account' then 9
            when line_code like '%_fiscal_appropriation' or line_code like '%_non_fiscal' then 2
            else 3
        end) as detail
    from {{ ref('int_line') }}
    where line_code like 'carry_over%'
    group by all
),

carry_parts as (
    select c.*
    from carry_over as c
    inner join carry_rows as r
        on r.report_id = c.report_id and r.table_no = c.table_no and r.block_no = c.block_no and r.kind = c.kind
        and (r.detail = c.detail or c.line_code like '%_own_account')
),

with_carry_over as (
    select
        t.cell_id as instance,
        case when t.side = 'income' then 'summary_income_with_carry_over' else 'summary_expenditure_with_carry_over' end as identity_code,
        t.cell_id as lhs_cell,
        p.cell_id as rhs_cell
    from side_totals as t
    inner join (
        select report_id, table_no, block_no, col_no, row_no, cell_id, line_code from lines
        where line_code in ('total_current_year_income', 'total_current_year_expenditure', 'use_of_non_fiscal_surplus', 'surplus_distribution', 'unallocated_own_account_funds')
        union all
        select report_id, table_no, block_no, col_no, row_no, cell_id, line_code from carry_parts
        union all
        -- 上级补助收入, 附属单位上缴收入, 对附属单位补助支出 … printed below the line 本年收入合计, as 烟台 does, are no part of it.
        select l.report_id, l.table_no, l.block_no, l.col_no, l.row_no, l.cell_id, l.line_code
        from lines as l
        inner join lines as y using (report_id, table_no, block_no, col_no)
        where
            y.line_code in ('total_current_year_income', 'total_current_year_expenditure') and l.row_no > y.row_no
            and l.line_code in (
                'income_superior_subsidy', 'income_affiliate_remittance', 'expenditure_remitted_to_superior', 'expenditure_affiliate_subsidy'
            )
    ) as p using (report_id, table_no, block_no, col_no)
    where
        t.side is not null
        and exists (
            select 1 from lines as y
            where y.report_id = t.report_id and y.table_no = t.table_no and y.block_no = t.block_no and y.col_no = t.col_no
                and y.line_code in ('total_current_year_income', 'total_current_year_expenditure')
        )
),

by_function as (
    select
        t.cell_id as instance,
        'summary_expenditure_by_function' as identity_code,
        t.cell_id as lhs_cell,
        p.cell_id as rhs_cell
    from lines as t
    inner join lines as p using (report_id, table_no, block_no, col_no)
    where
        t.line_code = 'total_current_year_expenditure'
        and length(p.line_function_code) = 3
),

links as (
    select * from income_is_expenditure
    union all
    select * from with_carry_over
    union all
    select * from by_function
)

{{ operands_of_links('links') }}
