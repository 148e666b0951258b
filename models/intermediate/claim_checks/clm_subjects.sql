-- Subjects of the text whose amount the tables print under another subject, and none under this one:
-- 一般公共服务(类)1,225.06万元, where the tables print 1,225.06 under 208 and nothing under 201.
with claims as (
    select * from {{ ref('int_claim_operand') }}
),

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
)

select
    {{ claim_check(
        identity_code='identity_code', instance='claim_id', scope='subject', statement='statement', status='status',
        reason="case when status = 'not_evaluable' then 'the amounts that would decide are not told / 未说明据以判断的金额' end",
        evidence='evidence'
    ) }}
from subject_checks
