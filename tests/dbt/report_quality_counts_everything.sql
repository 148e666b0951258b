-- mart_report_quality counts every table, amount, flagged cell and identity instance once.
with counted as (
    select
        coalesce(sum(tables), 0) as tables,
        coalesce(sum(amounts), 0) as amounts,
        coalesce(sum(cells_flagged), 0) as cells_flagged,
        coalesce(sum(identities_exact + identities_rounding + identities_violated + identities_not_evaluable), 0) as identities
    from {{ ref('mart_report_quality') }}
)

select *
from counted
where
    tables is distinct from (select count(*) from {{ ref('dim_report_table') }})
    or amounts is distinct from (select count(*) from {{ ref('fct_reported_amount') }})
    or cells_flagged is distinct from (select count(*) from {{ ref('fct_flagged_cell') }})
    or identities is distinct from (select count(*) from {{ ref('fct_identity_check') }})
