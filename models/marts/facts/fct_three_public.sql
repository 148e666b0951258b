-- Amounts of 三公经费: three public expenses. One row a printed amount; is_leaf marks those that no other splits.
{{ subject_fact(['three_public']) }}
