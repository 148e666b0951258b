-- Parent and child rows of the subject hierarchy. A child belongs to the nearest row above it that bears its parent code;
-- reports that list several units one below the other repeat the codes.
with children as (
    select
        *,
        left(subject_code, code_length - 2) as section_code,
        left(subject_code, 3) as class_code
    from {{ ref('int_subject_row') }}
    where code_length in (5, 7)
),

nearest as (
    select
        c.report_id,
        c.table_no,
        c.table_code,
        c.block_no,
        c.row_no as child_row,
        c.code_length,
        max_by(struct_pack(row_no := p.row_no, code := p.subject_code), p.row_no) filter (where p.subject_code = c.section_code) as direct_parent,
        max_by(struct_pack(row_no := p.row_no, code := p.subject_code), p.row_no) filter (where p.subject_code = c.class_code) as class_parent
    from children as c
    inner join {{ ref('int_subject_row') }} as p
        on p.report_id = c.report_id and p.table_no = c.table_no and p.block_no = c.block_no
        and p.row_no < c.row_no and p.section_no = c.section_no
        and p.subject_code in (c.section_code, c.class_code)
    group by all
),

parents as (
    select
        *,
        coalesce(direct_parent.row_no, class_parent.row_no) as parent_row
    from nearest
)

select
    report_id,
    table_no,
    table_code,
    block_no,
    parent_row,
    child_row,
    case
        when code_length = 7 and direct_parent is not null then 'subject_section_items'
        -- Items of a section that is not printed stand beside the sections that are: together they make up the class.
        when bool_or(code_length = 5) over (partition by report_id, table_no, block_no, parent_row) then 'subject_class_sections'
        else 'subject_class_items'
    end as identity_code
from parents
