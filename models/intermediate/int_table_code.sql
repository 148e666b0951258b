-- Which kind of table each table is, what decided and how clearly, from the weights of int_table_evidence. Two looks: what the table
-- itself says, then where it stands between tables that are known (seeds/vocabulary/table_order, or the contents of the document).
{%- set titles = "'title', 'section', 'line', 'inside', 'note'" %}
with tables as (
    select
        t.document_id,
        t.table_seq,
        t.first_page,
        t.last_page,
        t.section,
        coalesce(t.title_squeezed, '') as title_squeezed,
        -- A whole title that no rule knows names a table of another kind: what it holds must be clearer then.
        coalesce(regexp_matches(t.title_squeezed, '.{6}表$'), false) as foreign_title,
        case when foreign_title then 90 else 60 end as enough,
        t.read_method
    from {{ ref('stg_tables') }} as t
),

-- A printed title decides. Only where the table itself clearly speaks for another kind and not for this one, or where another table of the
-- document bears another title for the same kind and looks much more like it, is it cut or no title of this table: then it counts for nothing.
titled as (
    select
        document_id,
        table_seq,
        max_by(table_code, struct_pack(titled := is_titled, score := own_score, code := table_code)) as table_code,
        max(own_score) filter (where is_titled) as own_score,
        max(own_score) filter (where not is_performance) as best_score
    from (
        select
            document_id,
            table_seq,
            table_code,
            contains(table_code, 'performance') as is_performance,
            bool_or(kind in ({{ titles }})) as is_titled,
            coalesce(sum(weight) filter (where kind not in ({{ titles }})), 0) as own_score
        from {{ ref('int_table_evidence') }}
        group by document_id, table_seq, table_code
    )
    group by document_id, table_seq
    having bool_or(is_titled)
),

contradicted as (
    select document_id, table_seq
    from titled
    where not contains(table_code, 'performance') and best_score >= 60 and best_score - own_score >= 60
    union
    select t.document_id, t.table_seq
    from titled as t
    inner join tables as a using (document_id, table_seq)
    inner join titled as o on o.document_id = t.document_id and o.table_code = t.table_code and o.own_score - t.own_score >= 40
    inner join tables as b on b.document_id = o.document_id and b.table_seq = o.table_seq
    where
        a.title_squeezed <> b.title_squeezed
        and t.table_code in (select q.table_code from {{ ref('table_order') }} as q where q.sequence_code like 'ministry%')
),

-- A grid without title right behind a performance form, under the same heading: the heading names the form, or the part that both stand in.
behind_form as (
    select document_id, table_seq
    from (
        select
            document_id,
            table_seq,
            tells_nothing,
            pages_between,
            last_value(case when not tells_nothing then coalesce(table_code, 'unrecognised') end ignore nulls) over (
                partition by document_id order by table_seq rows between unbounded preceding and 1 preceding
            ) as form_code
        from (
            select
                t.document_id,
                t.table_seq,
                n.table_code,
                t.first_page - lag(t.last_page) over in_order as pages_between,
                t.title_squeezed = '' and (n.table_code is null or t.section is not distinct from lag(t.section) over in_order) as tells_nothing
            from tables as t
            left join titled as n using (document_id, table_seq)
            window in_order as (partition by t.document_id order by t.table_seq)
        )
    )
    where tells_nothing and pages_between <= 1 and form_code like '%performance%'
),

evidence as (
    select e.*
    from {{ ref('int_table_evidence') }} as e
    left join contradicted as c using (document_id, table_seq)
    left join behind_form as f using (document_id, table_seq)
    where (c.table_seq is null or e.kind not in ({{ titles }})) and (f.table_seq is null or e.kind <> 'section')
),

scores as (
    select
        document_id,
        table_seq,
        table_code,
        bool_or(kind in ({{ titles }})) as is_titled,
        sum(weight) as score
    from evidence
    group by document_id, table_seq, table_code
),

ranked as (
    select
        *,
        row_number() over best as place,
        lead(score) over best as next_score
    from scores
    window best as (partition by document_id, table_seq order by is_titled desc, score desc, table_code)
),

sure as (
    select r.document_id, r.table_seq, r.table_code
    from ranked as r
    inner join tables as t using (document_id, table_seq)
    where
        r.place = 1
        and (
            r.is_titled
            -- Forms of projects, special funds and transfers look alike: what stands before them is asked first.
            or (not contains(r.table_code, 'performance') and r.score >= t.enough and r.score - coalesce(r.next_score, 0) >= 30)
        )
),

-- Forms that begin with the name of a project or body begin anew.
first_words as (
    select unnest(string_split(pattern, '|')) as word from {{ ref('table_evidence') }} where kind = 'form_start'
),

form_starts as (
    select distinct c.document_id, c.table_seq
    from {{ ref('stg_cells') }} as c
    inner join first_words as w on w.word = c.text_squeezed
    where c.row_no <= 2 and c.col_no = 1
    union
    select h.document_id, h.table_seq
    from {{ ref('stg_headers') }} as h
    inner join first_words as w on w.word = h.header_path[-1]
),

-- Performance forms run over pages and change their columns on the way: a grid without title right behind one goes on with it.
continued as (
    select c.document_id, c.table_seq, c.table_code, c.read_method <> 'text' as goes_on
    from (
        select
            t.*,
            s.table_code as own_code,
            last_value(s.table_code ignore nulls) over before_it as table_code,
            lag(t.last_page) over (partition by t.document_id order by t.table_seq) as page_before
        from tables as t
        left join sure as s using (document_id, table_seq)
        window before_it as (partition by t.document_id order by t.table_seq rows between unbounded preceding and 1 preceding)
    ) as c
    where c.own_code is null and not c.foreign_title and contains(c.table_code, 'performance') and c.first_page - c.page_before <= 1
),

-- The tables of a document in their order, and how far the next known ones are.
ordered as (
    select
        t.document_id,
        t.table_seq,
        t.place,
        s.table_code,
        last_value(case when s.table_code is not null then struct_pack(code := s.table_code, place := t.place) end ignore nulls) over (
            partition by t.document_id order by t.place rows between unbounded preceding and 1 preceding
        ) as before,
        first_value(case when s.table_code is not null then struct_pack(code := s.table_code, place := t.place) end ignore nulls) over (
            partition by t.document_id order by t.place rows between 1 following and unbounded following
        ) as behind
    from (
        select *, row_number() over (partition by document_id order by table_seq) as place
        from tables
    ) as t
    left join sure as s using (document_id, table_seq)
),

sequences as (
    select sequence_code, place, table_code from {{ ref('table_order') }}
),

by_order as (
    select
        o.document_id,
        o.table_seq,
        s.table_code,
        max(
            (case when b.place is not null then 1 else 0 end) + (case when a.place is not null then 1 else 0 end)
        ) as neighbours
    from ordered as o
    inner join sequences as s on o.table_code is null
    left join sequences as b
        on b.sequence_code = s.sequence_code and b.table_code = o.before.code and s.place - b.place = o.place - o.before.place
    left join sequences as a
        on a.sequence_code = s.sequence_code and a.table_code = o.behind.code and a.place - s.place = o.behind.place - o.place
    where b.place is not null or a.place is not null
    group by o.document_id, o.table_seq, s.table_code
),

-- The contents of the document itself: they count where every known neighbour stands where they say, or where they list as many tables
-- as there are.
by_contents as (
    select o.document_id, o.table_seq, s.table_code
    from ordered as o
    inner join {{ ref('int_contents') }} as s on s.document_id = o.document_id and o.table_code is null
    left join {{ ref('int_contents') }} as b
        on b.document_id = o.document_id and b.table_code = o.before.code and s.place - b.place = o.place - o.before.place
    left join {{ ref('int_contents') }} as a
        on a.document_id = o.document_id and a.table_code = o.behind.code and a.place - s.place = o.behind.place - o.place
    inner join (select document_id, count(*) as tables from tables group by document_id) as t on t.document_id = o.document_id
    inner join (select document_id, count(*) as entries from {{ ref('int_contents') }} group by document_id) as c on c.document_id = o.document_id
    where
        s.table_code is not null
        and (o.before is null or b.place is not null)
        and (o.behind is null or a.place is not null)
        and (b.place is not null or a.place is not null or s.place = o.place and c.entries = t.tables)
    group by all
),

-- Of the tables that have a place in an order a report has one each.
taken as (
    select distinct s.document_id, s.table_code
    from sure as s
    inner join sequences as q using (table_code)
),

-- Tables of the general public budget look like those of all appropriations. Every report has the former and few have the latter: the one
-- table that may be either is the former where what its classes cost agrees, or what those of another table do.
only_ones as (
    select document_id, table_seq, table_code
    from (
        select
            r.document_id,
            r.table_seq,
            r.table_code,
            count(*) over (partition by r.document_id, r.table_code) as tables_of_code
        from (
            select *, max(score) over (partition by document_id, table_seq) as best_score
            from scores
        ) as r
        inner join tables as t using (document_id, table_seq)
        left join sure as s using (document_id, table_seq)
        left join taken as k on k.document_id = r.document_id and k.table_code = r.table_code
        where
            r.score = r.best_score and r.score >= 45 and not t.foreign_title and s.table_code is null and k.table_code is null
            and exists (
                select 1 from evidence as e
                where
                    e.document_id = r.document_id and e.kind = 'costs' and e.table_code like '%_general_public_expenditure'
                    and (e.table_seq = r.table_seq and e.table_code = r.table_code or r.table_code like '%_general_public_basic_expenditure')
            )
    )
    where tables_of_code = 1
),

more as (
    select c.document_id, c.table_seq, case when f.table_seq is null and c.goes_on then 'continued' else 'again' end as kind, c.table_code
    from continued as c
    left join form_starts as f using (document_id, table_seq)
    union all
    select document_id, table_seq, case neighbours when 2 then 'order' else 'beside' end, table_code from by_order
    union all
    select document_id, table_seq, 'contents', table_code from by_contents
    union all
    select document_id, table_seq, 'only', table_code from only_ones
    union all
    select r.document_id, r.table_seq, 'missing', r.table_code
    from scores as r
    inner join (select distinct table_code from sequences where sequence_code like 'ministry%') as q using (table_code)
    left join taken as k using (document_id, table_code)
    where k.table_code is null and not exists (select 1 from sure as s where s.document_id = r.document_id and s.table_seq = r.table_seq)
    union all
    select r.document_id, r.table_seq, 'repeated', r.table_code
    from scores as r
    inner join taken as k using (document_id, table_code)
    where not exists (select 1 from sure as s where s.document_id = r.document_id and s.table_seq = r.table_seq)
),

-- Performance forms share their heads and indicators: what these say for one of them they say for the form before as well, unless a table
-- speaks against that.
alike as (
    select
        f.document_id,
        f.table_seq,
        f.table_code,
        greatest(0, max(o.said) - coalesce(any_value(o.said) filter (where o.table_code = f.table_code), 0)) as weight
    from continued as f
    inner join (
        select document_id, table_seq, table_code, sum(weight) as said
        from evidence
        where kind in ('head', 'rows') and contains(table_code, 'performance')
        group by document_id, table_seq, table_code
    ) as o using (document_id, table_seq)
    group by f.document_id, f.table_seq, f.table_code
    having coalesce(any_value(o.said) filter (where o.table_code = f.table_code), 0) >= 0
),

-- Place alone decides nothing: it weighs for what the table itself speaks for.
context as (
    select m.document_id, m.table_seq, m.kind, m.table_code, w.weight + coalesce(a.weight, 0) as weight
    from more as m
    inner join {{ ref('table_evidence') }} as w on w.kind = m.kind
    left join alike as a
        on a.document_id = m.document_id and a.table_seq = m.table_seq and a.table_code = m.table_code and m.kind in ('continued', 'again')
    where m.kind = 'continued' or exists (
        select 1 from scores as s
        where s.document_id = m.document_id and s.table_seq = m.table_seq and s.table_code = m.table_code and s.score >= case m.kind when 'again' then 0 else 20 end
    )
),

all_scores as (
    select
        document_id,
        table_seq,
        table_code,
        bool_or(kind in ({{ titles }})) as is_titled,
        sum(weight) as score,
        max_by(kind, struct_pack(titled := kind in ({{ titles }}), weight := weight, kind := kind)) as strongest
    from (select * from evidence union all by name select * from context)
    group by document_id, table_seq, table_code
),

all_ranked as (
    select
        *,
        row_number() over best as place,
        lead(score) over best as next_score
    from all_scores
    window best as (partition by document_id, table_seq order by is_titled desc, score desc, table_code)
),

winners as (
    select
        t.document_id,
        t.table_seq,
        r.table_code,
        r.strongest,
        r.is_titled,
        r.score,
        coalesce(r.next_score, 0) as next_score,
        coalesce(
            s.table_code is not null
            or (r.score >= t.enough and r.score - greatest(coalesce(r.next_score, 0), 0) >= 30),
            false
        ) as is_clear
    from tables as t
    left join all_ranked as r on r.document_id = t.document_id and r.table_seq = t.table_seq and r.place = 1
    left join sure as s on s.document_id = t.document_id and s.table_seq = t.table_seq
),

candidates as (
    select document_id, table_seq, list(table_code order by score desc, table_code) as candidates
    from all_scores
    where score >= 30
    group by document_id, table_seq
)

select
    w.document_id,
    w.table_seq,
    case when w.is_clear then w.table_code else 'unrecognised' end as table_code,
    case when w.is_clear then w.strongest else 'nothing' end as recognised_by,
    -- How far it is ahead, of 100; a title that the table contradicts is worth half.
    cast(case
        when not w.is_clear then 0
        when w.is_titled then 1 - least(1, greatest(0, w.next_score - w.score) / 100.0) / 2
        else least(1, (w.score - greatest(w.next_score, 0)) / 100.0)
    end as decimal(3, 2)) as recognition_confidence,
    case when w.is_clear then [] else coalesce(c.candidates[:4], []) end as candidates
from winners as w
left join candidates as c using (document_id, table_seq)
