-- A cell that an identity names as evidence and that is no amount of the same report.
select k.check_id, k.identity_code, e.cell_id
from {{ ref('fct_identity_check') }} as k, unnest(k.evidence) as e (cell_id)
left join {{ ref('fct_reported_amount') }} as a on a.cell_id = e.cell_id and a.report_id = k.report_id
where a.cell_id is null
union all
select check_id, identity_code, null
from {{ ref('fct_identity_check') }}
-- What a note says of line numbers rests on the note, on no amount.
-- Nor does an identity whose other table is missing.
where len(evidence) = 0 and identity_code <> 'note_names_line' and status <> 'not_evaluable'
