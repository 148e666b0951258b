{#- The number that a squeezed cell text prints, as text that casts to DECIMAL, or NULL when the text is no number.
    Thousands separators are dropped; (1.20) and △1.20 are negative; a dash alone prints no number. -#}
{% macro printed_number(squeezed) -%}
    case
        when regexp_full_match({{ squeezed }}, '[-−–—]?[0-9][0-9,]*(\.[0-9]+)?')
            then regexp_replace(regexp_replace({{ squeezed }}, '^[−–—]', '-'), ',', '', 'g')
        when regexp_full_match({{ squeezed }}, '[-−–—]?\.[0-9]+')
            then regexp_replace(replace({{ squeezed }}, '.', '0.'), '^[−–—]', '-')
        when regexp_full_match({{ squeezed }}, '\([0-9][0-9,]*(\.[0-9]+)?\)|[△▲][0-9][0-9,]*(\.[0-9]+)?')
            then '-' || regexp_replace({{ squeezed }}, '[(),△▲]', '', 'g')
    end
{%- endmacro %}
