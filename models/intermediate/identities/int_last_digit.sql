-- A last digit that contradicts everything else: reports that do not round (all but a few of their instances are exact to the fen) in which
-- all instances of one cell miss by the same last digit. The instances keep the verdict rounding; together they are a hint at a misprint.
-- A report that rounds each figure on its own has such cells by chance, so none of its cells is named; nor is one where figures are
-- flagged, because what they would have contradicted is not known.
with uses as (
    select
        u.report_id,
        u.cell_id,
        c.check_id,
        c.status,
        case when u.side = 'lhs' then -c.difference else u.sign * c.difference end as change_needed
    from {{ ref('int_operand_use') }} as u
    inner join {{ ref('int_identity_check') }} as c using (check_id)
    where c.status <> 'not_evaluable'
),

reports as (
    select
        report_id,
        count(*) filter (where status = 'rounding') as rounded,
        count(*) filter (where status = 'exact') as exact
    from {{ ref('int_identity_check') }}
    where status <> 'not_evaluable'
    group by report_id
),

cells as (
    select
        report_id,
        cell_id,
        count(*) as misses,
        list(check_id order by check_id) as check_ids
    from uses
    group by report_id, cell_id
    having bool_and(status = 'rounding') and count(*) >= 2 and min(change_needed) = max(change_needed)
)

select
    c.report_id,
    c.cell_id,
    c.check_ids
from cells as c
inner join reports as r using (report_id)
where
    c.report_id not in (select report_id from {{ ref('int_flagged_cell') }} where {{ hides_amount('reason') }})
    and r.rounded - c.misses <= {{ var('rounding_share') }} * r.exact
qualify count(*) over (partition by c.report_id) = 1
