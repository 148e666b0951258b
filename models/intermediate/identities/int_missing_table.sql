-- Identities between two tables of which a report prints only one, or one of them several times (nothing tells then which belong together):
-- not evaluable, with the table. Only the tables of the Ministry's form count; those that single regions add are nobody's duty.
with rules as (
    select identity_code, left_table, right_table from {{ ref('parallel_tables') }}
    union
    select r.identity_code, k.kind || '_' || r.left_table, k.kind || '_' || r.right_table
    from {{ ref('line_totals') }} as r
    cross join (values ('budget'), ('final')) as k (kind)
    union
    select r.identity_code, k.kind || '_' || r.left_table, k.kind || '_' || r.right_table
    from {{ ref('table_totals') }} as r
    cross join (values ('budget'), ('final')) as k (kind)
    union
    select c.identity_code, k.kind || '_' || c.left_table, k.kind || '_' || c.right_table
    from (
        values
        ('summary_is_expenditure_total', 'income_expenditure_summary', 'expenditure'),
        ('summary_is_income_total', 'income_expenditure_summary', 'income'),
        ('summary_class_is_detail_class', 'income_expenditure_summary', 'expenditure'),
        ('appropriation_class_is_detail_class', 'fiscal_appropriation_summary', 'general_public_expenditure'),
        ('basic_expenditure_total', 'general_public_expenditure', 'general_public_basic_expenditure'),
        ('three_public_covers_class', 'general_public_basic_expenditure', 'three_public'),
        ('income_line_is_appropriation_line', 'income_expenditure_summary', 'fiscal_appropriation_summary')
    ) as c (identity_code, left_table, right_table)
    cross join (values ('budget'), ('final')) as k (kind)
),

standard as (
    select k.kind || '_' || t.table_name as table_code
    from (
        values
        ('income_expenditure_summary'), ('income'), ('expenditure'), ('fiscal_appropriation_summary'), ('general_public_expenditure'),
        ('general_public_basic_expenditure'), ('government_fund'), ('state_capital'), ('three_public')
    ) as t (table_name)
    cross join (values ('budget'), ('final')) as k (kind)
),

printed as (
    select report_id, table_code, min(table_seq) as table_no, count(*) filter (where amount_count > 0) as copies
    from {{ ref('int_report_table') }}
    group by all
)

select distinct
    md5(concat_ws('|', 'missing', r.identity_code, p.report_id, r.left_table, r.right_table)) as check_id,
    p.report_id,
    r.identity_code,
    p.table_no,
    r.left_table as table_code,
    r.left_table || ' · ' || r.right_table as scope,
    d.name_zh || ' · ' || m.name_zh as statement,
    case
        when q.table_code is null then 'the report prints no table: ' || m.name_en || ' / 报告中没有（或未能识别）' || m.name_zh
        else 'the report prints several tables: ' || case when p.copies > 1 then d.name_en else m.name_en end
            || ' / 报告中有多张' || case when p.copies > 1 then d.name_zh else m.name_zh end
    end as reason
from rules as r
inner join printed as p on p.table_code = r.left_table
inner join standard as s on s.table_code = r.left_table
inner join standard as t on t.table_code = r.right_table
inner join {{ ref('int_table_kind') }} as d on d.table_code = r.left_table
inner join {{ ref('int_table_kind') }} as m on m.table_code = r.right_table
left join printed as q on q.report_id = p.report_id and q.table_code = r.right_table
where q.table_code is null or p.copies > 1 or q.copies > 1
