-- How running text names the report: its year, kind and scope in headings and sentences, and the day that stocks are told for.
with paragraphs as (
    select p.*, r.fiscal_year, r.report_kind, r.scope
    from {{ ref('stg_paragraphs') }} as p
    inner join {{ ref('int_report') }} as r using (document_id)
    where r.reason_code is null
),

titles as (
    select *, cast(seq as varchar) as place from paragraphs
    union all
    select
        p.* replace (t.heading_squeezed as text_squeezed, null as x0, null as top, null as x1, null as bottom),
        t.heading
    from {{ ref('int_part_heading') }} as t
    inner join paragraphs as p on p.document_id = t.document_id and p.seq = t.first_seq
),

-- 第三部分 某局2023年度部门决算情况说明: headings that name a report by year, scope and kind. 预算执行情况 names none: final accounts
-- and the budget of the next year tell of it.
headings as (
    select
        *,
        try_cast(regexp_extract(text_squeezed, '(20[0-9]{2})年度?(?:部门|单位)(?:预算|决算)', 1) as integer) as named_year,
        case regexp_extract(text_squeezed, '20[0-9]{2}年度?(部门|单位)(?:预算|决算)', 1) when '部门' then 'department' else 'unit' end as named_scope,
        case regexp_extract(text_squeezed, '20[0-9]{2}年度?(?:部门|单位)(预算|决算)', 1) when '预算' then 'budget' else 'final_accounts' end as named_kind
    from titles
    where
        length(text_squeezed) <= 60
        and regexp_matches(text_squeezed, '^[^,;。:]*20[0-9]{2}年度?(部门|单位)(预算|决算)(公开|编制|总体|报告|报表|表|情况|的)*(说明|公开|报表|表|报告)?$')
        and fiscal_year is not null and report_kind in ('budget', 'final_accounts')
),

-- 截至2024年12月31日,共有车辆7辆: the day that stocks are told for.
days as (
    select
        *,
        regexp_extract(text_squeezed, '截[至止]到?(20[0-9]{2}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日|底|末)?)[^。]{0,60}(?:车辆|资产|设备|编制)', 1) as day_text
    from paragraphs
    where report_kind in ('budget', 'final_accounts') and fiscal_year is not null
),

day_checks as (
    select
        *,
        try_cast(left(day_text, 4) as integer) as day_year,
        coalesce(try_cast(regexp_extract(day_text, '年([0-9]{1,2})月', 1) as integer), 12) as day_month
    from days
    where day_text <> ''
),

-- 在2022年度部门决算中反映…, in a report of 2023.
checks as (
    select
        'text_names_year' as identity_code,
        p.document_id as report_id,
        md5(concat_ws('|', p.document_id, p.seq, y.year)) as instance,
        p.page_no, p.x0, p.top, p.x1, p.bottom,
        '报告年度' as scope,
        y.year || ' = ' || p.fiscal_year as statement,
        cast(y.year as double) as lhs,
        cast(p.fiscal_year as double) as rhs,
        case when cast(y.year as integer) = p.fiscal_year then 'exact' else 'violated' end as status,
        regexp_extract(p.text_squeezed, '[^。]*在' || y.year || '年度?(?:部门|单位)(?:决算|预算)中[^。]*', 0) as sentence,
        [] as evidence
    from paragraphs as p, unnest(list_distinct(regexp_extract_all(p.text_squeezed, '在(20[0-9]{2})年度?(?:部门|单位)(?:决算|预算)中(?:反映|公开|列示)?', 1))) as y (year)
    where p.fiscal_year is not null
    union all
    select
        'text_names_year', document_id, md5(concat_ws('|', document_id, place, 'heading')), page_no, x0, top, x1, bottom, text_squeezed,
        named_year || ' = ' || fiscal_year, named_year, fiscal_year,
        case when named_year = fiscal_year then 'exact' else 'violated' end, text_squeezed, []
    from headings
    union all
    -- A budget is published in the first months of its year; final accounts tell of its end.
    select
        'text_names_day', document_id, md5(concat_ws('|', document_id, seq, day_text)), page_no, x0, top, x1, bottom, '时点',
        day_text || ' / ' || case report_kind when 'budget' then '预算 ' else '决算 ' end || fiscal_year, day_year, fiscal_year,
        case
            when report_kind = 'final_accounts' and day_year <> fiscal_year then 'violated'
            when report_kind = 'budget' and (day_year > fiscal_year or day_year = fiscal_year and day_month > 6) then 'violated'
            else 'exact'
        end,
        regexp_extract(text_squeezed, '[^。]*' || day_text || '[^。]*', 0), []
    from day_checks
    union all
    select
        'text_names_kind', document_id, md5(concat_ws('|', document_id, place, 'kind')), page_no, x0, top, x1, bottom, text_squeezed,
        case named_kind when 'budget' then '预算' else '决算' end || ' = ' || case report_kind when 'budget' then '预算' else '决算' end, null, null,
        case when named_kind = report_kind then 'exact' else 'violated' end, text_squeezed, []
    from headings
    union all
    select
        'text_names_scope', document_id, md5(concat_ws('|', document_id, place, 'scope')), page_no, x0, top, x1, bottom, text_squeezed,
        case named_scope when 'department' then '部门' else '单位' end || ' = ' || case scope when 'department' then '部门' else '单位' end, null, null,
        case when named_scope = scope then 'exact' else 'violated' end, text_squeezed, []
    from headings
    where scope is not null
)

select
    {{ claim_check(
        identity_code='identity_code', instance='instance', scope='scope', statement='statement', status='status', page_no='page_no',
        lhs='lhs', rhs='rhs'
    ) }}
from checks
