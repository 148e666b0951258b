-- A verdict without its numbers, or one that they do not bear out. A NULL never passes.
select check_id, identity_code, status, lhs, rhs, difference, tolerance, reason
from {{ ref('fct_identity_check') }}
inner join {{ ref('dim_identity') }} using (identity_code)
where not coalesce(
    case status
        when 'exact' then difference = lhs - rhs and case relation when 'equal' then difference = 0 when 'at_most' then difference <= 0 end
        when 'rounding' then difference = lhs - rhs and difference <> 0 and abs(difference) <= tolerance
        when 'violated' then difference = lhs - rhs and abs(difference) > tolerance
        when 'not_evaluable' then reason <> '' and (lhs is null or rhs is null or addends = 0)
    end,
    false
)
