-- Amounts of 基本支出表: basic expenditure by economic class or function. One row a printed amount; is_leaf marks those that no other splits.
{{ subject_fact(['basic_expenditure']) }}
