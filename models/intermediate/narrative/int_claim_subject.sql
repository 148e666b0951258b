-- What the subjects of a report's sentences are: a key of seeds/narrative/narrative_subjects, a code of the classifications.
with subjects as (
    select distinct
        document_id as report_id,
        subject,
        regexp_replace(regexp_replace(subject, '[“”"《》]', '', 'g'), '科目$', '') as plain
    from {{ ref('int_claim') }}
    where subject is not null
),

parsed as (
    select
        *,
        coalesce(
            nullif(regexp_extract(plain, '\((2[0-9]{2}(?:[0-9]{2}){0,2})\)', 1), ''),
            nullif(regexp_extract(plain, '^(2[0-9]{2}(?:[0-9]{2}){0,2})[-—]?[一-龥]', 1), ''),
            -- 工资福利支出(301), 机关工资福利支出(501): classes of the economic classifications.
            nullif(regexp_extract(plain, '\(([35][0-9]{2}(?:[0-9]{2})?)\)$', 1), '')
        ) as printed_code,
        -- 社会保障和就业支出-行政事业单位养老支出-事业单位离退休
        string_split(case when regexp_full_match(plain, '[一-龥()、]+支出([-—][一-龥()、]+){1,2}') then regexp_replace(plain, '[-—]', '-', 'g') else '' end, '-') as parts,
        {{ plain_name('plain') }} as plain_key
    from subjects
),

-- 一般公共服务支出(类)财政事务(款)行政运行(项): each name is what stands between two marks.
named as (
    select
        *,
        {{ plain_name("coalesce(nullif(regexp_extract(plain, '^(.*?)\\(类\\)', 1), ''), parts[1])") }} as class_name,
        {{ plain_name("coalesce(nullif(regexp_replace(regexp_extract(plain, '^(.*?)\\(款\\)', 1), '^.*\\(类\\)', ''), ''), parts[2], '')") }} as section_name,
        {{ plain_name("coalesce(nullif(regexp_replace(regexp_extract(plain, '^(.*?)\\(项\\)', 1), '^.*\\([类款]\\)', ''), ''), parts[3], '')") }} as item_name
    from parsed
),

codes as (
    select distinct code, {{ plain_name('name_zh') }} as name
    from {{ ref('function_subject') }}
),

used as (
    select distinct report_id, function_code from {{ ref('int_reported_amount') }} where function_code is not null
),

-- Every code of the classification by the names printed: the deepest level named, under the upper levels that are named too.
by_marks as (
    select
        n.report_id,
        n.subject,
        -- Where a name has several codes, the one that the report's own tables print.
        case
            when count(distinct i.code) = 1 then min(i.code)
            when count(distinct i.code) filter (where u.function_code is not null) = 1 then min(i.code) filter (where u.function_code is not null)
        end as code,
        list(distinct i.code order by i.code) as candidates
    from named as n
    inner join codes as i
        on i.name = case when n.item_name <> '' then n.item_name when n.section_name <> '' then n.section_name else n.class_name end
        and length(i.code) = case when n.item_name <> '' then 7 when n.section_name <> '' then 5 else 3 end
    left join used as u on u.report_id = n.report_id and u.function_code = i.code
    where
        (n.class_name <> '' or n.section_name <> '' or n.item_name <> '')
        -- Words behind the last mark are a name that a line break has cut, and not that of the level above.
        and (not regexp_matches(n.plain, '\([类款]\)[^()]+$') or regexp_matches(n.plain, '\([类款]\)支出$'))
        and (n.section_name = '' or exists (select 1 from codes as s where s.code = left(i.code, 5) and s.name = n.section_name))
        and (n.class_name = '' or exists (select 1 from codes as c where c.code = left(i.code, 3) and c.name = n.class_name))
    group by n.report_id, n.subject
),

-- Names of the report's own tables.
own_rows as (
    select
        report_id,
        {{ plain_name('row_label') }} as name,
        case when count(distinct coalesce(function_code, economic_code)) = 1 then min(coalesce(function_code, economic_code)) end as code
    from {{ ref('int_reported_amount') }}
    where coalesce(function_code, economic_code) is not null and row_label not like '%/%'
    group by all
),

keys as (
    select s.plain, min_by(k.subject_key, k.priority) as subject_key
    from (
        select plain, unnest({{ matching_rules('narrative_subjects', 'plain') }}) as priority
        from (select distinct plain from subjects)
    ) as s
    inner join {{ ref('narrative_subjects') }} as k using (priority)
    group by s.plain
)

select
    n.report_id,
    n.subject,
    k.subject_key,
    n.class_name,
    n.section_name,
    n.item_name,
    n.printed_code,
    coalesce(n.printed_code, m.code, case when n.item_name = '' and n.section_name = '' and n.class_name = '' then o.code end) as subject_code,
    coalesce(m.candidates, []) as candidates
from named as n
left join by_marks as m using (report_id, subject)
left join own_rows as o on o.report_id = n.report_id and o.name = n.plain_key
left join keys as k using (plain)
