-- Each document as a report: whose, which year, what kind. Names and years are read from the places that say them best.
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
    from {{ ref('int_column') }}
    group by document_id
),

texts as (
    select
        document_id,
        file_name,
        cover,
        try_cast(nullif(regexp_extract(file_name, '(20[0-9]{2})', 1), '') as integer) as file_year,
        try_cast(nullif(regexp_extract(file_name, '(?:^|[^0-9])([12][0-9])年', 1), '') as integer) + 2000 as short_file_year,
        try_cast(nullif(regexp_extract(cover, '(20[0-9]{2})年(?:度|部门|单位|预算|决算|项目|整体)', 1), '') as integer) as cover_year,
        try_cast(nullif(regexp_extract(cover, '(20[0-9]{2})年[0-9]{1,2}月', 1), '') as integer) as dated_year,
        -- 2024年度某某局部门决算, 某某局2026年部门预算
        regexp_extract(cover, '(?:20[0-9]{2}年度?)?([一-龥()、]{4,40}?)(?:20[0-9]{2}年)?度?(?:部门|单位)(?:整体|综合)?(?:预算|决算)', 1) as cover_name,
        regexp_replace(split_part(file_name, '_', 1), '(20)?[0-9]{2}年.*$|部门(预算|决算).*$|单位(预算|决算).*$|\((测试|汇总).*\)', '') as file_unit
    from {{ ref('int_document_text') }}
),

named as (
    select
        k.document_id,
        k.report_kind,
        k.scope,
        k.reason_code,
        k.reason_zh,
        k.reason_en,
        coalesce(
            y.title_year, t.cover_year, h.header_year, t.file_year, t.short_file_year,
            -- Final accounts and self-evaluations appear in the year after the one that they are about.
            case when k.report_kind in ('final_accounts', 'performance_self_evaluation') then t.dated_year - 1 end
        ) as fiscal_year,
        case
            when y.title_year is not null then 'table_title'
            when t.cover_year is not null then 'cover'
            when h.header_year is not null then 'header'
            when t.file_year is not null or t.short_file_year is not null then 'file_name'
            when k.report_kind in ('final_accounts', 'performance_self_evaluation') and t.dated_year is not null then 'date_of_report'
        end as fiscal_year_source,
        coalesce(
            o.owner_name,
            case when length(t.cover_name) >= 4 then t.cover_name end,
            nullif(t.file_unit, '')
        ) as printed_unit_name
    from {{ ref('int_document_kind') }} as k
    inner join texts as t using (document_id)
    left join owners as o using (document_id)
    left join title_years as y using (document_id)
    left join header_years as h using (document_id)
)

select
    document_id,
    report_kind,
    scope,
    -- A report that says neither whose nor of which year it is has no place among the others.
    case
        when reason_code is not null then reason_code
        when printed_unit_name is null then 'unit_unknown'
        when fiscal_year is null then 'year_unknown'
    end as reason_code,
    case
        when reason_code is not null then reason_zh
        when printed_unit_name is null then '看不出是哪个单位的报告：文件名、封面和表头均无单位名称。'
        when fiscal_year is null then '看不出是哪一年的报告：文件名、封面和表名均无年度。'
    end as reason_zh,
    case
        when reason_code is not null then reason_en
        when printed_unit_name is null then 'Neither its name, its cover nor its tables say whose report it is.'
        when fiscal_year is null then 'Neither its name, its cover nor its tables say of which year it is.'
    end as reason_en,
    fiscal_year,
    fiscal_year_source,
    printed_unit_name,
    {{ unit_name('printed_unit_name') }} as unit_name
from named
