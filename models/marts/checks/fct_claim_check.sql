-- Checks of running text and performance tables, one row an instance, in the form of fct_identity_check, with the sentence and its place.
select * from {{ ref('int_claim_check') }}
