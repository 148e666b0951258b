-- One row an indicator, budget line or total of a performance table: target, actual value, weight, score side by side.
select * from {{ ref('int_performance_score') }}
