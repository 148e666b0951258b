-- What a column of amounts measures.
select
    measure_code,
    name_zh,
    name_en,
    measure_group
from {{ ref('measures') }}
