-- The cell whose misprint explains a group of broken identities: one other value of it, or another column for it, satisfies every broken
-- instance of the group and breaks none of those that hold. Where one cell only does that, it is the guilty one. Where several do, but
-- only one of them without making instances inexact that are exact, or only one by a common misprint, that one is the likely one. A figure
-- that stands beside the place where just this figure is missing is no chance: it comes before values that nobody would misprint so.
with uses as (
    select check_id, cell_id, case when side = 'lhs' then 1 else -sign end as effect
    from {{ ref('int_operand_use') }}
    union all
    -- A malformed figure counts as nothing in the sums that miss it.
    select check_id, cell_id, -sign
    from {{ ref('int_malformed_use') }}
    union
    -- What is no sum (the form of a number, a bound, a blank total) may be wrong with any of its cells, and asks for no certain value.
    select c.check_id, unnest(c.evidence), null
    from {{ ref('int_identity_check') }} as c
    anti join {{ ref('int_operand_use') }} as u on u.check_id = c.check_id
    where c.status = 'violated'
),

judged_uses as (
    select
        u.check_id,
        u.cell_id,
        u.effect,
        c.status,
        c.difference,
        c.tolerance,
        g.group_id,
        -- How much the cell would have to change for this instance to hold exactly.
        -u.effect * c.difference as change_needed
    from uses as u
    inner join {{ ref('int_identity_check') }} as c using (check_id)
    left join {{ ref('int_broken_group') }} as g using (check_id)
    where c.status <> 'not_evaluable'
),

groups as (
    select group_id, min(report_id) as report_id, count(*) as broken_checks
    from {{ ref('int_broken_group') }}
    group by group_id
),

candidates as (
    select
        group_id,
        cell_id,
        count(*) as explained,
        -- The tightest instance says best what should be printed.
        min_by(change_needed, row(tolerance, check_id)) filter (where change_needed is not null) as change_needed,
        coalesce(max(change_needed) - min(change_needed) <= 2 * max(tolerance), true) as agrees
    from judged_uses
    where group_id is not null
    group by group_id, cell_id
),

misprints as (
    select
        c.group_id,
        c.cell_id,
        0 as to_col,
        c.explained,
        c.change_needed,
        c.agrees,
        g.broken_checks,
        count(*) filter (where u.group_id is null and abs(u.difference + u.effect * c.change_needed) > u.tolerance) as would_break,
        count(*) filter (where u.status = 'exact') as would_blur
    from candidates as c
    inner join groups as g using (group_id)
    inner join judged_uses as u using (cell_id)
    group by c.group_id, c.cell_id, c.explained, c.change_needed, c.agrees, g.broken_checks
),

shifts as (
    select
        g.group_id,
        s.cell_id,
        s.to_col,
        count(*) as explained,
        any_value(n.broken_checks) as broken_checks
    from (select cell_id, to_col, unnest(check_ids) as check_id from {{ ref('int_shift') }}) as s
    inner join {{ ref('int_broken_group') }} as g using (check_id)
    inner join groups as n using (group_id)
    group by g.group_id, s.cell_id, s.to_col
),

hypotheses as (
    select
        group_id, cell_id, to_col, explained, broken_checks, change_needed, would_break, would_blur,
        agrees and explained = broken_checks and would_break = 0
            and (change_needed is not null or coalesce(is_malformed, false)) as explains_all
    from misprints
    left join {{ ref('int_evidence_cell') }} using (cell_id)
    union all
    select
        group_id, cell_id, to_col, explained, broken_checks, null, 0, 0,
        explained = broken_checks
    from shifts
),

corrected as (
    select
        h.*,
        case when not a.is_malformed then a.printed_value end as printed_value,
        try_cast(a.printed_value + h.change_needed / a.unit_scale as decimal(24, 6)) as wanted_value
    from hypotheses as h
    left join {{ ref('int_evidence_cell') }} as a using (cell_id)
),

-- Misprints that happen: one digit changed, lost, added or swapped with its neighbour, a sign lost, 元 for 万元, a figure that is no number.
likely as (
    select
        * exclude (printed_value, wanted_value),
        explains_all and to_col = 0 and (
            printed_value is null
            or damerau_levenshtein(
                rtrim(replace(printed_value::decimal(24, 6)::varchar, '-', ''), '0'), rtrim(replace(wanted_value::varchar, '-', ''), '0')
            ) = 1
            or printed_value = -wanted_value
            or printed_value = 10000 * wanted_value
            or 10000 * printed_value = wanted_value
        ) as is_likely_misprint
    from corrected
)

select
    group_id,
    report_id,
    cell_id,
    to_col,
    explained,
    broken_checks,
    change_needed,
    would_break,
    would_blur,
    explains_all,
    is_likely_misprint,
    count(*) filter (where explains_all) over (partition by group_id) as suspects,
    count(*) filter (where explains_all and to_col = 0 and would_blur = 0) over (partition by group_id) as sharp_suspects,
    count(*) filter (where is_likely_misprint) over (partition by group_id) as likely_suspects,
    count(*) filter (where explains_all and to_col > 0) over (partition by group_id) as shift_suspects
from likely
inner join (select group_id, report_id from groups) using (group_id)
