-- The cell whose misprint explains a group of broken identities: one other value of it satisfies every broken instance of the group,
-- and breaks none of those that hold. Where one cell only does that, it is the guilty one.
with uses as (
    select
        u.check_id,
        u.cell_id,
        c.report_id,
        c.status,
        c.difference,
        c.tolerance,
        g.group_id,
        -- How much the cell would have to change for this instance to hold exactly.
        case when u.side = 'lhs' then -c.difference else u.sign * c.difference end as change_needed,
        case when u.side = 'lhs' then 1 else -u.sign end as effect
    from {{ ref('int_operand_use') }} as u
    inner join {{ ref('fct_identity_check') }} as c using (check_id)
    left join {{ ref('int_broken_group') }} as g using (check_id)
    where c.status <> 'not_evaluable'
),

groups as (
    select group_id, count(*) as broken_checks
    from {{ ref('int_broken_group') }}
    group by group_id
),

candidates as (
    select
        group_id,
        cell_id,
        count(*) as explained,
        -- The tightest instance says best what should be printed.
        min_by(change_needed, tolerance) as change_needed,
        max(change_needed) - min(change_needed) <= 2 * max(tolerance) as agrees
    from uses
    where group_id is not null
    group by all
),

judged as (
    select
        c.group_id,
        c.cell_id,
        c.explained,
        c.change_needed,
        c.agrees,
        g.broken_checks,
        count(*) filter (where u.status <> 'violated' and abs(u.difference + u.effect * c.change_needed) > u.tolerance) as would_break,
        count(*) filter (where u.status <> 'violated') as holds_beside
    from candidates as c
    inner join groups as g using (group_id)
    inner join uses as u using (cell_id)
    group by all
),

innocent as (
    select
        *,
        agrees and explained = broken_checks and would_break = 0 as explains_all
    from judged
)

select
    group_id,
    cell_id,
    explained,
    broken_checks,
    change_needed,
    would_break,
    explains_all,
    count(*) filter (where explains_all) over (partition by group_id) as suspects
from innocent
