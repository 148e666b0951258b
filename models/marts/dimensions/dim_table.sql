-- Kinds of tables, as reports print them.
select * from {{ ref('int_table_kind') }}
