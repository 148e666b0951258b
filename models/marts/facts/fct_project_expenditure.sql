-- Amounts of 项目支出表: project expenditure. One row a printed amount; is_leaf marks those that no other splits.
{{ subject_fact(['project_expenditure']) }}
