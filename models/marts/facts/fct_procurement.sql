-- Amounts of 政府采购: procurement and purchase of services. One row a printed amount; is_leaf marks those that no other splits.
{{ subject_fact(['procurement']) }}
