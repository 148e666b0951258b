-- The formulas that notes print (27行=(1+2+…+8)行, 1栏各行=(2+3)栏各行, 6栏=(1+2-3)栏): one row a term, ellipses written out.
with notes as (
    select
        document_id as report_id,
        table_seq as table_no,
        string_agg(text_squeezed, '' order by seq) as text
    from {{ ref('stg_notes') }}
    where position <> 'above'
    group by all
),

formulas as (
    select
        report_id,
        table_no,
        unnest(regexp_extract_all(text, '[0-9]+(?:行|栏)(?:各行)?=\(?[0-9][0-9+\-.…⋯]*[0-9]\)?(?:行|栏)?')) as formula
    from notes
),

-- No table has ten thousand lines: a longer number is none of a line, and 1+…+300000000 would not end. Such a formula stands without its numbers.
bounded as (
    select
        *,
        not regexp_matches(formula, '[0-9]{5}') as numbers_lines
    from formulas
),

sides as (
    select distinct
        report_id,
        table_no,
        formula,
        case when regexp_matches(formula, '^[0-9]+行') then 'line' else 'column' end as axis,
        case when numbers_lines then try_cast(regexp_extract(formula, '^([0-9]+)', 1) as integer) end as lhs_no,
        string_split(
            case when numbers_lines then regexp_replace(replace(regexp_extract(formula, '=\(?([0-9+\-.…⋯]+)', 1), '-', '+-'), '[.…⋯]+', '…', 'g') else '' end,
            '+'
        ) as terms
    from bounded
),

places as (
    select
        *,
        unnest(range(1, len(terms) + 1)) as place
    from sides
),

expanded as (
    select
        report_id,
        table_no,
        formula,
        axis,
        lhs_no,
        unnest(
            case
                when terms[place] = '…' then range(try_cast(terms[place - 1] as integer) + 1, try_cast(terms[place + 1] as integer))
                else [abs(try_cast(terms[place] as integer))]
            end
        ) as term_no,
        case when terms[place] like '-%' then -1 else 1 end as sign
    from places
)

select
    *,
    bool_or(term_no = lhs_no) over (partition by report_id, table_no, formula) as names_itself
from expanded
