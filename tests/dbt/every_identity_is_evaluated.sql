-- Identities of the catalogue that no report here lets us evaluate. Few reports print the operands of all; so this only warns.
{{ config(severity='warn') }}
with instances as (
    select identity_code, check_id, status from {{ ref('fct_identity_check') }}
    union all
    select identity_code, check_id, status from {{ ref('fct_claim_check') }}
)

select i.identity_code, count(k.check_id) as instances, count(k.check_id) filter (where k.status <> 'not_evaluable') as evaluated
from {{ ref('dim_identity') }} as i
left join instances as k using (identity_code)
group by i.identity_code
having count(k.check_id) filter (where k.status <> 'not_evaluable') = 0
