-- Every printed cell of performance tables that is no column head: what it belongs to (project, levels, indicator) and which column it stands in.
select * from {{ ref('int_performance_indicator') }}
