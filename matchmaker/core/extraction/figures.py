"""Figures of extraction over the gold corpus: ``python -m matchmaker.core.extraction.figures``.

Prints precision, recall and F1 of needs and engagements, accuracy of every field among the found ones, both by set,
generation, format and language, and how often items of each confidence are right. The held-out reports stand apart: no
rule was tuned on them, nor on a fresh set before it is moved to the tuned one.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from ..gazetteer import FIXTURES, Gazetteer
from .comparison import CORE, ENGAGEMENT_FIELDS, NEED_FIELDS, NEED_KEY, Comparison, ReportComparison, compare, overlap
from .output import to_json
from .reading import extract

SETS = {
    "demo": FIXTURES / "reports",
    "tuned": FIXTURES / "gold" / "tuned",
    "fresh-1": FIXTURES / "gold" / "fresh-1",
    "fresh-2": FIXTURES / "gold" / "fresh-2",
    "fresh-3": FIXTURES / "gold" / "fresh-3",
    "fresh-4": FIXTURES / "gold" / "fresh-4",
    "fresh-5": FIXTURES / "gold" / "fresh-5",
    "fresh-6": FIXTURES / "gold" / "fresh-6",
    "fresh-7": FIXTURES / "gold" / "fresh-7",
    "fresh-8": FIXTURES / "gold" / "fresh-8",
    "opened": FIXTURES / "gold" / "opened",
    "held out": FIXTURES / "gold" / "heldout",
}
UNREAD = frozenset(["held out"])
"""The sets whose differences are not shown, so that no rule is tuned on them."""
NEWEST = frozenset(
    [
        "bfa-2018",
        "civ-2010",
        "cri-2014",
        "gab-2022",
        "geo-2026",
        "gha-2024",
        "mex-2014",
        "mng-2020",
        "mrt-2026",
        "pan-2018",
        "per-2022",
        "tgo-2016",
        "tto-2009",
        "zmb-2018",
    ]
)
"""The held-out reports that were written when the rules stood: their totals have a row of their own."""
PLACE = ("page", "question", "quote", "passages")
BINS = ((0.9, 1.01), (0.8, 0.9), (0.7, 0.8), (0.5, 0.7), (0.0, 0.5))


@dataclass(frozen=True, slots=True)
class Measured:
    """One report of the corpus with its comparison."""

    path: Path
    part: str
    expected: dict[str, Any]
    found: dict[str, Any]
    text: str
    comparison: ReportComparison

    @property
    def verbatim(self) -> bool:
        """Say whether every quote is exactly the slice of the text at its offsets."""
        lines = [*self.found["needs"], *self.found["engagements"]]
        passages = [p for line in lines for p in (line["passage"], *line.get("passages", ()))]
        return all(p["quote"] == self.text[p["start"] : p["end"]] for p in passages)


def corpus(sets: Iterable[str] = SETS) -> Iterator[tuple[str, Path]]:
    """Yield the set and path of every report that has an expected file beside it."""
    for name in sets:
        for expected in sorted(SETS[name].glob("*.expected.json")):
            yield name, expected.with_name(expected.name.removesuffix(".expected.json"))


def measure(path: Path, part: str, gazetteer: Gazetteer) -> Measured:
    """Extract one report and compare it with its expected file."""
    expected = json.loads(path.with_name(f"{path.name}.expected.json").read_text(encoding="utf-8"))
    extraction = extract(path.read_bytes(), filename="report", gazetteer=gazetteer)
    found = to_json(extraction)
    return Measured(path, part, expected, found, extraction.text, compare(expected, found, extraction.text))


def score(comparisons: Iterable[Comparison]) -> tuple[int, int, int]:
    """Return how many lines were found, missed and found without being there."""
    found = missed = extra = 0
    for one in comparisons:
        found, missed, extra = found + len(one.pairs), missed + len(one.missed), extra + len(one.extra)
    return found, missed, extra


def f1(found: int, missed: int, extra: int) -> float:
    """Return the harmonic mean of precision and recall; 1 where there was nothing to find and nothing was found.

    Examples
    --------
    >>> f1(9, 1, 1), f1(0, 0, 0)
    (0.9, 1.0)
    """
    return 2 * found / (2 * found + missed + extra) if found + missed + extra else 1.0


def accuracy(
    reports: Iterable[Measured], fields: Iterable[str], lines: Callable[[ReportComparison], Comparison]
) -> dict[str, float]:
    """Return how often each field is right among the lines that were found."""
    pairs = [pair for report in reports for pair in lines(report.comparison).pairs]
    wrong = Counter(name for pair in pairs for name in pair.wrong)
    return {name: 1 - wrong[name] / len(pairs) if pairs else 1.0 for name in fields}


def calibration(reports: Iterable[Measured]) -> list[tuple[float, float, int, float, float]]:
    """Return for each bin of confidence its bounds, how many needs fall in it, their mean confidence, and the share that is right."""
    judged: list[tuple[float, bool]] = []
    for report in reports:
        needs = report.comparison.needs
        judged += [(pair.found["confidence"], not set(pair.wrong) & {*CORE, "quote"}) for pair in needs.pairs]
        judged += [(line["confidence"], False) for line in needs.extra]
    rows = []
    for low, high in BINS:
        inside = [(value, right) for value, right in judged if low <= value < high]
        if inside:
            mean = sum(value for value, _ in inside) / len(inside)
            rows.append((low, min(high, 1.0), len(inside), mean, sum(right for _, right in inside) / len(inside)))
    return rows


def _line(name: str, reports: list[Measured]) -> str:
    needs = score(report.comparison.needs for report in reports)
    engagements = score(report.comparison.engagements for report in reports)
    found, missed, extra = needs
    precision = found / (found + extra) if found + extra else 1.0
    recall = found / (found + missed) if found + missed else 1.0
    fields = accuracy(reports, ("quantity", "amount"), lambda c: c.needs)
    facts = sum(not {"state", "cycle"} & set(report.comparison.facts) for report in reports) / len(reports)
    verbatim = sum(report.verbatim for report in reports) / len(reports)
    return (
        f"{name:<22}{len(reports):>8}{found + missed:>7}{precision:>11.3f}{recall:>8.3f}{f1(*needs):>7.3f}{fields['quantity']:>10.3f}"
        f"{fields['amount']:>8.3f}{f1(*engagements):>14.3f}{facts:>13.3f}{verbatim:>10.3f}"
    )


def show(reports: list[Measured], out: TextIO) -> None:
    """Print the tables."""
    head = f"{'':<22}{'reports':>8}{'needs':>7}{'precision':>11}{'recall':>8}{'F1':>7}{'quantity':>10}{'amount':>8}{'engagem. F1':>14}{'State+cycle':>13}{'verbatim':>10}"
    groups: dict[str, dict[str, list[Measured]]] = defaultdict(lambda: defaultdict(list))
    for report in reports:
        told = report.expected["report"]
        for group, value in (
            ("set", report.part), ("generation", told["generation"]), ("format", report.path.suffix[1:]), ("language", told["language"]),
        ):  # fmt: skip
            groups[group][value].append(report)
            if report.part not in UNREAD and group != "set":
                groups[f"{group}, not held out"][value].append(report)
    print(head, file=out)
    print(_line("all", reports), file=out)
    for group, values in groups.items():
        print(f"by {group}", file=out)
        for value in sorted(values):
            print(_line(f"  {value}", values[value]), file=out)
        newest = [report for report in reports if report.part == "held out" and report.path.stem in NEWEST]
        if group == "set" and newest:
            print(_line("  held out, newest", newest), file=out)
    print("\naccuracy among found needs" + " " * 8 + "".join(f"{part:>10}" for part in groups["set"]), file=out)
    for name in (*NEED_FIELDS, *PLACE):
        row = "".join(f"{accuracy(own, (name,), lambda c: c.needs)[name]:>10.3f}" for own in groups["set"].values())
        print(f"  {name:<32}{row}", file=out)
    print("accuracy among found engagements", file=out)
    for name in (*ENGAGEMENT_FIELDS, *PLACE[:3]):
        row = "".join(
            f"{accuracy(own, (name,), lambda c: c.engagements)[name]:>10.3f}" for own in groups["set"].values()
        )
        print(f"  {name:<32}{row}", file=out)
    print("\nmissed needs" + " " * 22 + "".join(f"{part:>10}" for part in groups["set"]), file=out)
    for name, told in _MISSED.items():
        row = "".join(f"{Counter(misread(own))[name]:>10}" for own in groups["set"].values())
        print(f"  {told:<32}{row}", file=out)
    unread = [report for report in reports if report.part in UNREAD]
    print("\nconfidence    needs    mean   right   of sets never tuned on: needs    mean   right", file=out)
    aside = {low: (count, mean, right) for low, _, count, mean, right in calibration(unread)}
    for low, high, count, mean, right in calibration(reports):
        few, average, share = aside.get(low, (0, 0.0, 0.0))
        told = f"{few:>30}{average:>8.2f}{share:>8.2f}" if few else f"{'-':>30}"
        print(f"{low:.1f} to {high:.1f}{count:>9}{mean:>8.2f}{right:>8.2f}{told}", file=out)


_MISSED = {
    "theme": "found under another theme",
    "kind": "found as another kind",
    "item": "found as another item",
    "nothing": "not found",
}


def misread(reports: Iterable[Measured]) -> Iterator[str]:
    """Yield for each missed need in what an overlapping line that nobody expected differs from it, or ``nothing``.

    Parameters
    ----------
    reports : iterable of Measured
    """
    for report in reports:
        extra = list(report.comparison.needs.extra)
        for line in report.comparison.needs.missed:
            near = [one for one in extra if overlap(line["passage"]["quote"], one["passage"]["quote"])]
            if not near:
                yield "nothing"
                continue
            one = min(near, key=lambda other: sum(other[name] != line[name] for name in NEED_KEY))
            extra.remove(one)
            yield next((name for name in ("kind", "theme", "item") if one[name] != line[name]), "item")


def details(reports: Iterable[Measured], out: TextIO) -> None:
    """Print every line that differs; of held-out reports nothing, so that nobody tunes on them."""
    for report in reports:
        if report.part in UNREAD:
            continue
        one = report.comparison
        for label, lines in (("need", one.needs), ("engagement", one.engagements)):
            for pair in lines.pairs:
                if pair.wrong:
                    told = {
                        name: (pair.expected.get(name), pair.found.get(name))
                        for name in pair.wrong
                        if name in pair.found
                    }
                    print(
                        f"{report.path.name}: {label} {pair.found['passage']['quote']!r}: {pair.wrong} {told}", file=out
                    )
            for line in lines.missed:
                print(f"{report.path.name}: {label} missed: {_brief(line)}", file=out)
            for line in lines.extra:
                print(f"{report.path.name}: {label} not there: {_brief(line)}", file=out)
        for name, value in (("facts", one.facts), ("issues", one.issues), ("leaked", one.leaked)):
            if value:
                print(f"{report.path.name}: {name} {value}", file=out)
        if not one.contacts:
            print(
                f"{report.path.name}: contacts {report.found['contacts']} for {report.expected['contacts']}", file=out
            )


def _brief(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in line.items()
        if value not in (None, [], False) and name not in ("unit", "passages", "alternatives")
    }


def main(arguments: list[str] | None = None) -> None:
    """Measure the corpus and print."""
    parser = argparse.ArgumentParser(description="Figures of extraction over the gold corpus.")
    parser.add_argument(
        "--details", action="store_true", help="print every difference of reports that are not held out"
    )
    parser.add_argument("--without-held-out", action="store_true", help="leave the held-out reports aside")
    told = parser.parse_args(arguments)
    gazetteer = Gazetteer.default()
    sets = [name for name in SETS if name != "held out" or not told.without_held_out]
    reports = [measure(path, part, gazetteer) for part, path in corpus(sets)]
    show(reports, sys.stdout)
    if told.details:
        details(reports, sys.stdout)


if __name__ == "__main__":
    main()
