-- Every printed number of every money table of every accepted report, once.
select * from {{ ref('int_reported_amount') }}
