-- Subjects that the text names in full, 类 款 项: the item is one of the classification or of the report's tables; and one that the
-- glossary explains is used by the tables of the report.
with named as (
    select
        s.document_id, s.sentence_id, s.page_no, s.x0, s.top, s.x1, s.bottom, s.sentence,
        coalesce(k.section_kind, '') = 'glossary' as is_glossary,
        unnest(list_distinct(regexp_extract_all(s.sentence, '[一-龥、()“”]*?\(类\)[一-龥、()“”]*?\(款\)[一-龥、()“”]*?\(项\)'))) as printed
    from {{ ref('int_sentence') }} as s
    inner join {{ ref('int_report') }} as r using (document_id)
    inner join {{ ref('stg_paragraphs') }} as p on p.document_id = s.document_id and p.seq = s.place_no
    left join {{ ref('int_section_kind') }} as k using (section_path)
    where s.place = 'paragraph' and r.reason_code is null and s.sentence like '%(项)%'
),

items as (
    select
        *,
        regexp_replace(left(printed, length(printed) - 3), '^.*\([类款]\)(支出)?', '') as item,
        {{ plain_name("regexp_replace(left(printed, length(printed) - 3), '^.*\\([类款]\\)(支出)?', '')") }} as item_key
    from named
),

known as (
    select distinct name_zh as name, {{ plain_name('name_zh') }} as name_key
    from {{ ref('function_subject') }}
    where length(code) = 7
),

used as (
    select distinct report_id, {{ plain_name('row_label') }} as name_key
    from {{ ref('int_reported_amount') }}
    where function_code is not null and row_label not like '%/%'
),

with_items as (
    select distinct report_id from {{ ref('int_reported_amount') }} where length(function_code) = 7
),

judged as (
    select
        i.*,
        u.name_key is not null as is_used,
        k.name_key is not null as is_known,
        w.report_id is not null as has_items
    from items as i
    left join used as u on u.report_id = i.document_id and u.name_key = i.item_key
    left join (select distinct name_key from known) as k on k.name_key = i.item_key
    left join with_items as w on w.report_id = i.document_id
    where i.item_key <> ''
),

-- The name that an unknown one is nearest to, where one is near.
nearest as (
    select j.item_key, arg_min(k.name, {{ characters_apart('k.name_key', 'j.item_key') }}) as name
    from (select distinct item_key from judged where not is_used and not is_known) as j
    inner join known as k on {{ characters_apart('k.name_key', 'j.item_key') }} <= 2
    group by j.item_key
),

checks as (
    select
        'text_subject_exists' as identity_code, j.*,
        j.item || coalesce(' → ' || n.name, '') as statement,
        case when is_used or is_known then 'exact' else 'violated' end as status
    from judged as j
    left join nearest as n using (item_key)
    union all
    select
        'text_glossary_subject', j.*,
        j.item,
        case when is_used then 'exact' else 'violated' end
    from judged as j
    where is_glossary and has_items and is_known
)

select
    {{ claim_check(
        identity_code='identity_code', instance="md5(concat_ws('|', identity_code, sentence_id, printed))", scope='printed',
        statement='statement', status='status', report_id='document_id', page_no='page_no'
    ) }}
from checks
