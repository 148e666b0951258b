-- section_total, table_total, units_total: totals over rows, column by column.
{{ sum_of_rows(ref('int_total_link'), 'total_row', 'part_row') }}
