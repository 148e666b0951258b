-- A subject whose parent is missing, is on no higher level, or belongs to another classification.
{{ config(severity='warn') }}
select s.code, s.parent_code, 'function' as classification
from {{ ref('dim_function_subject') }} as s
left join {{ ref('dim_function_subject') }} as p on p.code = s.parent_code and length(p.code) = length(s.code) - 2
where s.parent_code is not null and p.code is null
union all
select s.code, s.parent_code, s.classification
from {{ ref('dim_economic_subject') }} as s
left join {{ ref('dim_economic_subject') }} as p
    on p.code = s.parent_code and length(p.code) = length(s.code) - 2 and p.classification = s.classification
where s.parent_code is not null and p.code is null
