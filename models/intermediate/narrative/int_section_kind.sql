-- Which part of a disclosure each paragraph belongs to, by its headings, the innermost that says so.
with headings as (
    select distinct
        section_path,
        unnest(section_path) as heading,
        unnest(range(len(section_path))) as depth
    from {{ ref('stg_paragraphs') }}
    where len(section_path) > 0
),

kinds as (
    select h.section_path, h.depth, min_by(k.section_kind, k.priority) as section_kind
    from headings as h
    inner join {{ ref('narrative_sections') }} as k on regexp_matches({{ squeeze('h.heading') }}, k.pattern)
    group by h.section_path, h.depth
)

select section_path, max_by(section_kind, depth) as section_kind
from kinds
group by section_path
