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
        u.unit_name,
        mode(r.unit_name order by r.unit_name) as parent_name
    from {{ ref('int_unit') }} as u
    inner join {{ ref('int_report') }} as r using (document_id)
    where not u.is_owner and u.unit_code is null and r.unit_name is not null and u.unit_name <> r.unit_name
    group by u.unit_name
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

-- Where a body is: as its name says, else as that of its department does, else, as a hint, as the folder and name of the file do.
places as (
    select unit_name, unit_name as words, 'name' as place from names
    union
    select u.unit_name, '/' || regexp_replace(s.source_file, '\.[a-z]+$', ''), 'file'
    from {{ ref('int_unit') }} as u
    inner join {{ ref('stg_documents') }} as s using (document_id)
    where u.is_owner
),

tried as (
    select distinct n.words, p.pattern
    from (select words, unnest(list_transform(range(1, length(words)), lambda i: substr(words, i, 2))) as pair from (select distinct words from places)) as n
    inner join pairs as p using (pair)
),

regions_of_words as (
    select
        t.words,
        max_by(
            struct_pack(province := g.province, city := g.city, district := g.district),
            row(case g.level when 'district' then 3 when 'city' then 2 else 1 end, g.name)
        ) as region
    from tried as t
    inner join {{ ref('regions') }} as g on g.pattern = t.pattern and regexp_matches(t.words, g.pattern)
    where not g.ambiguous
    group by t.words
),

regions as (
    select
        p.unit_name,
        any_value(r.region) filter (where p.place = 'name') as named,
        min(r.region order by p.words) filter (where p.place = 'file') as filed
    from places as p
    inner join regions_of_words as r using (words)
    group by p.unit_name
),

parents_of_units as (
    select n.*, coalesce(p.parent_name, l.parent_name) as parent_name
    from names as n
    left join parents as p using (unit_name)
    left join listed as l using (unit_name)
),

-- A name that tells a province alone leaves the city to the department (江苏省无锡技师学院, a unit of a body of 无锡市). Where that is in another
-- province, the name is believed (四川仪表工业学校, a unit of a body of 重庆市).
placed as (
    select
        u.*,
        case
            when g.named is not null
                and (g.named.city is not null or h.named is null or coalesce(g.named.province <> h.named.province, true)) then 'name'
            when h.named is not null then 'department'
            when coalesce(g.filed, h.filed) is not null then 'file'
        end as region_source,
        case region_source when 'name' then g.named when 'department' then h.named when 'file' then coalesce(g.filed, h.filed) end as region
    from parents_of_units as u
    left join regions as g using (unit_name)
    left join regions as h on h.unit_name = u.parent_name
)

select
    md5(unit_name) as unit_id,
    unit_code,
    unit_name,
    aliases,
    md5(parent_name) as parent_unit_id,
    coalesce(parent_name, unit_name) as department,
    region.province as province,
    region.city as city,
    region.district as district,
    region_source,
    publishes,
    first_year as valid_from,
    last_year as valid_to
from placed
