-- What the words of running text get wrong: another year's report, traces of the template, a direction against the amounts,
-- a subject that the tables do not use although they print the amount under another one.
with claims as (
    select * from {{ ref('int_claim_operand') }}
),

paragraphs as (
    select p.*, r.fiscal_year, r.report_kind
    from {{ ref('stg_paragraphs') }} as p
    inner join {{ ref('int_report') }} as r using (document_id)
    where r.reason_code is null
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
),

residue as (
    select
        'text_residue' as identity_code,
        p.document_id as report_id,
        md5(concat_ws('|', p.document_id, p.seq, w.priority)) as instance,
        p.page_no, p.x0, p.top, p.x1, p.bottom,
        w.says_zh || ' / ' || w.says_en as scope,
        '“' || regexp_extract(p.text_squeezed, '.{0,8}(?:' || w.pattern || ').{0,8}', 0) || '”' as statement,
        cast(null as double) as lhs, cast(null as double) as rhs,
        'violated' as status,
        regexp_extract(p.text_squeezed, '[^。]*(?:' || w.pattern || ')[^。]*', 0) as sentence,
        [] as evidence
    from paragraphs as p
    inner join {{ ref('narrative_residue') }} as w on regexp_matches(p.text_squeezed, w.pattern)
    where not regexp_matches(p.text_squeezed, '[.…·]{6,}')
),

-- 增加主要原因 where the amount spent is below the budget it was compared with, or the amount has just been said to fall.
directions as (
    select
        d.*,
        c.direction as said_direction, c.claim_id as said_id, c.printed_text as said_text, c.clause as said_clause,
        f.claim_id as final_id, f.magnitude as final_amount, f.printed_text as final_text,
        b.claim_id as budget_id, b.magnitude as budget, b.printed_text as budget_text
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
            when said_id is not null then regexp_extract(said_clause, '.{0,8}$', 0) || said_text
            else final_text || ' − ' || budget_text
        end as statement,
        case
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
    select distinct report_id, function_code from {{ ref('fct_reported_amount') }} where function_code is not null
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
    left join item_rows as i
        on i.report_id = s.report_id and length(i.function_code) = s.code_length and abs(i.value - s.magnitude) <= i.half_unit + s.half_unit + 1e-6
    left join used as u on u.report_id = s.report_id and list_contains(s.candidates, u.function_code)
    where exists (select 1 from item_rows as x where x.report_id = s.report_id and length(x.function_code) = s.code_length)
    -- A region may print a name of its own, as its tables do.
    and not exists (
        select 1 from item_rows as x
        where x.report_id = s.report_id
            and {{ plain_name('x.row_label') }} = case when s.item_name <> '' then s.item_name when s.section_name <> '' then s.section_name else s.class_name end
            and length(s.candidates) = 0
    )
    group by s.report_id, s.claim_id, s.page, s.x0, s.top, s.x1, s.bottom, s.subject, s.printed_text, s.sentence
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
)

select
    identity_code,
    report_id,
    instance,
    page_no,
    x0,
    top,
    x1,
    bottom,
    cast(null as integer) as table_no,
    cast(null as varchar) as table_code,
    scope,
    statement,
    cast(lhs as decimal(28, 6)) as lhs,
    cast(rhs as decimal(28, 6)) as rhs,
    cast(0 as decimal(28, 8)) as tolerance,
    1 as addends,
    status,
    case when status = 'not_evaluable' then 'the amounts that would decide are not told / 未说明据以判断的金额' end as reason,
    evidence,
    sentence
from checks
