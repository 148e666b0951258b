-- The names by which reports are set against each other: that of the body whose report it is, and those of the units that its tables list.
-- Two reports belong together where one bears a name that the other bears or lists. A build that models some reports anew models with them
-- every report that belongs to them (docs/decisions/0012-delta-and-merge.md), so whatever looks across reports must find its way by a name of these.
select
    document_id,
    unit_name as name,
    true as is_owner
from {{ ref('int_report') }}
where unit_name is not null
union
select
    report_id,
    {{ unit_name('row_label') }},
    false
from {{ ref('int_operand') }}
where unit_code is not null
