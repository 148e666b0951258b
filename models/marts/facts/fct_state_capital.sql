-- Amounts of 国有资本经营预算: state capital operations. One row a printed amount; is_leaf marks those that no other splits.
{{ subject_fact(['state_capital']) }}
