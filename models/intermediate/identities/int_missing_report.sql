-- Identities between two reports of one body of which only one is here: not evaluable, with the report that is missing, or that is here in
-- several versions.
with reports as (
    select
        document_id as report_id,
        unit_name,
        report_kind,
        coalesce(scope, '') as scope,
        fiscal_year
    from {{ ref('int_report') }}
    where reason_code is null
),

-- What a report says of another one: its opening carry-over, figures of the year before, the budget as first adopted.
said as (
    select report_id, table_no, table_code, 'opening_is_prior_closing' as identity_code, 'final_accounts' as other_kind, 1 as years_before
    from {{ ref('int_line_amount') }}
    where table_code = 'final_income_expenditure_summary' and line_code = 'carry_over_opening' and measure_code = 'total' and value <> 0
    union
    select l.report_id, l.table_no, l.table_code, 'prior_year_figure_is_that_report', r.report_kind, 1
    from {{ ref('int_line_amount') }} as l
    inner join reports as r using (report_id)
    where l.period = 'prior_year' or l.period_year = r.fiscal_year - 1
    union
    select t.report_id, o.table_no, o.table_code, 'prior_year_figure_is_that_report', r.report_kind, 1
    from {{ ref('int_three_public') }} as t
    inner join {{ ref('int_operand') }} as o using (cell_id)
    inner join reports as r on r.report_id = t.report_id
    where r.report_kind = 'budget' and t.year = r.fiscal_year - 1
    union
    select report_id, table_no, table_code, 'initial_budget_is_published_budget', 'budget', 0
    from {{ ref('int_line_amount') }}
    where table_code like 'final%' and phase = 'initial_budget'
),

wanted as (
    select
        s.*,
        r.unit_name,
        r.fiscal_year - s.years_before as other_year,
        count(o.report_id) as versions
    from said as s
    inner join reports as r using (report_id)
    left join reports as o
        on o.unit_name = r.unit_name and o.scope = r.scope and o.report_kind = s.other_kind and o.fiscal_year = r.fiscal_year - s.years_before
    group by all
)

select
    md5(concat_ws('|', 'missing report', w.identity_code, w.report_id, w.table_no)) as check_id,
    w.report_id,
    w.identity_code,
    w.table_no,
    w.table_code,
    k.name_zh || ' ' || w.other_year as scope,
    coalesce(w.unit_name, '∅') || ' ' || w.other_year || ' ' || k.name_zh as statement,
    case
        when w.versions > 1
            then 'several versions of the ' || lower(k.name_en) || ' of ' || w.other_year || ' are here / 库中有多个版本的 ' || w.other_year || ' 年' || k.name_zh
        else 'the ' || lower(k.name_en) || ' of ' || w.other_year || ' is not here / 库中没有 ' || w.other_year || ' 年' || k.name_zh
    end as reason
from wanted as w
inner join (values ('budget', '预算', 'Budget'), ('final_accounts', '决算', 'Report of final accounts')) as k (report_kind, name_zh, name_en)
    on k.report_kind = w.other_kind
where w.versions <> 1
