-- Kinds of tables, as reports print them.
select
    table_code,
    report_kind,
    family,
    name_zh,
    name_en,
    family not in ('performance', 'text') as is_money
from {{ ref('tables') }}
