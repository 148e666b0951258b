-- Every figure in running text, and every word that stands for one: 持平 (no change), 无 (nothing), 增加主要原因 (a direction without amount).
-- Years, dates, ordinals, document numbers, codes and telephone numbers are words, not figures.
{%- set number = '[0-9]{1,3}(?:,[0-9]{3})+(?:\\.[0-9]+)?|[0-9]+(?:\\.[0-9]+)?' %}
{%- set unit = '(?:余|多)?(?:百|千)?(?:万|亿)?' ~ narrative_words('unit') ~ '|(?:余|多)?(?:百|千)?[万亿]' %}
with marked as (
    select
        *,
        -- ¶ stands for an ordinal: 1. 2、 (3) 四、 (五)
        regexp_replace(
            regexp_replace(sentence, '(^|[^0-9.,])[0-9]{1,2}[.、]([^0-9]|$)', '\1¶\2', 'g'),
            '^[一二三四五六七八九十]{1,3}、|^\([一二三四五六七八九十]{1,3}\)|\([0-9]{1,2}\)|[①②③④⑤⑥⑦⑧⑨⑩]', '¶', 'g'
        ) as text
    from {{ ref('int_sentence') }}
),

split as (
    select
        sentence_id,
        text,
        unnest(pieces) as piece,
        unnest(range(len(pieces))) as piece_no
    from (
        select
            sentence_id,
            text,
            string_split(
                regexp_replace(
                    text,
                    '{{ narrative_words('not_figure') }}|两{{ narrative_words('counted') }}|(?:{{ number }})(?:{{ unit }})?|{{ narrative_words('direction') }}|{{ narrative_words('same') }}|{{ narrative_words('none') }}',
                    chr(31) || '\0' || chr(31), 'g'
                ),
                chr(31)
            ) as pieces
        from marked
    )
),

placed as (
    select
        *,
        coalesce(lag(piece) over in_order, '') as text_before,
        coalesce(lead(piece) over in_order, '') as text_after,
        coalesce(lead(piece, 2) over in_order, '') as next_piece,
        coalesce(sum(length(piece)) over (in_order rows between unbounded preceding and 1 preceding), 0) as offset_of
    from split
    window in_order as (partition by sentence_id order by piece_no)
),

kinds as (
    select
        *,
        case
            when piece_no % 2 = 0 or regexp_full_match(piece, '{{ narrative_words('not_figure') }}') then 'text'
            when regexp_full_match(piece, '{{ narrative_words('direction') }}') then 'direction'
            when regexp_full_match(piece, '{{ narrative_words('same') }}')
                then case
                    -- 手持平板, 保持平稳
                    when regexp_matches(text_after, '^[板稳安衡均]') then 'text'
                    when regexp_matches(piece, '一致|相同|不变') and not regexp_matches(text_before, '(与|同|和|较|比)[^,;:《》]{0,14}(年|预算|决算)[^,;:《》]{0,10}$') then 'text'
                    else 'same'
                end
            when regexp_full_match(piece, '{{ narrative_words('none') }}')
                then case
                    when regexp_matches(text_before, '[有并毫从]$') or regexp_matches(text_after, '^[锡法偿线障论人关形害违菌序需疑缝纸故证房主党]') then 'text'
                    when regexp_matches(substr(text, cast(offset_of + length(piece) + 1 as bigint)), '^[^,;:]{0,30}(预算|支出|经费|费|拨款|收入|采购|结转|设备|车辆|资金)') then 'none'
                    else 'text'
                end
            -- A bare number is a figure where a word leads to it (达22,186), or as the lower end of a range (100-80%).
            when regexp_full_match(piece, '{{ number }}') then
                case
                    when regexp_matches(text_before, '[A-Za-z“”]$') then 'text'
                    when regexp_matches(piece, '^[0-9]{7,}$') then 'text'
                    when regexp_full_match(text_after, '[-~—–至]|\(含') and regexp_matches(next_piece, '^[0-9]') then 'figure'
                    when regexp_matches(text_before, '(达|达到|为|共计|合计|总计|约|超过|不低于|[≥≤＞＜><=])$') then 'figure'
                    when regexp_matches(piece, '^[0-9]{1,3}(,[0-9]{3})+|\.[0-9]{2}$') and regexp_matches(text_before, '[一-龥)]$') then 'figure'
                    else 'text'
                end
            else 'figure'
        end as kind
    from placed
),

grouped as (
    select
        *,
        coalesce(sum(case when kind <> 'text' then 1 else 0 end) over (
            partition by sentence_id order by piece_no rows between unbounded preceding and 1 preceding
        ), 0) as texts_of
    from kinds
),

texts as (
    select sentence_id, texts_of, string_agg(piece, '' order by piece_no) as before
    from grouped
    where kind = 'text'
    group by sentence_id, texts_of
),

figures as (
    select
        g.sentence_id,
        cast(row_number() over (partition by g.sentence_id order by g.piece_no) as integer) as figure_no,
        g.kind,
        g.piece as printed_text,
        coalesce(t.before, '') as before,
        substr(g.text, cast(g.offset_of + length(g.piece) + 1 as bigint)) as after,
        g.text_after,
        case
            when g.kind = 'figure' and g.piece like '两%' then '2'
            when g.kind = 'figure' then replace(regexp_extract(g.piece, '^({{ number }})', 1), ',', '')
        end as number_text,
        case
            when g.kind = 'figure' and g.piece like '两%' then substr(g.piece, 2)
            when g.kind = 'figure' then regexp_replace(regexp_extract(g.piece, '^(?:{{ number }})(.*)$', 1), '^[余多]', '')
        end as printed_unit
    from grouped as g
    left join texts as t using (sentence_id, texts_of)
    where g.kind <> 'text'
)

select
    sentence_id,
    figure_no,
    kind,
    printed_text,
    before,
    after,
    try_cast(number_text as decimal(28, 8)) as value,
    cast(length(split_part(number_text, '.', 2)) as integer) as printed_decimals,
    -- The lower end of a range has the unit of its upper end; 合同400万 is money.
    case
        when printed_unit in ('万', '亿') and regexp_matches(before, '(合同|经费|资金|费用|费|预算|投资|款)(金额|总额|额)?[为约共]?$') then printed_unit || '元'
        when printed_unit = '' and regexp_full_match(text_after, '[-~—–至]|\(含')
            then coalesce(
                nullif(lead(printed_unit) over in_order, ''),
                lead(printed_unit, 2) over in_order, ''
            )
        else printed_unit
    end as unit
from figures
window in_order as (partition by sentence_id order by figure_no)
