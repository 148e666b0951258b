-- The amounts of performance tables: which money of the body or project each one is (seeds/performance/performance_amounts), in yuan.
-- The unit is that of the cell (50万元), else of the words of the form (资金金额(万元)), else of its caption.
with printed as (
    select
        *,
        {{ squeeze('printed_text') }} as text,
        regexp_replace(regexp_replace(indicator, '[:：]|^其中|\([^()]*\)$', '', 'g'), '\([^()]*\)$', '') || '|' || column_label as label
    from {{ ref('int_performance_indicator') }}
    where not is_indicator and role in ('value', 'amount', 'budget', 'executed')
),

figures as (
    select
        *,
        coalesce(number, try_cast(replace(regexp_extract(text, '^([0-9][0-9,]*(?:\.[0-9]+)?)(?:万元|元)$', 1), ',', '') as decimal(24, 8))) as figure,
        case when text like '%万元' then 10000 when text like '%元' then 1 end as cell_scale,
        length(regexp_extract(text, '\.([0-9]+)', 1)) as decimals
    from printed
),

named as (
    select f.cell_id, arg_min(struct_pack(measure := a.measure, fund := a.fund, phase := a.phase), a.priority) as is_of
    from (
        select cell_id, table_code, unnest({{ matching_rules('performance_amounts', 'label', pattern='label_pattern', full=true) }}) as priority
        from figures
        where figure is not null
    ) as f
    inner join {{ ref('performance_amounts') }} as a on a.priority = f.priority and regexp_matches(f.table_code, a.table_pattern)
    group by f.cell_id
),

form_units as (
    select c.document_id as report_id, c.table_seq as table_no, any_value(u.unit_scale) as unit_scale
    from {{ ref('int_performance_cell') }} as c
    inner join {{ ref('units') }} as u on regexp_matches(c.text, u.pattern)
    where length(c.text) <= 20 and regexp_matches(c.text, '资金|金额|预算|支出|单位:') and not c.is_number
    group by c.document_id, c.table_seq
    having count(distinct u.unit_scale) = 1
)

select
    f.report_id,
    f.cell_id,
    f.table_no,
    f.table_code,
    f.page_no,
    f.x0,
    f.top,
    f.x1,
    f.bottom,
    f.row_no,
    f.col_no,
    f.project,
    case when f.column_label = '' then f.project else f.indicator end as row_label,
    case when f.column_label = '' then f.indicator else f.column_label end as column_label,
    n.is_of.measure as measure,
    n.is_of.fund as fund,
    coalesce(n.is_of.phase, '') as phase,
    f.printed_text,
    f.figure as printed_value,
    coalesce(f.cell_scale, u.unit_scale, t.unit_scale) as unit_scale,
    cast(f.figure * coalesce(f.cell_scale, u.unit_scale, t.unit_scale, 1) as decimal(28, 6)) as value,
    cast(
        0.5 * power(10.0, -max(f.decimals) over (partition by f.report_id, f.table_no)) * coalesce(f.cell_scale, u.unit_scale, t.unit_scale, 1)
        as decimal(28, 8)
    ) as half_unit
from figures as f
inner join named as n using (cell_id)
left join form_units as u using (report_id, table_no)
left join {{ ref('int_table') }} as t on t.document_id = f.report_id and t.table_seq = f.table_no
where {{ fits_money('f.figure', 'coalesce(f.cell_scale, u.unit_scale, t.unit_scale)') }}
