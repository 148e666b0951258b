"""What regions do differently: the features of a layout, each drawn at random.

The first choice of a feature is the usual one. A layout is a dict of feature → choice; the laboratory reports by both.
"""

from __future__ import annotations

from random import Random

Layout = dict[str, str]

# feature: (share of layouts that do the usual thing, choices)
FEATURES: dict[str, tuple[float, list[str]]] = {
    "form": (0.55, ["pdf", "html", "xlsx", "docx"]),
    "kind": (0.55, ["budget", "final_accounts"]),
    "unit": (0.55, ["万元", "元", "千元", "百万元", "亿元"]),
    "unit_place": (0.45, ["right", "left", "with_owner", "in_title", "in_header", "in_grid", "cover", "missing"]),
    "title_place": (0.5, ["above", "in_grid", "below", "missing", "previous_page", "body_name"]),
    "title_words": (0.6, ["plain", "with_year", "with_body"]),
    "label": (0.7, ["none", "public", "numbered"]),
    "contents": (0.7, ["no", "yes"]),
    "decimals": (0.6, ["2", "0", "3", "4", "6", "trimmed"]),
    "thousands": (0.5, ["no", "yes"]),
    "blanks": (0.5, ["blank", "zero", "dash", "long_dash"]),
    "code": (0.5, ["joined", "split", "brackets", "in_label", "dashed"]),
    "heads": (0.6, ["usual", "one_row", "three_rows"]),
    "words": (0.5, ["usual", "synonyms", "unknown"]),
    "column_numbers": (0.6, ["none", "named", "plain", "stars"]),
    "row_numbers": (0.7, ["none", "per_block", "first_column"]),
    "extra": (0.7, ["none", "remark", "prior_year", "prior_and_change"]),
    "order": (0.7, ["total_first", "total_last"]),
    "tables": (0.7, ["usual_order", "shuffled", "few"]),
}
# Of PDFs alone.
ON_PAPER: dict[str, tuple[float, list[str]]] = {
    "rules": (0.6, ["all", "no_vertical", "three_lines", "none"]),
    "breaks": (0.6, ["page_each", "flowing", "cut", "cut_repeated"]),
    "page": (0.6, ["upright", "landscape", "turned", "shifted_origin", "inverted"]),
    "font": (0.6, ["embedded", "without_tounicode"]),
    "bold": (0.7, ["none", "printed_twice"]),
    "mark": (0.7, ["none", "watermark", "seal"]),
}


def draw(rng: Random) -> Layout:
    """One layout."""
    layout = {name: _choose(rng, *choices) for name, choices in FEATURES.items()}
    if layout["form"] == "pdf":
        layout |= {name: _choose(rng, *choices) for name, choices in ON_PAPER.items()}
    return _possible(layout)


def plain() -> Layout:
    """Every feature as usual."""
    return {name: choices[0] for name, (_, choices) in [*FEATURES.items(), *ON_PAPER.items()]}


def singles() -> list[Layout]:
    """Every choice of every feature alone, the rest as usual: on paper and, where it can be, as a page of the web."""
    found = []
    for kind in FEATURES["kind"][1]:
        usual = plain() | {"kind": kind}
        for name, (_, choices) in [*FEATURES.items(), *ON_PAPER.items()]:
            for choice in choices[name != "form" :]:
                if name != "kind":
                    found.append(_possible(usual | {name: choice}))
                if name not in ("kind", "form", *ON_PAPER):
                    found.append(
                        _possible({key: value for key, value in usual.items() if key not in ON_PAPER} | {"form": "html", name: choice})
                    )
    return found


def _choose(rng: Random, usual: float, choices: list[str]) -> str:
    return choices[0] if rng.random() < usual else rng.choice(choices[1:])


def _possible(layout: Layout) -> Layout:
    """What a reader could not make sense of is not set: a unit in a title that is not printed, a title below among flowing tables."""
    if layout["unit_place"] == "in_title" and layout["title_place"] in ("missing", "body_name"):
        layout["unit_place"] = "right"
    if layout["title_place"] == "missing" and layout["contents"] == "no" and layout["form"] == "html":
        layout["contents"] = "yes"  # a page of the web without any title is none of a report
    if (layout["unit"], layout["decimals"]) in (("元", "3"), ("元", "4"), ("元", "6"), ("千元", "6")):
        layout["decimals"] = "2"  # nobody accounts for less than a fen
    if layout["title_place"] in ("below", "previous_page") and layout.get("breaks") in ("flowing", "cut", "cut_repeated"):
        layout["breaks"] = "page_each"
    if layout.get("rules") in ("no_vertical", "three_lines", "none") and layout["title_place"] == "in_grid":
        layout["title_place"] = "above"
    return layout
