-- Amounts of 支出总表: expenditure by subject and nature. One row a printed amount; is_leaf marks those that no other splits.
{{ subject_fact(['expenditure']) }}
