-- Amounts of 一般公共预算支出表: general public budget expenditure. One row a printed amount; is_leaf marks those that no other splits.
{{ subject_fact(['general_public_expenditure']) }}
