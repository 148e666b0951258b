-- Cells of money tables that no amount may be read from without a look: no number is lost in silence, none is guessed.
select * from {{ ref('int_flagged_cell') }}
