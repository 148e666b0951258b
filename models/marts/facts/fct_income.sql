-- Amounts of 收入总表: income by source. One row a printed amount; is_leaf marks those that no other splits.
{{ subject_fact(['income']) }}
