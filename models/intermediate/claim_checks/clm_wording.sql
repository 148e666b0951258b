-- What the words of running text get wrong: another year's report, traces of the template, a direction against the amounts,
-- a subject that the tables do not use although they print the amount under another one.
with claims as (
    select * from {{ ref('int_claim_operand') }}
),

paragraphs as (
    select p.*, r.fiscal_year, r.report_kind, r.scope
    from {{ ref('stg_paragraphs') }} as p
    inner join {{ ref('int_report') }} as r using (document_id)
    where r.reason_code is null
),

-- 第三部分: the heading of a part stands above its paragraphs, of which the first says the page; 一、2022年度部门预算情况 may tell of another report.
parts as (
    select p.document_id, h.heading, min(p.seq) as first_seq
    from paragraphs as p, unnest(p.section_path) as h (heading)
    where regexp_matches(h.heading, '^第[一二三四五六七八九十]+部分')
    group by p.document_id, h.heading
),

titles as (
    select *, cast(seq as varchar) as place from paragraphs
    union all
    select
        p.* replace ({{ squeeze('t.heading') }} as text_squeezed, null as x0, null as top, null as x1, null as bottom),
        t.heading
    from parts as t
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
years as (
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
),

-- What the template leaves behind is looked for in paragraphs, headings of parts, notes and cells of words.
passages as (
    select document_id, 'paragraph' as place, seq as place_no, page_no, x0, top, x1, bottom, text, text_squeezed
    from paragraphs
    union all
    select t.document_id, 'heading', t.first_seq, p.page_no, null, null, null, null, t.heading, {{ squeeze('t.heading') }}
    from parts as t
    inner join paragraphs as p on p.document_id = t.document_id and p.seq = t.first_seq
    -- Where tables stand between the two, the page of the paragraph is not that of the heading.
    anti join {{ ref('stg_tables') }} as b on b.document_id = t.document_id and {{ squeeze('b.section') }} = {{ squeeze('t.heading') }}
    union all
    select n.document_id, 'note', n.table_seq * 1000 + n.seq, n.page_no, n.x0, n.top, n.x1, n.bottom, n.text, n.text_squeezed
    from {{ ref('stg_notes') }} as n
    inner join {{ ref('int_report') }} as r using (document_id)
    where r.reason_code is null and n.position = 'below'
    union all
    select c.document_id, 'cell', c.table_seq * 1000000 + c.row_no * 100 + c.col_no, c.page_no, c.x0, c.top, c.x1, c.bottom, c.printed_text, c.text_squeezed
    from {{ ref('stg_cells') }} as c
    inner join {{ ref('int_table') }} as t using (document_id, table_seq)
    inner join {{ ref('int_report') }} as r using (document_id)
    inner join {{ ref('tables') }} as k on k.table_code = t.table_code
    where r.reason_code is null and k.family = 'performance' and regexp_matches(c.text_squeezed, '[一-龥].*[一-龥].*[一-龥].*[一-龥]')
),

residue as (
    select
        'text_residue' as identity_code,
        p.document_id as report_id,
        md5(concat_ws('|', p.document_id, p.place, p.place_no, w.priority)) as instance,
        p.page_no, p.x0, p.top, p.x1, p.bottom,
        w.says_zh || ' / ' || w.says_en as scope,
        '“' || regexp_extract(p.text_squeezed, '.{0,8}(?:' || w.pattern || ').{0,8}', 0) || '”' as statement,
        cast(null as double) as lhs, cast(null as double) as rhs,
        'violated' as status,
        regexp_extract(p.text_squeezed, '[^。]*(?:' || w.pattern || ')[^。]*', 0) as sentence,
        [] as evidence
    from (select *, regexp_matches(text_squeezed, '{{ narrative_residue() }}') as is_suspect from passages) as p
    inner join {{ ref('narrative_residue') }} as w on regexp_matches(p.text_squeezed, w.pattern) and (p.place in ('paragraph', 'heading') or not w.is_prose_only)
    -- A pattern in a column is compiled once a row: only the few passages that any of them fits come so far.
    where
        p.is_suspect and not regexp_matches(p.text_squeezed, '[.…·]{6,}')
        -- 二级预算      预算数: what wide gaps part in a text export are the heads of columns, not one phrase.
        and regexp_matches({{ squeeze("regexp_replace(p.text, ' {3,}', '¦', 'g')") }}, w.pattern)
),

-- 增加主要原因 where the amount spent is below the budget it was compared with, or the amount has just been said to fall.
directions as (
    select
        d.*,
        c.direction as said_direction, c.claim_id as said_id, c.printed_text as said_text, c.clause as said_clause,
        f.claim_id as final_id, f.magnitude as final_amount, f.half_unit as final_half, f.printed_text as final_text,
        b.claim_id as budget_id, b.magnitude as budget, b.half_unit as budget_half, b.printed_text as budget_text
    from claims as d
    asof left join (select * from claims where claim = 'change' and direction in ('up', 'down')) as c
        on c.report_id = d.report_id and c.paragraph = d.paragraph and c.subject is not distinct from d.subject and c.claim_no < d.claim_no
    asof left join (select * from claims where claim = 'amount' and measure = 'final_amount') as f
        on f.report_id = d.report_id and f.paragraph = d.paragraph and f.subject is not distinct from d.subject and f.claim_no < d.claim_no
    asof left join (select * from claims where claim = 'amount' and measure in ('initial_budget', 'adjusted_budget', 'budget_amount')) as b
        on b.report_id = d.report_id and b.paragraph = d.paragraph and b.subject is not distinct from d.subject and b.claim_no < d.claim_no
    where d.claim = 'direction'
),

direction_checks as (
    select
        'text_direction' as identity_code,
        report_id, claim_id, page, x0, top, x1, bottom, subject,
        printed_text || ' ← ' || case
            when said_id is not null and direction <> 'none' then regexp_extract(said_clause, '.{0,8}$', 0) || said_text
            else final_text || ' − ' || budget_text
        end as statement,
        case
            when direction = 'none' and (final_amount is null or budget is null) then 'not_evaluable'
            when direction = 'none' then case when abs(final_amount - budget) <= final_half + budget_half then 'exact' else 'violated' end
            when said_id is not null then case when said_direction = direction then 'exact' else 'violated' end
            when final_amount is null or budget is null or final_amount = budget then 'not_evaluable'
            when (final_amount > budget) = (direction = 'up') then 'exact'
            else 'violated'
        end as status,
        sentence,
        list_filter([claim_id, said_id, final_id, budget_id], lambda x: x is not null) as evidence
    from directions
),

-- 增加5万元,下降3%: two directions of one change.
opposed as (
    select
        'text_direction' as identity_code, p.report_id, p.claim_id, p.page, p.x0, p.top, p.x1, p.bottom, p.subject,
        regexp_extract(d.clause, '.{0,8}$', 0) || d.printed_text || ' / ' || p.clause || p.printed_text as statement,
        case when d.direction = p.direction then 'exact' else 'violated' end as status,
        p.sentence,
        [p.claim_id, d.claim_id] as evidence
    from claims as p
    inner join claims as d
        on d.report_id = p.report_id and d.sentence_id = p.sentence_id and d.figure_no = p.figure_no - 1
        and d.claim = 'change' and d.subject is not distinct from p.subject and d.direction in ('up', 'down')
    where p.claim = 'change_percent' and p.direction in ('up', 'down')
),

-- 一般公共服务(类)1,225.06万元, where the tables print 1,225.06 under 208 and nothing under 201.
item_rows as (
    select distinct
        o.report_id, o.function_code, cast(o.value as double) as value, cast(o.half_unit as double) as half_unit, o.row_label, o.cell_id, o.table_no, o.table_code
    from {{ ref('int_operand') }} as o
    where o.function_code is not null and o.measure_code in ('total', 'current_year_expenditure') and o.has_unit and o.row_label not like '%/%'
),

used as (
    select distinct report_id, function_code from {{ ref('int_reported_amount') }} where function_code is not null
),

subjects as (
    select
        c.*,
        k.class_name, k.section_name, k.item_name, k.candidates,
        case when k.item_name <> '' then 7 when k.section_name <> '' then 5 else 3 end as code_length
    from claims as c
    inner join {{ ref('int_claim_subject') }} as k on k.report_id = c.report_id and k.subject = c.subject
    where
        c.claim = 'amount' and c.place = 'paragraph' and c.magnitude > 0 and c.period = 'current_year'
        and (k.item_name <> '' or k.section_name <> '' or k.class_name <> '')
        and c.measure not in ('initial_budget', 'adjusted_budget')
),

class_codes as (
    select distinct left(code, 3) as class_code, {{ plain_name('name_zh') }} as class_name
    from {{ ref('function_subject') }}
    where length(code) = 3
),

-- Rows that print the amount: those of the class named, where there are any, or else of any class.
amount_rows as (
    select s.claim_id, i.*
    from subjects as s
    inner join item_rows as i
        on i.report_id = s.report_id and length(i.function_code) = s.code_length and abs(i.value - s.magnitude) <= i.half_unit + s.half_unit + 1e-6
    left join class_codes as c on c.class_name = s.class_name and c.class_code = left(i.function_code, 3)
    qualify (c.class_code is not null) = bool_or(c.class_code is not null) over (partition by s.claim_id)
),

subject_checks as (
    select
        'text_subject_in_tables' as identity_code,
        s.report_id, s.claim_id, s.page, s.x0, s.top, s.x1, s.bottom, s.subject,
        s.printed_text || ' → ' || min(i.function_code) || ' ' || min_by(i.row_label, row(i.function_code, i.row_label)) as statement,
        case
            -- The name is not that of the row which prints this very amount, and no row bears a code of this name.
            when count(distinct i.function_code) = 1 and bool_and(u.function_code is null) then 'violated'
            when bool_or(u.function_code is not null) then 'exact'
            else 'not_evaluable'
        end as status,
        s.sentence,
        [s.claim_id] as evidence
    from subjects as s
    left join amount_rows as i on i.claim_id = s.claim_id
    left join used as u on u.report_id = s.report_id and list_contains(s.candidates, u.function_code)
    where exists (select 1 from item_rows as x where x.report_id = s.report_id and length(x.function_code) = s.code_length)
    -- A region may print a name of its own, as its tables do.
    and not exists (
        select 1 from item_rows as x
        where x.report_id = s.report_id
            and length(x.function_code) = s.code_length
            and {{ plain_name('x.row_label') }} = case when s.item_name <> '' then s.item_name when s.section_name <> '' then s.section_name else s.class_name end
            and length(s.candidates) = 0
    )
    group by s.report_id, s.claim_id, s.page, s.x0, s.top, s.x1, s.bottom, s.subject, s.printed_text, s.sentence
),

-- 固定资产金额302,475,975.31万元, of a body whose largest amount in a table is a few hundred million yuan: 元 printed as 万元.
unit_checks as (
    select
        'text_unit_of_assets' as identity_code, c.report_id, c.claim_id, c.page, c.x0, c.top, c.x1, c.bottom, c.subject,
        c.printed_text || ' / ' || cast(m.largest as decimal(28, 2)) || '元' as statement,
        case when c.magnitude > 1000 * m.largest and c.magnitude / c.scale <= 1000 * m.largest then 'violated' else 'exact' end as status,
        c.sentence,
        [c.claim_id] as evidence
    from claims as c
    inner join (
        select report_id, cast(max(abs(value)) as double) as largest
        from {{ ref('int_operand') }}
        where has_unit
        group by report_id
    ) as m using (report_id)
    where c.claim = 'amount' and c.place = 'paragraph' and c.scale > 1 and regexp_matches(c.subject, '资产') and m.largest > 0
),

checks as (
    select identity_code, report_id, instance, page_no, x0, top, x1, bottom, scope, statement, lhs, rhs, status, sentence, cast([] as varchar[]) as evidence
    from years
    union all
    select * exclude (evidence), cast([] as varchar[]) from residue
    union all
    select identity_code, report_id, claim_id, page, x0, top, x1, bottom, subject, statement, null, null, status, sentence, evidence
    from direction_checks
    union all
    select identity_code, report_id, claim_id, page, x0, top, x1, bottom, subject, statement, null, null, status, sentence, evidence
    from opposed
    union all
    select identity_code, report_id, claim_id, page, x0, top, x1, bottom, subject, statement, null, null, status, sentence, evidence
    from subject_checks
    union all
    select identity_code, report_id, claim_id, page, x0, top, x1, bottom, subject, statement, null, null, status, sentence, evidence
    from unit_checks
)

select
    {{ claim_check(
        identity_code='identity_code', instance='instance', scope='scope', statement='statement', status='status', page_no='page_no',
        lhs='lhs', rhs='rhs',
        reason="case when status = 'not_evaluable' then 'the amounts that would decide are not told / 未说明据以判断的金额' end",
        evidence='evidence'
    ) }}
from checks
