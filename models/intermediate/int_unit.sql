-- Every name of a body that a report bears or lists, with the unit code beside it where one is printed.
select
    document_id,
    printed_unit_name as printed_name,
    {{ unit_name('printed_unit_name') }} as unit_name,
    cast(null as varchar) as unit_code,
    true as is_owner
from {{ ref('int_report') }}
where printed_unit_name is not null and reason_code is null
union all
select distinct
    r.document_id,
    r.row_label,
    {{ unit_name('r.row_label') }},
    r.unit_code,
    false
from {{ ref('int_row') }} as r
inner join {{ ref('int_report') }} as d using (document_id)
where
    r.unit_code is not null and r.function_code is null and r.project_code is null
    and d.reason_code is null and length({{ unit_name('r.row_label') }}) >= 4
union all
-- Units that the running text lists as the report's own.
select
    document_id,
    printed_name,
    {{ unit_name('printed_name') }},
    null,
    false
from {{ ref('int_subordinate_unit') }}
