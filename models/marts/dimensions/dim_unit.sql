-- One row a body: departments and units that publish reports, or are listed in the report of their department.
with names as (
    select
        u.unit_name,
        max(u.unit_code) as unit_code,
        list(distinct u.printed_name order by u.printed_name) as aliases,
        bool_or(u.is_owner) as publishes,
        min(r.fiscal_year) as first_year,
        max(r.fiscal_year) as last_year
    from {{ ref('int_unit') }} as u
    inner join {{ ref('int_report') }} as r using (document_id)
    group by u.unit_name
),

-- 116001 is a unit of 116 in the same report; a department's own seat (本级) has the department's name.
parents as (
    select
        c.unit_name,
        mode(p.unit_name order by p.unit_name) as parent_name
    from {{ ref('int_unit') }} as c
    inner join {{ ref('int_unit') }} as p
        on p.document_id = c.document_id and c.unit_code like p.unit_code || '%' and length(p.unit_code) < length(c.unit_code)
    where p.unit_name <> c.unit_name
    group by c.unit_name
),

-- Where no code tells, the department is the body whose report lists the unit as its own.
listed as (
    select
        {{ unit_name('s.printed_name') }} as unit_name,
        mode(r.unit_name order by r.unit_name) as parent_name
    from {{ ref('int_subordinate_unit') }} as s
    inner join {{ ref('int_report') }} as r using (document_id)
    where r.unit_name is not null and {{ unit_name('s.printed_name') }} <> r.unit_name
    group by 1
),

-- A pattern in a column is compiled once a row. So only those regions are tried on a name that share with it two characters side by side
-- which few patterns have; each way in which a region can be written has such a pair (tests/unit/test_regions.py).
pairs as (
    select pattern, substr(word, place, 2) as pair
    from (select pattern, unnest(regexp_extract_all(pattern, '[一-龥]{2,}')) as word from {{ ref('regions') }} where not ambiguous),
        unnest(range(1, length(word))) as p (place)
    group by pattern, pair
    qualify count(*) over (partition by pair) <= 50
),

tried as (
    select distinct n.unit_name, p.pattern
    from (select unit_name, unnest(list_transform(range(1, length(unit_name)), lambda i: substr(unit_name, i, 2))) as pair from names) as n
    inner join pairs as p using (pair)
),

regions as (
    select
        t.unit_name,
        max_by(
            struct_pack(province := g.province, city := g.city, district := g.district),
            row(case g.level when 'district' then 3 when 'city' then 2 else 1 end, g.name)
        ) as region
    from tried as t
    inner join {{ ref('regions') }} as g on g.pattern = t.pattern and regexp_matches(t.unit_name, g.pattern)
    where not g.ambiguous
    group by t.unit_name
)

select
    md5(n.unit_name) as unit_id,
    n.unit_code,
    n.unit_name,
    n.aliases,
    md5(coalesce(p.parent_name, l.parent_name)) as parent_unit_id,
    coalesce(p.parent_name, l.parent_name, n.unit_name) as department,
    r.region.province as province,
    r.region.city as city,
    r.region.district as district,
    n.publishes,
    n.first_year as valid_from,
    n.last_year as valid_to
from names as n
left join parents as p using (unit_name)
left join listed as l using (unit_name)
left join regions as r using (unit_name)
