{#- Codes that reports print and the official lists lack, and the codes above them (2150510 is in 21505, 21505 in 215): one row a code, named as
    most rows that print it name it, or by its digits where none does.
    `printed` has code, classification, name (NULL where a row tells none); `official` has code. -#}
{% macro observed_subjects(printed, official) -%}
    select
        code,
        min(classification) as classification,
        coalesce(mode(name order by name), code) as name_zh
    from (
        select code, classification, name from {{ printed }}
        union all
        select left(p.code, length(p.code) - above.digits), p.classification, null
        from {{ printed }} as p, (values (2), (4), (6)) as above (digits)
        where length(p.code) - above.digits >= 3
    )
    where code not in (select code from {{ official }})
    group by code
{%- endmacro %}
