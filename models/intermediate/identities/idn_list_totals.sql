-- list_total: the total of a list equals the sum of its entries, or of the bodies it lists, column by column.
{% set links %}(select * from {{ ref('int_flat_total') }} union all by name select * from {{ ref('int_body_total') }}){% endset %}
{{ sum_of_rows(links, 'total_row', 'part_row') }}
