-- Amounts of 收支总表: lines of the summary of income and expenditure. One row a printed amount; is_leaf marks those that no other splits.
{{ subject_fact(['income_expenditure_summary']) }}
