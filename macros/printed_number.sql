{#- The number that a squeezed cell text prints, as text that casts to DECIMAL, or NULL when the text is no number.
    Thousands separators are dropped where they part threes (1,13.14 is no number, but a figure that has lost a digit);
    (1.20) and △1.20 are negative; a dash alone prints no number. -#}
{% macro printed_number(squeezed) -%}
    {%- set whole = '([0-9]+|[0-9]{1,3}(,[0-9]{3})+)' -%}
    case
        when regexp_full_match({{ squeezed }}, '[-−–—]?{{ whole }}(\.[0-9]+)?')
            then regexp_replace(regexp_replace({{ squeezed }}, '^[−–—]', '-'), ',', '', 'g')
        when regexp_full_match({{ squeezed }}, '[-−–—]?\.[0-9]+')
            then regexp_replace(replace({{ squeezed }}, '.', '0.'), '^[−–—]', '-')
        when regexp_full_match({{ squeezed }}, '\({{ whole }}(\.[0-9]+)?\)|[△▲]{{ whole }}(\.[0-9]+)?')
            then '-' || regexp_replace({{ squeezed }}, '[(),△▲]', '', 'g')
    end
{%- endmacro %}
