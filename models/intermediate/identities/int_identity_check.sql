-- One row an identity instance of a report: both sides, their difference, the tolerance of printed precision, and the verdict;
-- with the acknowledgement of a reviewer, who has looked at it and accepted it.
with checks as (
    {% for model in [
        'int_identity_verdict', 'int_note_check', 'int_number_form', 'int_total_check', 'int_bound_check', 'int_presence_check',
    ] %}
    select * from {{ ref(model) }}
    union all
    {% endfor %}
    {% for model in ['int_missing_table', 'int_missing_report', 'int_missing_line', 'int_form_scope'] %}
    select
        check_id, report_id, identity_code, table_no, table_code, scope, statement,
        cast(null as decimal(28, 6)), cast(null as decimal(28, 6)), cast(null as decimal(28, 6)), cast(0 as decimal(28, 8)), 0,
        'not_evaluable', reason, cast([] as varchar[])
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    c.*,
    k.acknowledged_by,
    k.acknowledged_on,
    k.reason as acknowledged_why
from checks as c
inner join {{ ref('stg_documents') }} as d on d.document_id = c.report_id
-- An acknowledgement marks a violated instance, it never hides it.
left join {{ ref('acknowledgements') }} as k
    on c.status = 'violated' and k.source_file = d.source_file and k.identity_code = c.identity_code
    and regexp_matches(coalesce(c.scope, ''), coalesce(k.scope_pattern, ''))
qualify row_number() over (partition by c.check_id order by k.acknowledged_on) = 1
