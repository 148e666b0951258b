-- Every statement of a figure in running text: subject, measure, period, value and unit as printed, yuan where it is money.
with units as (
    select
        * replace (
            -- 政府性基金预算支出为0: nothing is nothing in any unit of money.
            case
                when kind = 'figure' and unit = '' and value = 0 and regexp_matches(clause, '(预算|决算|支出|收入|经费|费|拨款|资金|总额|总计|合计|数)(均|各|共)?为?$') then '万元'
                else unit
            end as unit
        )
    from {{ ref('int_claim') }}
),

figures as (
    select
        *,
        case
            when kind <> 'figure' then null
            when regexp_matches(unit, '元$') then
                case
                    when unit like '%亿元' then 100000000 when unit like '%百万元' then 1000000 when unit like '%万元' then 10000
                    when unit like '%千元' then 1000 else 1
                end
        end as unit_scale,
        case
            when role not in ('change', 'direction') then null
            when kind = 'same' or change_word like '%等于%' then 'none'
            when regexp_matches(change_word, '减加|增|升|提高|大于|高于|多于') then 'up'
            when regexp_matches(change_word, '减|降|缩|小于|低于|少于') then 'down'
        end as direction
    from units
),

-- A figure that is no number of a report (digits run together) is told as it is printed, without value.
fitting as (
    select * replace (case when {{ fits_money('value', 'unit_scale') }} then value end as value)
    from figures
),

-- A year named with a report (在2022年度部门决算中反映) is a claim too: last year's text left in is found by it.
years as (
    select
        sentence_id,
        unnest(regexp_extract_all(sentence, '(20[0-9]{2})年度?(?:部门|单位)(?:预算|决算)', 1)) as year,
        unnest(regexp_extract_all(sentence, '20[0-9]{2}(年度?)(?:部门|单位)(?:预算|决算)', 1)) as unit,
        unnest(regexp_extract_all(sentence, '20[0-9]{2}年度?((?:部门|单位)(?:预算|决算))', 1)) as subject
    from {{ ref('int_sentence') }}
    union all
    select sentence_id, unnest(regexp_extract_all(sentence, '截[止至](20[0-9]{2})年\)', 1)), '年', '目标年度'
    from {{ ref('int_sentence') }}
),

claims as (
    select
        f.document_id as report_id,
        f.sentence_id,
        f.figure_no,
        f.section,
        case f.role
            when 'stated_none' then 'stated_none'
            when 'share' then 'share_percent'
            when 'completion' then 'completion_percent'
            when 'change' then case when f.unit in ('%', '‰') then 'change_percent' when f.unit like '%百分点' then 'change_points' else 'change' end
            when 'direction' then 'direction'
            when 'threshold' then 'threshold'
            else case
                when f.unit_scale is not null then 'amount'
                when f.unit in ('%', '‰') then 'rate'
                when f.unit = '分' then 'score'
                else 'count'
            end
        end as claim,
        f.subject,
        f.subject_source,
        coalesce(f.measure, '') as measure,
        case
            when f.role in ('level', 'stated_none') and regexp_matches(f.clause, '^(相)?(比|较|与|同)[^,;:]*(年|预算|决算|执行|同期)') then 'prior_year'
            when f.role in ('level', 'stated_none') and regexp_matches(f.clause, '上年|去年') and not regexp_matches(f.clause, '上年(末)?(度)?(结转|结余|实户资金)') then 'prior_year'
            else 'current_year'
        end as period,
        case when f.kind in ('none', 'same') then 0 else f.value end as value,
        case
            when f.kind = 'none' and regexp_matches(f.subject, '设备') then '台'
            when f.kind = 'none' and regexp_matches(f.subject, '车辆') then '辆'
            when f.kind in ('none', 'same') then '万元'
            when f.kind = 'direction' then ''
            else f.unit
        end as unit,
        case when f.kind in ('none', 'same') then null else f.printed_decimals end as printed_decimals,
        try_cast(case when f.kind in ('none', 'same') then 0 else f.value * f.unit_scale * case when f.direction = 'down' then -1 else 1 end end as decimal(18, 2)) as amount,
        f.direction,
        f.kind <> 'figure' as is_said_in_words,
        f.clause,
        f.printed_text,
        f.page_no,
        f.x0,
        f.top,
        f.x1,
        f.bottom
    from fitting as f
    union all
    select
        s.document_id, s.sentence_id, 1000 + row_number() over (partition by s.sentence_id order by y.year), s.section,
        'year', y.subject, 'clause', '', 'current_year', cast(y.year as decimal(28, 8)), y.unit, 0, null, null, false, '', y.year || y.unit,
        s.page_no, s.x0, s.top, s.x1, s.bottom
    from years as y
    inner join {{ ref('int_sentence') }} as s using (sentence_id)
    inner join {{ ref('int_report') }} as r on r.document_id = s.document_id and r.reason_code is null
)

select
    md5(concat_ws('|', c.sentence_id, c.figure_no)) as claim_id,
    c.report_id,
    c.section,
    c.claim,
    c.subject,
    c.subject_source,
    k.subject_code,
    k.subject_key,
    c.measure,
    c.period,
    try_cast(c.value as decimal(24, 8)) as value,
    -- Sentences are read half-width; the unit is given with the brackets that it is printed with, 台（套）.
    case
        when c.unit like '%(%' and contains(regexp_replace(p.text, '\s', '', 'g'), replace(replace(c.unit, '(', '（'), ')', '）'))
            then replace(replace(c.unit, '(', '（'), ')', '）')
        else c.unit
    end as unit,
    cast(c.printed_decimals as integer) as printed_decimals,
    c.amount,
    c.direction,
    c.is_said_in_words,
    s.sentence,
    c.printed_text,
    c.clause,
    s.place,
    c.sentence_id,
    cast(c.figure_no as integer) as figure_no,
    c.page_no as page,
    c.x0,
    c.top,
    c.x1,
    c.bottom
from claims as c
inner join {{ ref('int_sentence') }} as s using (sentence_id)
left join {{ ref('int_claim_subject') }} as k on k.report_id = c.report_id and k.subject = c.subject
left join {{ ref('stg_paragraphs') }} as p on p.document_id = c.report_id and s.place = 'paragraph' and p.seq = s.place_no
