-- Every statement of a figure in running text: subject, measure, period, value and unit as printed, yuan where it is money.
select * from {{ ref('int_narrative_claim') }}
