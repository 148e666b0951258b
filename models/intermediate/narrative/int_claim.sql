-- What each figure of running text says: of what (subject), which amount (measure), of when (period), in which part (role).
-- The words before a figure decide: 占 … makes a share, 完成 … a rate of completion, … 减少 a change; what is left names the subject.
-- A figure whose own clause names none is about the last subject named before it: in the same brackets, sentence, paragraph, heading.
{%- set compared = '(大于|小于|高于|低于|多于|少于)(?:上年|去年|年初|[0-9]{4}年)[^,;:]{0,8}数$' %}
{%- set changed_thing = '^(?:比|较|与|同)[^,;:]*(?:年|预算|决算|期)(?:[数比]|相比)?' ~ narrative_words('change') ~ '了?([一-龥()（）“”]{2,12})$' %}
{%- set rate_of_change = "own_role = 'level' and unit = '%' and before = '(' and lag(own_role) over in_order in ('change', 'changed_thing')" %}
{%- set named_first = '^(?:[0-9]{1,2}[.、]|[(][0-9一二三四五六七八九十]+[)]|[一二三四五六七八九十]+、)([^,;:。]{2,30}),(?:年初|20[0-9]{2}年度?)' %}
{%- set no_subject = '^(' ~ narrative_words('self') ~ ')?(' ~ narrative_words('generic') ~ '|' ~ narrative_words('period') ~ '|' ~ narrative_words('link') ~ ')*$' %}
with words as (
    select
        f.*,
        s.* exclude (sentence_id),
        r.unit_name,
        regexp_replace(r.unit_name, '\(.*\)$', '') as bare_unit_name,
        -- The clause that the figure stands in, and the one before it where the clause is empty (总额: 5万元).
        regexp_extract(f.before, '([^,;:]*)[,;:]?$', 1) as clause,
        coalesce(sum(len(regexp_extract_all(f.before, '\(')) - len(regexp_extract_all(f.before, '\)'))) over (
            partition by s.document_id, s.place, s.place_no order by s.sentence_no, f.figure_no
        ), 0) as depth
    from {{ ref('int_figure') }} as f
    inner join {{ ref('int_sentence') }} as s using (sentence_id)
    inner join {{ ref('int_report') }} as r using (document_id)
    where r.reason_code is null
),

named_roles as (
    select
        *,
        case
            when kind = 'none' then 'stated_none'
            when kind = 'same' then 'change'
            when kind = 'direction' then 'direction'
            when unit in ('%', '‰') and regexp_matches(clause, '占[^,;:]*$') then 'share'
            when unit in ('%', '‰') and regexp_matches(clause, '{{ narrative_words('completion') }}') then 'completion'
            when regexp_matches(clause, '{{ narrative_words('change') }}(了|约|近|额|数|幅度|幅|率|比例)*(为|了|约|近)*$') and not regexp_matches(clause, '新增[^,;:]*$') then 'change'
            -- 较上年增加了培训费0.20万元: what changed is named between the word and the figure.
            when regexp_matches(clause, '{{ changed_thing }}') then 'changed_thing'
            -- 本年数小于上年预算数29.65万元
            when regexp_matches(clause, '{{ compared }}') then 'change'
            when regexp_matches(after, '^(人民币)?\(?(含|及)?\)?以上') and (unit like '%元' or regexp_matches(clause, '(单价|价值)在?$')) then 'threshold'
            else 'level'
        end as own_role
    from words
),

roles as (
    select
        * exclude (own_role, clause, change_word),
        -- 增加27.47万元(402.20%): the rate in brackets is that of the change before them.
        case when {{ rate_of_change }} then lag(clause) over in_order else clause end as clause,
        case
            when {{ rate_of_change }} or own_role = 'changed_thing' then 'change'
            else own_role
        end as role,
        case
            when kind = 'direction' then printed_text
            when {{ rate_of_change }} then lag(change_word) over in_order
            else change_word
        end as change_word,
        case when own_role = 'changed_thing' then regexp_extract(clause, '{{ changed_thing }}', 1) end as changed_thing
    from (
        select
            *,
            case own_role
                when 'changed_thing' then regexp_extract(clause, '(?:年|预算|决算|期)(?:[数比]|相比)?({{ narrative_words('change') }})', 1)
                else coalesce(
                    nullif(regexp_extract(clause, '({{ narrative_words('change') }})(了|约|近|额|数|幅度|幅|率|比例)*(为|了|约|近)*$', 1), ''),
                    regexp_extract(clause, '{{ compared }}', 1)
                )
            end as change_word
        from named_roles
    )
    window in_order as (partition by sentence_id order by figure_no)
),

-- What precedes the frame of a share, a change, a comparison; a frame alone leaves nothing.
subjects as (
    select
        *,
        case case when role = 'direction' then 'change' else role end
            when 'share' then regexp_extract(clause, '^(.*?)占', 1)
            when 'completion' then regexp_extract(clause, '^(.*?)(?:{{ narrative_words('completion') }})', 1)
            when 'change' then
                case
                    when changed_thing is not null then changed_thing
                    when regexp_matches(clause, '{{ compared }}') then regexp_extract(clause, '^(.*?){{ compared }}', 1)
                    when regexp_matches(clause, '^(.*?)(比|较|与|同)') then regexp_extract(clause, '^(.*?)(?:比|较|与|同)', 1)
                    else regexp_replace(clause, '(总体|基本|大致|各|均)*(?:{{ narrative_words('change') }})?(了|约|近|额|数|幅度|幅|率|比例)*(为|了|约|近)*$', '')
                end
            when 'stated_none' then clause
            else case when regexp_matches(clause, '^(相)?(比|较|与|同)[^,;:]*(年|上年|去年|预算)') then '' else clause end
        end as phrase
    from roles
),

-- 无…: what is missing is named behind the word, unless it is only 预算 or 支出.
objects as (
    select
        *,
        case when role = 'stated_none' then regexp_extract(after, '^[^,;:]*', 0) end as none_object
    from subjects
),

cleaned as (
    select
        *,
        regexp_replace(
            case
                when none_object is not null and regexp_matches(regexp_replace(none_object, '^{{ narrative_words('none_use') }}?(年度|相应|相关|该项?|此[项类]?)?', ''), '^(预算|支出|收入|安排|决算|发生|使用|结转|资金)*(安排)?(的)?(预算|支出|收入)?$')
                    then phrase
                when none_object is not null then regexp_replace(regexp_replace(none_object, '^{{ narrative_words('none_use') }}', ''), '(安排的|的)(预算|支出|收入|情况)$', '')
                else phrase
            end,
            -- Everything up to the last year is about when, not about what.
            '^.*(19|20)[0-9]{2}年度?([0-9]{1,2}月)?([0-9]{1,2}日)?[底末初]?', ''
        ) as named_after_year,
        regexp_extract(phrase, '^(.*?)(19|20)[0-9]{2}年', 1) as named_before_year
    from objects
),

-- The body's own name is not what its figures are about.
unnamed as (
    select
        * replace (
            {% for column in ['named_after_year', 'named_before_year'] %}
            case
                when length(unit_name) > 3 and starts_with({{ column }}, unit_name) then substr({{ column }}, length(unit_name) + 1)
                when length(bare_unit_name) > 3 and starts_with({{ column }}, bare_unit_name) then substr({{ column }}, length(bare_unit_name) + 1)
                else {{ column }}
            end as {{ column }}{{ ',' if not loop.last }}
            {% endfor %}
        )
    from cleaned
),

stripped as (
    select
        *,
        {% for column in ['named_after_year', 'named_before_year'] %}
        regexp_replace(
            regexp_replace(
                case
                    -- 本年收入, 上年结转, 主要领导干部用车: here the word of time or of stress is part of the name.
                    when regexp_full_match({{ column }}, '({{ narrative_words('lead_in') }}|{{ narrative_words('self') }})*{{ narrative_words('whole_name') }}({{ narrative_words('link') }})*')
                        then regexp_extract({{ column }}, '{{ narrative_words('whole_name') }}({{ narrative_words('link') }})*$', 0)
                    else regexp_replace({{ column }}, '^({{ narrative_words('lead_in') }}|{{ narrative_words('self') }}|{{ narrative_words('period') }})+', '')
                end,
                '({{ narrative_words('link') }}|{{ narrative_words('period') }}|[、,])+$', ''
            ),
            '^[“”"]([^“”"]*)[“”"]$', '\1'
        ) as {{ column }}_stripped{{ ',' if not loop.last }}
        {% endfor %}
    from unnamed
),

measured as (
    select
        s.*,
        -- 年初预算, 支出决算 say which amount; what stands before them is the subject.
        {% for column in ['named_after_year', 'named_before_year'] %}
        case
            when regexp_full_match({{ column }}_stripped, '{{ narrative_words('total') }}') then {{ column }}_stripped
            -- 收入比2025年增加…: the sides of the budget themselves.
            when role = 'change' and {{ column }} in ('收入', '支出') and regexp_matches(clause, '^(收入|支出)(比|较|与|同)') then {{ column }}
            when regexp_matches(regexp_replace({{ column }}_stripped, '({{ narrative_measures() }})+$', ''), '{{ no_subject }}') then null
            else regexp_replace({{ column }}_stripped, '({{ narrative_words('measure_tail') }})+$', '')
        end as {{ column }}_subject{{ ',' if not loop.last }}
        {% endfor %}
    from stripped as s
),

own as (
    select
        * exclude (named_after_year_subject, named_before_year_subject),
        case
            -- 单价100万元(含)以上设备: the threshold is part of the name; what is counted behind it has that name.
            when role = 'threshold' then regexp_extract(clause, '((单位价值|单价|价值)在?)?$', 0) || printed_text || regexp_extract(after, '^[^,;:0-9]{2,16}', 0)
            when regexp_matches(clause, '^(人民币)?\(?(含|及)?\)?以上') then null
            -- 1名预备党员: what is counted is named behind the number.
            when role = 'level' and not regexp_matches(unit, '[元%‰分]$') and regexp_matches(regexp_replace(after, '^(左右|以上|以下|以内|之内)', ''), '^[一-龥]{2}')
                then regexp_replace(regexp_extract(regexp_replace(after, '^(左右|以上|以下|以内|之内)', ''), '^[^,;:()0-9]{2,20}', 0), '[、和与及的]+$', '')
            else coalesce(nullif(named_after_year_subject, ''), nullif(named_before_year_subject, ''))
        end as own_subject
    from measured
),

-- Sentences that name what the next ones are about: 1.…(类)…(款)…(项)。 因公出国（境）费用。 社会保险项目：
topics as (
    select
        s.sentence_id,
        s.document_id,
        s.place,
        s.place_no,
        s.sentence_no,
        case
            when regexp_matches(t.phrase, '\([类款项]\)') then regexp_extract(t.phrase, '([^,;:]*\([类款项]\)).*$', 1)
            when length(t.phrase) between 2 and 40 and not regexp_matches(t.phrase, '^(主要|用于|原因|其中|包括|全部|均由|注|说明|备注|截至|与|比|较|按|根据)|[,;]|原因|如下|(情况|包括|反映|显示|表明|以下方面|事项)$') then t.phrase
        end as topic
    from (
        select
            s.sentence_id,
            regexp_replace(
                regexp_replace(
                    case
                        when f.sentence_id is null then s.sentence
                        -- (一)热线工作经费,年初预算1,679万元
                        when regexp_matches(s.sentence, '{{ named_first }}') then regexp_extract(s.sentence, '{{ named_first }}', 1)
                        -- 1.小学教育(2050202),2023年度决算数为…
                        else regexp_extract(s.sentence, '^([^,;:]*):|^([^,;:]*(?:\([类款项]\)|\(2[0-9]{2,6}\))),', 0)
                    end,
                    '^(¶|[0-9]{1,2}[.、]|\([0-9一二三四五六七八九十]+\)|[一二三四五六七八九十]+、|{{ narrative_words('period') }}|(19|20)[0-9]{2}年度?)+', ''
                ), '(支出)?(总体|具体|安排|结构|变化)*情况(说明)?$|[:,]$', ''
            ) as phrase
        from {{ ref('int_sentence') }} as s
        left join (select distinct sentence_id from {{ ref('int_figure') }}) as f using (sentence_id)
    ) as t
    inner join {{ ref('int_sentence') }} as s using (sentence_id)
),

events as (
    select sentence_id, document_id, place, place_no, sentence_no, figure_no, depth, own_subject as subject
    from own
    union all
    select sentence_id, document_id, place, place_no, sentence_no, 0, 0, topic
    from topics
    where topic is not null and (regexp_full_match(topic, '{{ narrative_words('total') }}') or not regexp_matches(topic, '{{ no_subject }}'))
),

carried as (
    select
        sentence_id,
        figure_no,
        last_value(subject ignore nulls) over (partition by sentence_id, depth order by figure_no) as in_brackets,
        coalesce(
            last_value(subject ignore nulls) over (partition by document_id, place, place_no, depth order by sentence_no, figure_no),
            last_value(subject ignore nulls) over (partition by document_id, place, place_no order by sentence_no, figure_no)
        ) as in_paragraph
    from events
),

-- 无预算: the measure is behind the word.
measures as (
    select w.clause, w.none_object, min_by(m.measure, m.priority) as measure
    from (select distinct clause, none_object from own) as w
    inner join {{ ref('narrative_measures') }} as m
        on regexp_matches(regexp_replace(coalesce(w.none_object, w.clause), '{{ narrative_words('budget_name') }}', '', 'g'), m.word)
    group by w.clause, w.none_object
),

topic_before as (
    select
        sentence_id,
        last_value(topic ignore nulls) over (
            partition by document_id, place, section order by place_no, sentence_no
            rows between unbounded preceding and 1 preceding
        ) as topic_before
    from (
        select t.*, s.section
        from topics as t
        inner join {{ ref('int_sentence') }} as s using (sentence_id)
    )
),

resolved as (
    select
        o.*,
        coalesce(
            o.own_subject, c.in_brackets, c.in_paragraph,
            case when o.place = 'paragraph' then nullif(o.heading, '') end,
            t.topic_before
        ) as nearest_subject,
        case
            when o.own_subject is not null then 'clause'
            when c.in_brackets is not null then 'sentence'
            when c.in_paragraph is not null then 'paragraph'
            else 'heading'
        end as subject_source,
        m.measure
    from own as o
    left join carried as c using (sentence_id, figure_no)
    left join topic_before as t using (sentence_id)
    left join measures as m on m.clause = o.clause and m.none_object is not distinct from o.none_object
)

select
    * exclude (nearest_subject, bare_unit_name, changed_thing),
    -- 执行率 is that of the budget named last, not of the parts named in between.
    case
        when role = 'completion' and own_subject is null and clause like '%执行率%'
            then coalesce(
                last_value(case when measure in ('adjusted_budget', 'initial_budget', 'executed_amount') then nearest_subject end ignore nulls) over (
                    partition by document_id, place, place_no order by sentence_no, figure_no
                    rows between unbounded preceding and 1 preceding
                ), nearest_subject
            )
        else nearest_subject
    end as subject
from resolved
