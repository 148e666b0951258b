-- An amount that is not the printed number times the unit of its table. Yuan are kept to the fen, half up or down.
select cell_id, printed_text, printed_value, unit_scale, amount
from {{ ref('fct_reported_amount') }}
where
    (amount is null) <> (unit_scale is null)
    or abs(amount - printed_value * unit_scale) > 0.005
