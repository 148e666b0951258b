-- A cell that an identity names as evidence and that is no amount of the same report. Identities across reports name one of another.
select k.check_id, k.identity_code, e.cell_id
from {{ ref('fct_identity_check') }} as k, unnest(k.evidence) as e (cell_id)
inner join {{ ref('dim_identity') }} as i on i.identity_code = k.identity_code
left join {{ ref('fct_reported_amount') }} as a on a.cell_id = e.cell_id and (a.report_id = k.report_id or i.family = 'across_reports')
where a.cell_id is null
union all
select check_id, identity_code, null
from {{ ref('fct_identity_check') }}
-- What a note says of line numbers rests on the note, on no amount.
-- Nor does an identity whose other table is missing.
where len(evidence) = 0 and identity_code <> 'note_names_line' and status <> 'not_evaluable'
