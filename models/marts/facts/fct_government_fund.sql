-- Amounts of 政府性基金: government-managed funds. One row a printed amount; is_leaf marks those that no other splits.
{{ subject_fact(['government_fund']) }}
