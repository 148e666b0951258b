-- A table in which most codes of subjects do not stand beside their official names: the pieces of a code were put together wrongly, or names
-- and codes come from different rows. Reports word a name now and then otherwise, and never most of them.
{{ config(severity='warn') }}
with coded_rows as (
    select distinct a.report_id, a.table_no, a.table_code, a.row_no, a.block_no, {{ squeeze('a.row_label') }} as label, c.code
    from {{ ref('fct_reported_amount') }} as a
    inner join {{ ref('dim_table') }} as t using (table_code),
        unnest([a.function_code, a.economic_code, a.government_economic_code]) as c (code)
    where
        c.code is not null and a.row_label <> ''
        and t.family in (
            'income', 'expenditure', 'basic_expenditure', 'general_public_expenditure', 'fiscal_appropriation_expenditure',
            'government_fund', 'state_capital'
        )
),

official as (
    select code, {{ squeeze('name_zh') }} as name from {{ ref('function_subject') }}
    union
    select code, {{ squeeze('name_zh') }} from {{ ref('economic_subject') }}
),

judged as (
    -- A code that there is not agrees with nothing; further digits of a place are no official code.
    select r.report_id, r.table_no, r.table_code, r.row_no, r.block_no, r.code, coalesce(bool_or(contains(r.label, o.name)), false) as agrees
    from coded_rows as r
    left join official as o using (code)
    where length(r.code) <= case when r.code like '2%' then 7 else 5 end
    group by all
)

select report_id, table_no, table_code, count(*) as codes, count(*) filter (where agrees) as agreeing
from judged
group by report_id, table_no, table_code
having count(*) >= 5 and count(*) filter (where agrees) < 0.5 * count(*)
