-- Every table of every report: what it was recognised as, where it stands, its unit, and how many amounts it prints.
select * from {{ ref('int_report_table') }}
