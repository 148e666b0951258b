-- Units that the text of a report lists as its own: 下属单位包括：甲中心、乙所。
with lists as (
    select
        s.document_id,
        regexp_extract(s.sentence, '(?:预算单位|下属单位|所属单位|基层单位)[^:;]{0,24}(?:包括|分别是|分别为|如下):?(.*)$', 1) as listed
    from {{ ref('int_sentence') }} as s
    inner join {{ ref('int_report') }} as r using (document_id)
    where s.place = 'paragraph' and r.reason_code is null
),

names as (
    select
        document_id,
        -- A list in brackets is about the unit before it, not another one.
        unnest(string_split_regex(regexp_replace(listed, '\([^()]*\)', '', 'g'), '[、,;]|以及')) as name
    from lists
    where listed <> ''
)

select distinct
    document_id,
    regexp_replace(name, '^(其中|包括|及|和|[0-9]{1,2}[.、])+|(等)?[0-9]*(家|个)(行政|事业|参公|预算)?(单位|处室)?$|等$', '', 'g') as printed_name
from names
where
    regexp_full_match(
        regexp_replace(name, '^(其中|包括|及|和|[0-9]{1,2}[.、])+|(等)?[0-9]*(家|个)(行政|事业|参公|预算)?(单位|处室)?$|等$', '', 'g'),
        '[一-龥0-9“”]{4,40}{{ narrative_words('body_end') }}'
    )
    and not regexp_matches(name, '预算|内设|机关处|本部门|按照|负责|管理的|不含|不包括')
