-- One row a statement of the text, or a cell of a performance table, that fails its checks: what one sentence says wrong is one finding.
-- What contradicts a figure that the identities have found guilty is that figure's finding, not one of its own.
with guilty as (
    select report_id, guilty_cell_id as cell_id, min(finding_id) as finding_id
    from {{ ref('int_identity_finding') }}
    where guilty_cell_id is not null
    group by report_id, guilty_cell_id
),

broken as (
    select
        *,
        coalesce(md5(report_id || '|' || sentence), check_id) as own_finding_id
    from {{ ref('int_claim_check') }}
    where status = 'violated'
),

of_cells as (
    select b.check_id, min(g.finding_id) as finding_id
    from (select check_id, report_id, unnest(evidence) as cell_id from broken) as b
    inner join guilty as g using (report_id, cell_id)
    group by b.check_id
)

select
    coalesce(c.finding_id, b.own_finding_id) as finding_id,
    c.finding_id is not null as is_of_cell,
    any_value(b.report_id) as report_id,
    -- Amounts before percentages before words.
    arg_min(struct_pack(
        family := b.family, identity_code := b.identity_code, table_code := b.table_code, page_no := b.page_no, x0 := b.x0, top_ := b.top, x1 := b.x1,
        bottom := b.bottom, statement := b.statement, difference := b.difference, sentence := b.sentence, sentence_zh := b.sentence_zh,
        sentence_en := b.sentence_en
    ), concat_ws('|', case when b.family in ('text_table', 'text_performance', 'performance', 'text_arithmetic') then 1 when b.family = 'text_percentage' then 2 else 3 end, b.check_id)) as lead,
    count(*) as check_count,
    list(b.check_id order by b.check_id) as check_ids,
    list(distinct b.identity_code order by b.identity_code) as identity_codes,
    count(b.acknowledged_by) as acknowledged_count,
    min(b.acknowledged_by) as acknowledged_by,
    min(b.acknowledged_on) as acknowledged_on,
    min(b.acknowledged_why) as acknowledged_why
from broken as b
left join of_cells as c using (check_id)
group by all
