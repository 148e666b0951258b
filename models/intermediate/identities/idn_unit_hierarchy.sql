-- unit_hierarchy: a unit's row equals the sum of the units under its code, the total that of the units at the top.
{{ sum_of_rows(ref('int_unit_link'), 'total_row', 'part_row') }}
