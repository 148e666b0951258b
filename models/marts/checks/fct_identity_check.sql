-- One row an identity instance of a report: both sides, their difference, the tolerance of printed precision, and the verdict;
-- with the acknowledgement of a reviewer, who has looked at it and accepted it.
select * from {{ ref('int_identity_check') }}
