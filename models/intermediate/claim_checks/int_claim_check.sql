-- Checks of running text and performance tables, one row an instance, in the form of int_identity_check, with the sentence and its place.
with checks as (
    {% for model in [
        'clm_tables', 'clm_items', 'clm_percentages', 'clm_performance', 'clm_parts', 'clm_told', 'clm_names', 'clm_subject_names',
        'clm_report_names', 'clm_residue', 'clm_directions', 'clm_subjects', 'clm_asset_units',
    ] %}
    select
        identity_code, report_id, instance, page_no, x0, top, x1, bottom, table_no, table_code, scope, statement, lhs, rhs, tolerance,
        addends, status, reason, evidence, sentence
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    md5(concat_ws('|', c.identity_code, c.report_id, c.instance)) as check_id,
    c.report_id,
    c.identity_code,
    i.family,
    c.table_no,
    c.table_code,
    c.scope,
    c.statement,
    c.lhs,
    c.rhs,
    cast(c.lhs - c.rhs as decimal(28, 6)) as difference,
    c.tolerance,
    cast(c.addends as integer) as addends,
    c.status,
    c.reason,
    c.evidence,
    c.sentence,
    cast(c.page_no as integer) as page_no,
    c.x0,
    c.top,
    c.x1,
    c.bottom,
    case
        when c.status <> 'violated' then null
        when c.identity_code = 'text_residue' then '第' || c.page_no || '页：' || split_part(c.scope, ' / ', 1) || '：' || c.statement || '。请改正。'
        when c.identity_code = 'text_names_year' then '第' || c.page_no || '页：正文所指年度为 ' || split_part(c.statement, ' = ', 1) || ' 年，本报告为 ' || split_part(c.statement, ' = ', 2) || ' 年。请核对是否沿用了上年文字。'
        when c.identity_code = 'text_zero_base' or c.identity_code = 'performance_rate' and c.rhs is null then '第' || c.page_no || '页：' || coalesce(c.scope, '') || '：' || c.statement || '，基数为零，不能计算百分比。请删去或另作说明。'
        when c.identity_code = 'text_subject_in_tables' then '第' || c.page_no || '页：正文“' || c.scope || '”的金额 ' || split_part(c.statement, ' → ', 1) || ' 在表中列于 ' || split_part(c.statement, ' → ', 2) || '。请核对科目名称。'
        else '第' || c.page_no || '页：' || i.sentence_zh || '，但' || coalesce('“' || c.scope || '”', '') || '：' || c.statement
            || coalesce('（应为 ' || case when c.identity_code like 'text_%percent' then rtrim(rtrim(round(c.rhs, 2)::varchar, '0'), '.') || '%' end || '）', '') || '。请核对。'
    end as sentence_zh,
    case
        when c.status <> 'violated' then null
        when c.identity_code = 'text_residue' then 'Page ' || c.page_no || ': ' || split_part(c.scope, ' / ', 2) || ': ' || c.statement || '. Correct the text.'
        when c.identity_code = 'text_names_year' then 'Page ' || c.page_no || ': the text names the report of ' || split_part(c.statement, ' = ', 1) || ', this one is of ' || split_part(c.statement, ' = ', 2) || '. Check whether last year''s text was left in.'
        when c.identity_code = 'text_zero_base' or c.identity_code = 'performance_rate' and c.rhs is null then 'Page ' || c.page_no || ': ' || coalesce(c.scope, '') || ': ' || c.statement || ', a percentage of a base of zero. Leave it out or say why.'
        when c.identity_code = 'text_subject_in_tables' then 'Page ' || c.page_no || ': the tables print the amount of "' || c.scope || '", ' || split_part(c.statement, ' → ', 1) || ', under ' || split_part(c.statement, ' → ', 2) || '. Check the name of the subject.'
        else 'Page ' || c.page_no || ': ' || i.sentence_en || ', but' || coalesce(' "' || c.scope || '"', '') || ': ' || c.statement
            || coalesce(' (expected ' || case when c.identity_code like 'text_%percent' then rtrim(rtrim(round(c.rhs, 2)::varchar, '0'), '.') || '%' end || ')', '') || '. Check the figure.'
    end as sentence_en,
    k.acknowledged_by,
    k.acknowledged_on,
    k.reason as acknowledged_why
from checks as c
inner join {{ ref('identity_catalogue') }} as i using (identity_code)
inner join {{ ref('stg_documents') }} as d on d.document_id = c.report_id
-- An acknowledgement marks a violated instance, it never hides it.
left join {{ ref('acknowledgements') }} as k
    on c.status = 'violated' and k.source_file = d.source_file and k.identity_code = c.identity_code
    and regexp_matches(coalesce(c.scope, ''), coalesce(k.scope_pattern, ''))
qualify row_number() over (partition by c.identity_code, c.report_id, c.instance order by k.acknowledged_on) = 1
