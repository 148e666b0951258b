{#- The form in which printed words are compared: no white space, full-width ASCII made half-width.
    The SQL twin of extract/vocabulary.py's squeeze(); patterns in seeds are written for this form. -#}
{% macro squeeze(column) -%}
    translate(
        regexp_replace({{ column }}, '[\s\x{3000}\x{00a0}\x{2002}-\x{200b}]+', '', 'g'),
        '（）：；，．！？０１２３４５６７８９－＋＝％［］｛｝／＊＃＆＜＞ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ',
        '():;,.!?0123456789-+=%[]{}/*#&<>ABCDEFGHIJKLMNOPQRSTUVWXYZ'
    )
{%- endmacro %}
