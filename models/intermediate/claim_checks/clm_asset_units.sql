-- The unit of assets that the text tells.
-- 固定资产金额302,475,975.31万元, of a body whose largest amount in a table is a few hundred million yuan: 元 printed as 万元.
with checks as (
    select
        'text_unit_of_assets' as identity_code, c.report_id, c.claim_id, c.page, c.x0, c.top, c.x1, c.bottom, c.subject,
        c.printed_text || ' / ' || cast(m.largest as decimal(28, 2)) || '元' as statement,
        case when c.magnitude > 1000 * m.largest and c.magnitude / c.scale <= 1000 * m.largest then 'violated' else 'exact' end as status,
        c.sentence,
        [c.claim_id] as evidence
    from {{ ref('int_claim_operand') }} as c
    inner join (
        select report_id, cast(max(abs(value)) as double) as largest
        from {{ ref('int_operand') }}
        where has_unit
        group by report_id
    ) as m using (report_id)
    where c.claim = 'amount' and c.place = 'paragraph' and c.scale > 1 and regexp_matches(c.subject, '资产') and m.largest > 0
)

select
    {{ claim_check(
        identity_code='identity_code', instance='claim_id', scope='subject', statement='statement', status='status', evidence='evidence'
    ) }}
from checks
