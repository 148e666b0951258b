"""`python -m benchmarks.layouts [LAYOUTS] [SEED] [FOLDER]`: see docs/layouts.md."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from time import perf_counter

from benchmarks.layouts import features
from benchmarks.layouts.lab import Verdict, run

BATCH = 300
USUAL = features.plain()


def main() -> None:
    layouts = features.singles() if sys.argv[1:2] == ["singles"] else None
    count = len(layouts) if layouts else int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(tempfile.mkdtemp(prefix="zhangben-layouts-"))
    totals: Counter[str] = Counter()
    by_feature: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    kinds: Counter[str] = Counter()
    examples: dict[str, list[Verdict]] = defaultdict(list)
    began = perf_counter()
    for first in range(0, count, BATCH):
        for verdict in run(folder / f"batch{first // BATCH:03}", range(first, min(first + BATCH, count)), seed, layouts):
            totals[verdict.outcome] += 1
            for item in verdict.document.layout.items():
                by_feature[item][verdict.outcome] += 1
            if verdict.outcome in ("flagged", "wrong"):
                kind = f"{verdict.outcome}: {verdict.why}"
                kinds[kind] += 1
                examples[kind].append(verdict)
            if verdict.outcome == "wrong":
                print(f"wrong, {verdict.why}: {_line(verdict)}", flush=True)
        print(f"{min(first + BATCH, count):5} layouts, {perf_counter() - began:.0f} s: {_shares(totals)}", flush=True)
    print(f"\n{count} layouts, seed {seed}, in {folder}: {_shares(totals)}\n\nby feature")
    for (feature, choice), outcomes in by_feature.items():
        print(f"  {feature:15} {choice:18} {_shares(outcomes)}")
    print("\nkinds of failure")
    for kind, number in kinds.most_common(40):
        spread = Counter(verdict.document.name for verdict in examples[kind])
        print(f"  {number:6} {kind} in {len(spread)} documents")
        for verdict in _spread(examples[kind], 4):
            print(f"         {_line(verdict)}")
    sys.exit(1 if totals["wrong"] else 0)


def _shares(outcomes: Counter[str]) -> str:
    """Of the figures that a reader can know."""
    knowable = outcomes["exact"] + outcomes["flagged"] + outcomes["wrong"] or 1
    exact, flagged = outcomes["exact"] / knowable, outcomes["flagged"] / knowable
    rest = f", and {outcomes['unknowable']} that nobody could know" if outcomes["unknowable"] else ""
    return f"{knowable:7} figures, exact {exact:8.3%}, flagged {flagged:7.3%}, wrong {outcomes['wrong']}{rest}"


def _spread(verdicts: list[Verdict], number: int) -> list[Verdict]:
    """Some of them, one a document."""
    return list({verdict.document.name: verdict for verdict in verdicts}.values())[:number]


def _line(verdict: Verdict) -> str:
    truth, row = verdict.truth, verdict.landed
    said = f"{truth.table_code} {truth.label} {truth.code} {truth.column.key} {truth.printed}" if truth else "(nothing printed)"
    landed = (
        f" → {row['table_code']} {row['row_label']} {row['row_code']} [{row['column_label']}] {row['measure_code']} {row['amount']}"
        if row
        else ""
    )
    unusual = " ".join(choice for name, choice in verdict.document.layout.items() if choice != USUAL[name])
    return f"{verdict.document.name} ({unusual}): {said}{landed}"


if __name__ == "__main__":
    main()
