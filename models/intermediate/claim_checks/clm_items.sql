-- Items that the text names under 人员经费 or 公用经费 against the lines of the basic expenditure table: each one named prints an amount.
with lists as (
    select
        s.document_id as report_id, s.sentence_id, s.page_no, s.x0, s.top, s.x1, s.bottom, s.sentence,
        unnest(regexp_extract_all(s.sentence, '((?:人员|公用)经费)[0-9,.]+(?:万|亿)?元,?(?:主要)?(?:包括|列支科目有|科目有|用于)[^;]*', 1)) as kind,
        unnest(regexp_extract_all(s.sentence, '(?:人员|公用)经费[0-9,.]+(?:万|亿)?元,?(?:主要)?(?:包括|列支科目有|科目有|用于)[:]?([^;:]*)', 1)) as listed
    from {{ ref('int_sentence') }} as s
    inner join {{ ref('int_report') }} as r using (document_id)
    where s.place = 'paragraph' and r.reason_code is null and r.report_kind = 'final_accounts'
),

named as (
    select
        *,
        unnest(string_split(listed, '、')) as printed_name
    from lists
),

-- Every economic line of the table, printed with an amount or blank.
table_rows as (
    select
        w.document_id as report_id,
        w.table_seq as table_no,
        t.table_code,
        w.economic_code,
        {{ plain_name('w.row_label') }} as name,
        max(a.cell_id) as cell_id,
        coalesce(max(abs(a.amount)), 0) as amount
    from {{ ref('int_row') }} as w
    inner join {{ ref('int_table') }} as t using (document_id, table_seq)
    inner join {{ ref('int_table_kind') }} as d using (table_code)
    left join {{ ref('int_reported_amount') }} as a
        on a.report_id = w.document_id and a.table_no = w.table_seq and a.row_no = w.row_no and a.block_no = w.block_no
    where d.family = 'basic_expenditure' and length(w.economic_code) = 5
    group by all
),

held as (
    select
        n.report_id, n.sentence_id, n.kind,
        any_value(n.page_no) as page_no, any_value(n.x0) as x0, any_value(n.top) as top, any_value(n.x1) as x1, any_value(n.bottom) as bottom,
        any_value(n.sentence) as sentence,
        min(r.table_no) as table_no, min_by(r.table_code, r.table_no) as table_code,
        count(distinct n.printed_name) as names,
        count(distinct n.printed_name) filter (where r.amount > 0) as with_amount,
        string_agg(distinct n.printed_name, '、' order by n.printed_name) filter (where r.amount = 0) as blank_names,
        list(distinct r.cell_id order by r.cell_id) filter (where r.cell_id is not null) as cells
    from named as n
    left join table_rows as r
        on r.report_id = n.report_id
        and r.name = {{ plain_name("regexp_replace(n.printed_name, '等.*$|。$', '')") }}
        and (n.kind = '人员经费') = (left(r.economic_code, 3) in ('301', '303'))
    group by n.report_id, n.sentence_id, n.kind
)

{%- set status %}
case
        -- A list whose names the table mostly does not know is no list of its lines.
        when with_amount < 0.7 * names then 'not_evaluable'
        when blank_names is not null then 'violated'
        else 'exact'
    end
{%- endset %}

select
    {{ claim_check(
        identity_code="'text_names_items'", instance='sentence_id || kind', scope='kind',
        statement="coalesce(blank_names || ' ← ∅', with_amount || ' / ' || names)", status=status, page_no='page_no',
        table_no='table_no', table_code='table_code', addends='names',
        reason="case when with_amount < 0.7 * names then 'most of the names are not lines of the table / 所列名称多数不是表内科目' end",
        evidence='cells'
    ) }}
from held
