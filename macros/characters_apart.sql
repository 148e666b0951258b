{#- How many characters stand between the common beginning and the common end of two texts: 0 where they are equal, 1 for one character
    changed, lost or added. levenshtein counts bytes, and a Chinese character has three. -#}
{% macro characters_apart(a, b) -%}
    greatest(length({{ a }}), length({{ b }})) - least(
        least(length({{ a }}), length({{ b }})),
        list_max(list_filter(range(0, least(length({{ a }}), length({{ b }})) + 1), lambda k: left({{ a }}, k) = left({{ b }}, k)))
        + list_max(list_filter(range(0, least(length({{ a }}), length({{ b }})) + 1), lambda k: right({{ a }}, k) = right({{ b }}, k)))
    )
{%- endmacro %}
