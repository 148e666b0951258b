-- Amounts of 财政拨款收支总表: lines of the summary of fiscal appropriation. One row a printed amount; is_leaf marks those that no other splits.
{{ subject_fact(['fiscal_appropriation_summary']) }}
