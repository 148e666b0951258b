-- A cell that an identity names as evidence and that is no figure of the same report: an amount of a money table, a cell of a performance
-- table, or one that is flagged as none. Identities
-- across reports name one of another.
with figures as (
    select report_id, cell_id from {{ ref('fct_reported_amount') }}
    union
    select report_id, cell_id from {{ ref('fct_performance_indicator') }}
    union
    select report_id, cell_id from {{ ref('fct_flagged_cell') }}
)

select k.check_id, k.identity_code, e.cell_id
from {{ ref('fct_identity_check') }} as k, unnest(k.evidence) as e (cell_id)
inner join {{ ref('dim_identity') }} as i on i.identity_code = k.identity_code
left join figures as a on a.cell_id = e.cell_id and (a.report_id = k.report_id or i.family = 'across_reports')
where a.cell_id is null
union all
select check_id, identity_code, null
from {{ ref('fct_identity_check') }}
where
    len(evidence) = 0
    -- Nor does an identity whose other table is missing rest on a cell.
    and status <> 'not_evaluable'
    -- What a note says of line numbers rests on the note; a table without a malformed figure or a blank total, and a fund that neither table nor
    -- summary prints, have none to show.
    and identity_code <> 'note_names_line' and not (identity_code in ('number_form', 'total_is_printed', 'fund_table_prints_its_fund') and status = 'exact')
