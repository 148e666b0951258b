-- The report's own name, or that of the department it begins with, printed with one character wrong, lost or added.
-- The first three characters and the last one are printed rightly, so that another place's or another kind of body is not taken for it;
-- a name short of seven characters is too close to others to be judged.
{%- set prefix = 3 %}
with names as (
    select distinct document_id, name
    from (
        select document_id, regexp_replace(unit_name, '\(.*\)$', '') as name from {{ ref('int_report') }} where reason_code is null
        union all
        select document_id, regexp_extract(unit_name, '^.*?(?:局|委员会|厅|办公室)', 0) from {{ ref('int_report') }} where reason_code is null
    )
    where regexp_full_match(name, '[一-龥]{7,}')
),

passages as (
    select s.sentence_id, s.document_id, s.place, s.page_no, s.x0, s.top, s.x1, s.bottom, s.sentence
    from {{ ref('int_sentence') }} as s
),

-- Whatever begins like the name and ends like it, as long as the name or one character more or less.
candidates as (
    select
        n.document_id, n.name, p.sentence_id, p.page_no, p.x0, p.top, p.x1, p.bottom, p.sentence,
        unnest(list_distinct(list_concat(
            regexp_extract_all(p.sentence, left(n.name, {{ prefix }}) || '[一-龥]{' || (length(n.name) - {{ prefix }} - 1) || '}' || right(n.name, 1)),
            regexp_extract_all(p.sentence, left(n.name, {{ prefix }}) || '[一-龥]{' || (length(n.name) - {{ prefix }} - 3) || '}' || right(n.name, 2)),
            regexp_extract_all(p.sentence, left(n.name, {{ prefix }}) || '[一-龥]{' || (length(n.name) - {{ prefix }} - 1) || '}' || right(n.name, 2))
        ))) as printed
    from names as n
    inner join passages as p on p.document_id = n.document_id and contains(p.sentence, left(n.name, {{ prefix }}))
),

judged as (
    select
        *,
        {{ characters_apart('printed', 'name') }} as distance,
        -- 和, 市, 区 are left out in short forms; numerals and directions tell bodies apart.
        regexp_replace(printed, '[和与及的市区县省]', '', 'g') = regexp_replace(name, '[和与及的市区县省]', '', 'g')
        or regexp_replace(printed, '[一二三四五六七八九十东西南北上下中]', '', 'g') = regexp_replace(name, '[一二三四五六七八九十东西南北上下中]', '', 'g') as is_variant
    from candidates
)

select
    {{ claim_check(
        identity_code="'text_names_body'", instance="md5(concat_ws('|', sentence_id, name, printed))", scope='printed',
        statement="printed || ' = ' || name", status="case when distance = 0 then 'exact' else 'violated' end", report_id='document_id',
        page_no='page_no'
    ) }}
from judged
where distance = 0 or distance = 1 and not is_variant
-- The name of the department inside the whole name is the same print.
qualify length(printed) = max(length(printed)) over (partition by sentence_id, status, left(printed, 7))
