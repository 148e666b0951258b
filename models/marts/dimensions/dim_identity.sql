-- The accounting identities that every report is checked against.
select
    identity_code,
    family,
    sentence_zh,
    sentence_en,
    source,
    source_detail,
    relation,
    severity
from {{ ref('identity_catalogue') }}
