-- Every use of a cell in an identity instance: on which side it stands and with which sign. The base of all checks and findings.
{% set families = [
    'idn_row_total', 'idn_subject_hierarchy', 'idn_table_totals', 'idn_summary', 'idn_summary_income', 'idn_cross_table',
    'idn_line_totals', 'idn_parallel_tables', 'idn_three_public_rows', 'idn_list_totals', 'idn_printed_formulas',
    'idn_unit_hierarchy', 'idn_table_pairs', 'idn_basic_totals', 'idn_across_reports', 'idn_performance',
    'idn_summary_subjects',
] %}
{% for family in families %}
select *, md5(concat_ws('|', identity_code, instance)) as check_id from {{ ref(family) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
