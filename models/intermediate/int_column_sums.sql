-- What columns of amounts measure whose heads no word explains, by what their cells satisfy: a total is the sum of the others in every row, and
-- rows of staff (or of its economic classes) tell which of two parts is which. A report says one thing with one word: what a head means in
-- one table it means in the others. Place alone tells nothing.
with unexplained as (
    select distinct document_id, table_seq
    from {{ ref('int_column_words') }}
    where role = 'value' and measure_code is null and numbers > 0 and table_code not like '%performance%' and table_code <> 'unrecognised'
),

amount_columns as (
    select
        c.document_id,
        c.table_seq,
        c.table_code,
        c.block_no,
        c.col_no,
        c.leaf,
        c.measure_code,
        string_split(c.path, '/') as heads,
        string_split(c.path, '/')[:-2] as over,
        regexp_matches(c.leaf, '{{ var("column_total_pattern") }}') as is_total,
        -- These tables part what is spent into basic and project expenditure, and that into what is paid for staff and for running.
        regexp_matches(c.table_code, '(_expenditure(_by_function)?|government_fund|state_capital)$') as is_of_expenditure,
        contains(c.table_code, 'basic_expenditure') as is_of_basic
    from {{ ref('int_column_words') }} as c
    inner join unexplained using (document_id, table_seq)
    -- Figures of another year, and parts printed for information, are in no sum.
    where c.role = 'value' and coalesce(c.measure_code, '') <> 'of_which' and coalesce(c.period, '') not in ('prior_year', 'change')
),

amounts as (
    select a.document_id, a.table_seq, a.block_no, a.col_no, s.row_no, s.printed_value
    from amount_columns as a
    inner join {{ ref('stg_cells') }} as s using (document_id, table_seq, col_no)
    where s.printed_value is not null
),

-- What the rows of these tables are about: the label tells, or the code.
row_subjects as (
    select distinct
        s.document_id,
        s.table_seq,
        s.row_no,
        w.subject
    from {{ ref('stg_cells') }} as s
    inner join unexplained as u using (document_id, table_seq)
    inner join (
        select 'staff' as subject, unnest([f.code, f.name_zh, f.code || f.name_zh, f.code || '-' || f.name_zh, '[' || f.code || ']' || f.name_zh]) as word
        from {{ ref('function_subject') }} as f
        inner join {{ ref('table_evidence') }} as e on e.kind = 'staff_code' and e.pattern = left(f.code, 5)
        union
        select
            case left(code, 3) when '302' then 'operating' else 'personnel' end,
            unnest([code, name_zh, code || name_zh, code || '-' || name_zh, '[' || code || ']' || name_zh])
        from {{ ref('economic_subject') }}
        where classification = 'department' and left(code, 3) in ('301', '302', '303')
    ) as w on w.word = s.text_squeezed
),

-- Three neighbours of which the first is the sum of the others wherever it prints.
triples as (
    select
        a.document_id,
        a.table_seq,
        a.is_of_basic,
        a.is_of_expenditure,
        a.col_no as whole,
        x.col_no as first_part,
        y.col_no as second_part,
        a.measure_code as whole_measure,
        x.measure_code as first_measure,
        y.measure_code as second_measure
    from amount_columns as a
    inner join amount_columns as x on x.document_id = a.document_id and x.table_seq = a.table_seq and x.col_no > a.col_no and x.col_no <= a.col_no + 2
    inner join amount_columns as y on y.document_id = a.document_id and y.table_seq = a.table_seq and y.col_no > x.col_no and y.col_no <= x.col_no + 2
    where a.measure_code is null or x.measure_code is null or y.measure_code is null
),

row_sums as (
    select
        t.document_id,
        t.table_seq,
        t.whole,
        t.first_part,
        t.second_part,
        m.row_no,
        max(m.printed_value) filter (where m.col_no = t.whole) as total,
        coalesce(max(m.printed_value) filter (where m.col_no = t.first_part), 0) as first_value,
        coalesce(max(m.printed_value) filter (where m.col_no = t.second_part), 0) as second_value
    from triples as t
    inner join amounts as m on m.document_id = t.document_id and m.table_seq = t.table_seq and m.col_no in (t.whole, t.first_part, t.second_part)
    group by all
),

sums as (
    select
        r.document_id,
        r.table_seq,
        r.whole,
        r.first_part,
        r.second_part,
        -- Enough to tell parts by: in one row, or where one part prints nothing, any two figures make a third.
        count(distinct r.row_no) filter (where r.total <> 0) >= 3 and bool_or(r.first_value <> 0) and bool_or(r.second_value <> 0) as is_telling,
        max(r.first_value) as greatest_first,
        max(r.second_value) as greatest_second,
        count(*) filter (where b.subject = 'staff' and r.first_value <> 0) as staff_first,
        count(*) filter (where b.subject = 'staff' and r.second_value <> 0) as staff_second,
        count(*) filter (where b.subject = 'personnel' and r.first_value <> 0) as personnel_first,
        count(*) filter (where b.subject = 'personnel' and r.second_value <> 0) as personnel_second,
        count(*) filter (where b.subject = 'operating' and r.first_value <> 0) as operating_first,
        count(*) filter (where b.subject = 'operating' and r.second_value <> 0) as operating_second
    from row_sums as r
    left join row_subjects as b using (document_id, table_seq, row_no)
    group by r.document_id, r.table_seq, r.whole, r.first_part, r.second_part
    having
        -- Figures are printed to two decimals or fewer: each of the three may be off by half of the last.
        bool_and(abs(coalesce(r.total, 0) - r.first_value - r.second_value) <= 0.015)
        and bool_or(r.total <> 0)
),

-- What all basic expenditure is, where a table of it says so: its greatest figure, side by side.
basic_totals as (
    select document_id, any_value(total) as total
    from (
        select c.document_id, c.table_seq, sum(c.total) as total
        from (
            select w.document_id, w.table_seq, w.block_no, max(s.printed_value) as total
            from {{ ref('int_column_words') }} as w
            inner join (select distinct document_id from unexplained) as u using (document_id)
            inner join {{ ref('stg_cells') }} as s using (document_id, table_seq, col_no)
            where
                regexp_matches(w.table_code, '_basic_expenditure$') and w.role = 'value'
                and coalesce(w.period, '') not in ('prior_year', 'change')
            group by w.document_id, w.table_seq, w.block_no
        ) as c
        group by c.document_id, c.table_seq
    )
    group by document_id
    having count(distinct total) = 1
),

-- Which part the rows tell the first of the two to be, and the second.
parted as (
    select
        *,
        case
            when is_of_basic then case
                when personnel_first > 0 and personnel_second = 0 and operating_second > 0 and operating_first = 0 then ['personnel', 'operating']
                when operating_first > 0 and operating_second = 0 and personnel_second > 0 and personnel_first = 0 then ['operating', 'personnel']
            end
            -- Staff is no project, nor is running the body, of which basic expenditure is the other part.
            when staff_first > 0 and staff_second = 0 then case when is_basic_whole then ['personnel', 'operating'] else ['basic_expenditure', 'project_expenditure'] end
            when staff_second > 0 and staff_first = 0 then case when is_basic_whole then ['operating', 'personnel'] else ['project_expenditure', 'basic_expenditure'] end
            when is_basic_whole then null
            when greatest_first = basic_total and greatest_second <> basic_total then ['basic_expenditure', 'project_expenditure']
            when greatest_second = basic_total and greatest_first <> basic_total then ['project_expenditure', 'basic_expenditure']
        end as parts
    from (
        select
            t.*,
            s.* exclude (document_id, table_seq, whole, first_part, second_part),
            coalesce(t.whole_measure = 'basic_expenditure', false) as is_basic_whole,
            b.total as basic_total
        from triples as t
        inner join sums as s using (document_id, table_seq, whole, first_part, second_part)
        left join basic_totals as b using (document_id)
    ) as t
    -- Words that are known must not say otherwise.
    where
        is_telling and is_of_expenditure
        and coalesce(whole_measure, 'total') in ('total', 'current_year_expenditure', 'basic_expenditure')
        and first_measure is null and second_measure is null
        and (
            whole_measure is not null
            or not exists (
                select 1 from amount_columns as o
                where o.document_id = t.document_id and o.table_seq = t.table_seq and o.measure_code in ('total', 'current_year_expenditure')
            )
        )
),

by_rows as (
    select
        document_id,
        table_seq,
        unnest([
            struct_pack(col_no := whole, measure_code := 'total'),
            struct_pack(col_no := first_part, measure_code := parts[1]),
            struct_pack(col_no := second_part, measure_code := parts[2])
        ]) as found
    from parted
    union all
    -- What both parts are follows from what the whole and one of them are; and what the whole is, from both parts.
    select t.document_id, t.table_seq, case
        when t.first_measure is null then struct_pack(col_no := t.first_part, measure_code := p.other)
        when t.second_measure is null then struct_pack(col_no := t.second_part, measure_code := p.other)
        else struct_pack(col_no := t.whole, measure_code := p.whole)
    end
    from triples as t
    inner join sums as s using (document_id, table_seq, whole, first_part, second_part)
    inner join (
        values
            ('basic_expenditure', 'personnel', 'operating'), ('basic_expenditure', 'operating', 'personnel'),
            ('vehicle_total', 'vehicle_purchase', 'vehicle_running'), ('vehicle_total', 'vehicle_running', 'vehicle_purchase')
    ) as p (whole, one, other)
        on coalesce(t.whole_measure, p.whole) = p.whole
        and (t.first_measure = p.one and coalesce(t.second_measure, p.other) = p.other or t.first_measure is null and t.second_measure = p.one)
        and (t.whole_measure is null) = (t.first_measure is not null and t.second_measure is not null)
    where
        t.whole_measure is not null
        or t.second_part = t.whole + 2 and not exists (
            select 1 from amount_columns as o where o.document_id = t.document_id and o.table_seq = t.table_seq and o.measure_code = p.whole
        )
),

-- What is known by now.
known as (
    select a.* replace (coalesce(a.measure_code, r.measure_code) as measure_code), a.measure_code is null and r.measure_code is not null as is_told
    from amount_columns as a
    left join (
        select document_id, table_seq, found.col_no as col_no, min(found.measure_code) as measure_code
        from by_rows
        where found.measure_code is not null
        group by all
        having count(distinct found.measure_code) = 1
    ) as r using (document_id, table_seq, col_no)
),

-- The others that stand under the same heads as a column, each once: not those of which a subtotal stands beside them.
beside as (
    select
        w.document_id,
        w.table_seq,
        w.block_no,
        w.col_no as whole,
        c.col_no as part,
        c.measure_code
    from known as w
    inner join known as c
        on c.document_id = w.document_id and c.table_seq = w.table_seq and c.block_no = w.block_no and c.col_no <> w.col_no
        and c.heads[:len(w.over)] = w.over
    where
        not exists (
            select 1 from known as s
            where
                s.document_id = c.document_id and s.table_seq = c.table_seq and s.block_no = c.block_no and s.col_no not in (c.col_no, w.col_no)
                and (
                    len(c.over) > len(w.over) and s.over = c.over and s.is_total
                    or s.measure_code = 'basic_expenditure' and c.measure_code in ('personnel', 'operating') and coalesce(w.measure_code, '') <> 'basic_expenditure'
                )
        )
),

sides as (
    select document_id, table_seq, whole, list(part) as parts, count(*) as part_count, count(*) filter (where measure_code is null) as unknown_parts,
        list(measure_code) as part_measures, min(part) filter (where measure_code is null) as unknown_part, min(part) as first_part
    from beside
    group by document_id, table_seq, whole
    having count(*) >= 2
),

holding as (
    select r.document_id, r.table_seq, r.whole
    from (
        select
            s.document_id,
            s.table_seq,
            s.whole,
            any_value(s.part_count) as part_count,
            any_value(s.unknown_part) as unknown_part,
            m.row_no,
            coalesce(sum(m.printed_value) filter (where m.col_no = s.whole), 0) as total,
            coalesce(sum(m.printed_value) filter (where m.col_no <> s.whole), 0) as made,
            coalesce(sum(m.printed_value) filter (where m.col_no = s.unknown_part), 0) as unknown_value
        from sides as s
        inner join amounts as m on m.document_id = s.document_id and m.table_seq = s.table_seq and (m.col_no = s.whole or list_contains(s.parts, m.col_no))
        group by s.document_id, s.table_seq, s.whole, m.row_no
    ) as r
    group by r.document_id, r.table_seq, r.whole
    having
        bool_and(abs(r.total - r.made) <= 0.005 * (r.part_count + 1))
        and count(*) filter (where r.total <> 0) >= 2
        and (any_value(r.unknown_part) is null or bool_or(r.unknown_value <> 0))
),

by_sums as (
    -- The first column is the sum of all the others: their total.
    select s.document_id, s.table_seq, s.whole as col_no, 'total' as measure_code
    from sides as s
    inner join holding using (document_id, table_seq, whole)
    inner join known as w on w.document_id = s.document_id and w.table_seq = s.table_seq and w.col_no = s.whole
    where w.measure_code is null and s.whole < s.first_part and s.unknown_parts < s.part_count
    union all
    -- The one part of a total that no word names, where the other of the two that every such table prints is named.
    select s.document_id, s.table_seq, s.unknown_part, case
        when w.is_of_basic or w.measure_code = 'basic_expenditure' then case
            when list_contains(s.part_measures, 'personnel') and not list_contains(s.part_measures, 'operating') then 'operating'
            when list_contains(s.part_measures, 'operating') and not list_contains(s.part_measures, 'personnel') then 'personnel'
        end
        when list_contains(s.part_measures, 'basic_expenditure') and not list_contains(s.part_measures, 'project_expenditure') then 'project_expenditure'
        when list_contains(s.part_measures, 'project_expenditure') and not list_contains(s.part_measures, 'basic_expenditure') then 'basic_expenditure'
    end
    from sides as s
    inner join holding using (document_id, table_seq, whole)
    inner join known as w on w.document_id = s.document_id and w.table_seq = s.table_seq and w.col_no = s.whole
    where
        s.unknown_parts = 1 and w.is_of_expenditure
        and (w.measure_code in ('total', 'current_year_expenditure', 'basic_expenditure') or w.measure_code is null and s.whole < s.first_part)
    union all
    select document_id, table_seq, col_no, measure_code from known where is_told
),

-- A column that several sums explain differently stays unknown.
told as (
    select document_id, table_seq, col_no, min(measure_code) as measure_code
    from by_sums
    where measure_code is not null
    group by document_id, table_seq, col_no
    having count(distinct measure_code) = 1
),

-- Heads that stand over one column of their table.
single_heads as (
    select *
    from (select *, count(*) over (partition by document_id, table_seq, leaf) as columns_of_leaf from amount_columns)
    where columns_of_leaf = 1 and length(leaf) > 1
),

learnt as (
    select h.document_id, h.leaf, min(t.measure_code) as measure_code
    from single_heads as h
    inner join told as t using (document_id, table_seq, col_no)
    group by h.document_id, h.leaf
    having count(distinct t.measure_code) = 1
),

by_report as (
    select h.document_id, h.table_seq, h.col_no, l.measure_code
    from single_heads as h
    inner join learnt as l using (document_id, leaf)
    left join told as t using (document_id, table_seq, col_no)
    where
        h.measure_code is null
        and t.measure_code is null
        and (l.measure_code = 'total' or h.is_of_expenditure)
        and not exists (
            select 1 from amount_columns as o
            where
                o.document_id = h.document_id and o.table_seq = h.table_seq and o.block_no = h.block_no and o.over = h.over
                and o.measure_code = l.measure_code
        )
),

-- The part that is left when another table has told the other of the two.
left_over as (
    select b.document_id, b.table_seq, min(b.part) as col_no, any_value(p.other) as measure_code
    from beside as b
    inner join holding using (document_id, table_seq, whole)
    inner join (
        select d.document_id, d.table_seq, d.whole, min(r.measure_code) as measure_code
        from beside as d
        inner join by_report as r on r.document_id = d.document_id and r.table_seq = d.table_seq and r.col_no = d.part
        group by d.document_id, d.table_seq, d.whole
    ) as l using (document_id, table_seq, whole)
    inner join (
        values ('basic_expenditure', 'project_expenditure'), ('project_expenditure', 'basic_expenditure'), ('personnel', 'operating'), ('operating', 'personnel')
    ) as p (one, other) on p.one = l.measure_code
    inner join amount_columns as w on w.document_id = b.document_id and w.table_seq = b.table_seq and w.col_no = b.part and w.is_of_expenditure
    left join told as t on t.document_id = b.document_id and t.table_seq = b.table_seq and t.col_no = b.part
    left join by_report as r on r.document_id = b.document_id and r.table_seq = b.table_seq and r.col_no = b.part
    inner join known as v on v.document_id = b.document_id and v.table_seq = b.table_seq and v.col_no = b.whole
    left join told as m on m.document_id = b.document_id and m.table_seq = b.table_seq and m.col_no = b.whole
    where
        b.measure_code is null and t.col_no is null and r.col_no is null
        and coalesce(v.measure_code, m.measure_code) in ('total', 'current_year_expenditure', 'basic_expenditure')
    group by b.document_id, b.table_seq, b.whole
    having count(*) = 1
)

select document_id, table_seq, col_no, measure_code, 'sums' as recognised_by from told
union all
select document_id, table_seq, col_no, measure_code, 'report' from by_report
union all
select document_id, table_seq, col_no, min(measure_code), 'report'
from left_over
group by document_id, table_seq, col_no
having count(distinct measure_code) = 1
