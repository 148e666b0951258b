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
    from (
        select section_path, depth, unnest({{ matching_rules('narrative_sections', 'heading') }}) as priority
        from (select section_path, depth, {{ squeeze('heading') }} as heading from headings)
    ) as h
    inner join {{ ref('narrative_sections') }} as k using (priority)
    group by h.section_path, h.depth
)

select section_path, max_by(section_kind, depth) as section_kind
from kinds
group by section_path
