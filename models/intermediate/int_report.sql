-- Each document as a report: whose, which year, what kind. Names and years are read from the places that say them best; the name of the
-- file is believed last, and only where all files that hold the document agree.
with owners as (
    select
        document_id,
        mode(owner_name order by owner_name) as owner_name
    from {{ ref('stg_tables') }}
    where length(owner_name) >= 4 and not regexp_matches(owner_name, '[X×]{2,}|万元|单位:')
    group by document_id
),

title_years as (
    select
        document_id,
        mode(try_cast(nullif(regexp_extract(title_squeezed, '(20[0-9]{2})年', 1), '') as integer) order by title_squeezed) as title_year
    from {{ ref('stg_tables') }}
    group by document_id
),

header_years as (
    select
        document_id,
        max(try_cast(nullif(regexp_extract(path, '(20[0-9]{2})年', 1), '') as integer)) as header_year
    from {{ ref('int_column_words') }}
    group by document_id
),

-- The body as the first pages name it on a line of its own: 部门名称：某某局.
owner_lines as (
    select
        document_id,
        min_by(name, row(page_no, top, x0)) as owner_line
    from (
        select
            document_id, page_no, top, x0,
            regexp_replace(
                regexp_extract(text_squeezed, '{{ evidence_patterns('owner_line') | join('|') }}', 1),
                '{{ evidence_patterns('owner_tail') | join('|') }}', ''
            ) as name
        from {{ ref('stg_paragraphs') }}
        where page_no <= 2
    )
    where length(name) >= 4
    group by document_id
),

-- The first lines, each by itself: 某某局2026年部门预算. The longest name says most (平山镇, 平山镇人民政府).
head_names as (
    select
        document_id,
        max_by(name, length(name)) as head_name
    from (
        select
            document_id,
            regexp_extract(unnest(string_split(head, chr(10))), '{{ evidence_patterns('head_name') | join('|') }}', 1) as name
        from {{ ref('int_document_text') }}
    )
    where name <> '' and not {{ fits_evidence('name', 'no_name') }}
    group by document_id
),

-- Hashes and dates in names are no years.
file_names as (
    select
        document_id,
        {{ squeeze("regexp_extract(source_file, '([^/]+?)(\\.[A-Za-z0-9]+)?$', 1)") }} as file_name,
        regexp_replace(file_name, '[0-9a-f]{8,}', '', 'g') as words,
        regexp_extract(source_file, '^(.*/)?', 0) as folder
    from (select document_id, unnest(source_files) as source_file from {{ ref('stg_documents') }})
),

-- The same bytes under names that contradict each other: none of them is evidence.
files as (
    select
        document_id,
        case when count(distinct coalesce(year, 0)) = 1 then min(year) end as file_year,
        -- A number, a hash or 附件2 is nobody's name.
        case when count(distinct unit) = 1 and bool_and(regexp_matches(unit, '[一-龥].*[一-龥].*[一-龥]')) then min(unit) end as file_unit
    from (
        select
            document_id,
            coalesce(
                try_cast(nullif(regexp_extract(words, '(?:^|[^0-9])(20[0-9]{2})(?:[^0-9]|$)', 1), '') as integer),
                try_cast(nullif(regexp_extract(words, '(?:^|[^0-9])([12][0-9])年', 1), '') as integer) + 2000,
                -- 2024/部门预算/某某局.pdf: the innermost folder that is of a year.
                try_cast(nullif(regexp_extract(folder, '^(?:.*/)?(20[0-9]{2})(?:[一-龥][^/]*)?/', 1), '') as integer)
            ) as year,
            regexp_replace(regexp_replace(split_part(file_name, '_', 1), '^(20)?[0-9]{2}年度?', ''), '(20)?[0-9]{2}年.*$|部门(预算|决算).*$|单位(预算|决算).*$|\((测试|汇总).*\)', '') as unit
        from file_names
    )
    group by document_id
),

covers as (
    select
        document_id,
        try_cast(nullif(regexp_extract(cover, '(20[0-9]{2})(?:年(?:度|项目|整体)|年?(?:部门|单位|预算|决算))', 1), '') as integer) as cover_year,
        try_cast(nullif(regexp_extract(cover, '(20[0-9]{2})年[0-9]{1,2}月', 1), '') as integer) as dated_year,
        try_cast(nullif(regexp_extract(head, '(20[0-9]{2})年[^0-9]', 1), '') as integer) as head_year,
        list_aggregate(
            list_reverse_sort(regexp_extract_all(first_page, '(20[0-9]{2})年度?(?:部门|单位)?(?:综合)?(?:收支|收入|支出)?(?:预算|决算)', 1)), 'mode'
        )::integer as text_year,
        -- 2024年度某某局部门决算, 某某局2026年部门预算
        regexp_extract(cover, '(?:20[0-9]{2}年度?)?([一-龥()、]{4,40}?)(?:20[0-9]{2}年)?度?(?:部门|单位)(?:整体|综合)?(?:预算|决算)', 1) as cover_name
    from {{ ref('int_document_text') }}
),

texts as (
    select * replace (case when length(cover_name) >= 4 and not {{ fits_evidence('cover_name', 'no_name') }} then cover_name end as cover_name)
    from covers
),

named as (
    select
        k.document_id,
        k.report_kind,
        k.scope,
        v.reason_code,
        v.reason_zh,
        v.reason_en,
        coalesce(
            y.title_year, t.cover_year, h.header_year, t.head_year, t.text_year, f.file_year,
            -- Final accounts and self-evaluations appear in the year after the one that they are about.
            case when k.report_kind in ('final_accounts', 'performance_self_evaluation') then t.dated_year - 1 end
        ) as fiscal_year,
        case
            when y.title_year is not null then 'table_title'
            when t.cover_year is not null then 'cover'
            when h.header_year is not null then 'header'
            when t.head_year is not null then 'title'
            when t.text_year is not null then 'text'
            when f.file_year is not null then 'file_name'
            when k.report_kind in ('final_accounts', 'performance_self_evaluation') and t.dated_year is not null then 'date_of_report'
        end as fiscal_year_source,
        case
            when o.owner_name is not null then 'table'
            when length(n.head_name) >= 4 then 'title'
            when l.owner_line is not null then 'owner_line'
            when t.cover_name is not null then 'cover'
            -- A shorter line may be cut off a name.
            when n.head_name is not null then 'title'
            when f.file_unit is not null then 'file_name'
        end as unit_name_source,
        case unit_name_source
            when 'table' then o.owner_name
            when 'title' then n.head_name
            when 'owner_line' then l.owner_line
            when 'cover' then t.cover_name
            when 'file_name' then f.file_unit
        end as printed_unit_name
    from {{ ref('int_document_kind') }} as k
    inner join {{ ref('int_document_verdict') }} as v using (document_id)
    inner join texts as t using (document_id)
    left join files as f using (document_id)
    left join owners as o using (document_id)
    left join owner_lines as l using (document_id)
    left join head_names as n using (document_id)
    left join title_years as y using (document_id)
    left join header_years as h using (document_id)
),

-- A body that is a province, a city or a district is its whole government.
judged as (
    select
        n.*,
        {{ unit_name('n.printed_unit_name') }} as unit_name,
        exists (select 1 from {{ ref('regions') }} as g where g.name = n.printed_unit_name) and n.unit_name_source <> 'file_name' as is_region
    from named as n
)

select
    document_id,
    report_kind,
    scope,
    -- A report that says neither whose nor of which year it is has no place among the others.
    case
        when reason_code is not null then reason_code
        when is_region then 'government_budget'
        when coalesce(unit_name, '') = '' then 'unit_unknown'
        when fiscal_year is null then 'year_unknown'
    end as reason_code,
    case
        when reason_code is not null then reason_zh
        when is_region then '这是“' || unit_name || '”一级政府的预算或决算，不是某个部门或单位的公开报告。'
        when coalesce(unit_name, '') = '' then '看不出是哪个单位的报告：封面、正文和表头均无单位名称，文件名也没有（或几个文件名互相矛盾）。'
        when fiscal_year is null then '看不出是哪一年的报告：封面、正文和表名均无年度，文件名也没有（或几个文件名互相矛盾）。'
    end as reason_zh,
    case
        when reason_code is not null then reason_en
        when is_region then 'This is the budget or final accounts of the whole government of "' || unit_name || '", not the disclosure of one body.'
        when coalesce(unit_name, '') = '' then 'Neither its cover, its text nor its tables say whose report it is, nor does its name (or its names contradict each other).'
        when fiscal_year is null then 'Neither its cover, its text nor its tables say of which year it is, nor does its name (or its names contradict each other).'
    end as reason_en,
    fiscal_year,
    fiscal_year_source,
    printed_unit_name,
    unit_name_source,
    unit_name,
    md5(unit_name) as unit_id
from judged
