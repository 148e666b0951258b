-- One row a project of a body: the names under which its performance tables and project tables print it, and its code.
with named as (
    select s.report_id, s.project as printed_name, nullif(regexp_extract(s.project, '^([0-9]{6,}[A-Z][0-9]{6,})', 1), '') as project_code, 'performance' as source
    from (select distinct report_id, project from {{ ref('fct_performance_indicator') }} where project is not null) as s
    union all
    select distinct a.report_id, a.row_label, a.project_code, 'project_table'
    from {{ ref('fct_project_expenditure') }} as a
    -- Shorter codes in these tables are those of units and categories.
    where length(a.project_code) >= 8 and a.row_label <> ''
),

keyed as (
    select
        n.*,
        r.unit_id,
        r.fiscal_year,
        {{ project_key('n.printed_name') }} as project_key
    from named as n
    inner join {{ ref('dim_report') }} as r using (report_id)
),

-- A name that a body gives to several coded projects (业务工作经费) is not one project.
coded as (
    select
        k.*,
        case when c.codes > 1 then k.project_code end as code_of_many
    from keyed as k
    inner join (
        select coalesce(unit_id, '') as unit_key, project_key, count(distinct project_code) as codes from keyed group by all
    ) as c on c.unit_key = coalesce(k.unit_id, '') and c.project_key = k.project_key
)

select
    md5(concat_ws(chr(31), coalesce(unit_id, ''), project_key, code_of_many)) as project_id,
    unit_id,
    mode(regexp_replace(printed_name, '^[0-9]{6,}[A-Z][0-9]{6,}[-—_]?', '') order by printed_name) as project_name,
    max(project_code) as project_code,
    list(distinct printed_name order by printed_name) as aliases,
    min(fiscal_year) as first_year,
    max(fiscal_year) as last_year,
    bool_or(source = 'performance') as has_performance_table,
    bool_or(source = 'project_table') as in_project_table
from coded
where length(project_key) >= 2
group by unit_id, project_key, code_of_many
