-- list_total: the total of a flat list equals the sum of its entries, column by column.
{{ sum_of_rows(ref('int_flat_total'), 'total_row', 'part_row') }}
