-- One row a report: what was read, what could not be, and how its identities came out.
with tables as (
    select
        report_id,
        count(*) as tables,
        count(*) filter (where table_code = 'unrecognised') as tables_unrecognised,
        count(*) filter (where amount_count > 0 and unit_source = 'none') as tables_without_unit,
        count(*) filter (where unit_source = 'doubtful') as tables_unit_doubtful
    from {{ ref('dim_report_table') }}
    group by report_id
),

columns as (
    select c.document_id as report_id, count(*) as columns_unknown
    from {{ ref('int_column') }} as c
    inner join {{ ref('dim_report_table') }} as t on t.report_id = c.document_id and t.table_seq = c.table_seq
    where c.role = 'value' and c.measure_code is null and c.numbers > 0 and t.amount_count > 0
    group by c.document_id
),

amounts as (
    select report_id, count(*) as amounts, count(*) filter (where inferred) as amounts_inferred
    from {{ ref('fct_reported_amount') }}
    group by report_id
),

flagged as (
    select report_id, count(*) as cells_flagged
    from {{ ref('fct_flagged_cell') }}
    group by report_id
),

checks as (
    select
        report_id,
        count(*) filter (where status = 'exact') as identities_exact,
        count(*) filter (where status = 'rounding') as identities_rounding,
        count(*) filter (where status = 'violated') as identities_violated,
        count(*) filter (where status = 'not_evaluable') as identities_not_evaluable
    from {{ ref('fct_identity_check') }}
    group by report_id
),

claims as (
    select
        report_id,
        count(*) filter (where status in ('exact', 'rounding')) as text_checks_held,
        count(*) filter (where status = 'violated') as text_checks_violated,
        count(*) filter (where status = 'not_evaluable') as text_checks_not_evaluable
    from {{ ref('fct_claim_check') }}
    group by report_id
),

findings as (
    select
        report_id,
        count(*) filter (where acknowledged_by is null) as findings_open,
        count(acknowledged_by) as findings_acknowledged
    from {{ ref('fct_finding') }}
    group by report_id
),

pages as (
    select
        document_id as report_id,
        list(page_no order by page_no) filter (where kind = 'image_only') as image_only_pages,
        list(page_no order by page_no) filter (where reader = 'corrected') as corrected_pages,
        count(*) filter (where reader in ('checked', 'corrected')) as pages_read_twice
    from {{ ref('stg_pages') }}
    group by document_id
)

select
    r.report_id,
    r.source_file,
    r.unit_name,
    r.fiscal_year,
    r.report_kind,
    r.status,
    r.status_reason,
    v.caveat_zh,
    v.caveat_en,
    r.page_count,
    p.image_only_pages,
    coalesce(p.pages_read_twice, 0) as pages_read_twice,
    p.corrected_pages,
    coalesce(t.tables, 0) as tables,
    coalesce(t.tables_unrecognised, 0) as tables_unrecognised,
    coalesce(t.tables_without_unit, 0) as tables_without_unit,
    coalesce(t.tables_unit_doubtful, 0) as tables_unit_doubtful,
    coalesce(u.columns_unknown, 0) as columns_unknown,
    coalesce(a.amounts, 0) as amounts,
    coalesce(a.amounts_inferred, 0) as amounts_inferred,
    coalesce(f.cells_flagged, 0) as cells_flagged,
    coalesce(c.identities_exact, 0) as identities_exact,
    coalesce(c.identities_rounding, 0) as identities_rounding,
    coalesce(c.identities_violated, 0) as identities_violated,
    coalesce(c.identities_not_evaluable, 0) as identities_not_evaluable,
    coalesce(k.text_checks_held, 0) as text_checks_held,
    coalesce(k.text_checks_violated, 0) as text_checks_violated,
    coalesce(k.text_checks_not_evaluable, 0) as text_checks_not_evaluable,
    coalesce(n.findings_open, 0) as findings_open,
    coalesce(n.findings_acknowledged, 0) as findings_acknowledged
from {{ ref('dim_report') }} as r
left join tables as t using (report_id)
left join columns as u using (report_id)
left join amounts as a using (report_id)
left join flagged as f using (report_id)
left join checks as c using (report_id)
left join claims as k using (report_id)
left join findings as n using (report_id)
left join pages as p using (report_id)
left join {{ ref('int_report_caveat') }} as v on v.document_id = r.report_id and r.status <> 'quarantined'
