-- The cell whose misprint explains a group of broken identities: one other value of it satisfies every broken instance of the group,
-- and breaks none of those that hold. Where one cell only does that, it is the guilty one; where several do, but the misprint would be
-- a common one in a single one of them only, that one is the likely one.
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

corrected as (
    select
        j.*,
        j.agrees and j.explained = j.broken_checks and j.would_break = 0 as explains_all,
        replace(a.printed_value::decimal(24, 6)::varchar, '-', '') as printed,
        replace((a.printed_value + j.change_needed / coalesce(a.unit_scale, 1))::decimal(24, 6)::varchar, '-', '') as wanted,
        a.printed_value as printed_value,
        cast(a.printed_value + j.change_needed / coalesce(a.unit_scale, 1) as decimal(24, 6)) as wanted_value
    from judged as j
    inner join {{ ref('fct_reported_amount') }} as a using (cell_id)
),

-- Misprints that happen: one digit changed, lost, added or swapped with its neighbour, a sign lost, 元 for 万元.
likely as (
    select
        *,
        explains_all and (
            damerau_levenshtein(rtrim(printed, '0'), rtrim(wanted, '0')) = 1
            or printed_value = -wanted_value
            or printed_value = 10000 * wanted_value
            or 10000 * printed_value = wanted_value
        ) as is_likely_misprint
    from corrected
)

select
    group_id,
    cell_id,
    explained,
    broken_checks,
    change_needed,
    would_break,
    explains_all,
    is_likely_misprint,
    count(*) filter (where explains_all) over (partition by group_id) as suspects,
    count(*) filter (where is_likely_misprint) over (partition by group_id) as likely_suspects
from likely
