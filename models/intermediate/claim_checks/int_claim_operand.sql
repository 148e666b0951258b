-- Claims as operands: value in yuan (or as printed), half a unit of the last printed digit, and the claims near them.
select
    c.*,
    s.place_no,
    s.sentence_no,
    c.place || '|' || s.place_no as paragraph,
    case
        when c.unit like '%亿元' then 100000000 when c.unit like '%百万元' then 1000000 when c.unit like '%万元' then 10000
        when c.unit like '%千元' then 1000 else 1
    end as scale,
    cast(abs(coalesce(c.amount, c.value)) as double) as magnitude,
    cast(case
        when c.is_said_in_words then 0
        else 0.5 * power(10.0, -c.printed_decimals) * case when c.amount is null then 1
            when c.unit like '%亿元' then 100000000 when c.unit like '%百万元' then 1000000 when c.unit like '%万元' then 10000
            when c.unit like '%千元' then 1000 else 1 end
    end as double) as half_unit,
    row_number() over (partition by c.report_id order by c.place, s.place_no, s.sentence_no, c.figure_no) as claim_no
from {{ ref('int_narrative_claim') }} as c
inner join {{ ref('int_sentence') }} as s using (sentence_id)
where c.claim <> 'year' and (c.value is not null or c.claim = 'direction')
