-- subject_class_sections, subject_section_items, subject_class_items: 类 = Σ款, 款 = Σ项, column by column.
{{ sum_of_rows(ref('int_hierarchy_link'), 'parent_row', 'child_row') }}
