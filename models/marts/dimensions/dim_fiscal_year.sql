-- The years that reports are about.
select
    fiscal_year,
    count(*) filter (where report_kind = 'budget') as budget_reports,
    count(*) filter (where report_kind = 'final_accounts') as final_accounts_reports
from {{ ref('dim_report') }}
where fiscal_year is not null
group by fiscal_year
