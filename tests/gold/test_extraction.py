"""The floors of extraction on the gold corpus, by set; what the figures count; the example reports, exactly."""

import io
import json
from functools import cache
from pathlib import Path

import pytest

from matchmaker.core.extraction import extract
from matchmaker.core.extraction.comparison import compare
from matchmaker.core.extraction.figures import accuracy, calibration, corpus, details, f1, measure, score, show
from matchmaker.core.extraction.output import to_json
from matchmaker.core.gazetteer import Gazetteer

EXAMPLES = Path(__file__).parents[3] / "shared" / "examples" / "reports"
SAME = ("theme", "kind", "item", "quantity", "unit", "amount", "currency", "vague", "project_proposal")
FLOORS = {  # set: needs F1, quantity, amount, engagements F1
    "demo": (1.0, 1.0, 1.0, 1.0),
    "tuned": (0.985, 0.99, 0.985, 0.99),
    "fresh-1": (0.99, 0.99, 0.99, 0.98),
    "fresh-2": (0.95, 0.97, 0.98, 0.98),
    "fresh-3": (0.99, 0.99, 0.99, 0.98),
    "fresh-4": (0.99, 0.99, 0.97, 0.99),
    "fresh-5": (0.99, 0.99, 0.99, 0.94),
    "fresh-6": (0.97, 0.99, 0.97, 0.95),
    "fresh-7": (0.99, 0.99, 0.99, 0.96),
    "fresh-8": (0.93, 0.98, 0.97, 0.95),
    "opened": (0.9, 0.97, 0.99, 0.87),
    "held out": (0.9, 0.94, 0.96, 0.88),
}


@cache
def measured(name):
    return [measure(path, part, Gazetteer.default()) for part, path in corpus([name])]


@pytest.mark.parametrize("name", FLOORS)
def test_the_floors_hold(name):
    reports = measured(name)
    needs, quantity, amount, engagements = FLOORS[name]
    right = accuracy(reports, ("quantity", "amount"), lambda report: report.needs)
    assert f1(*score(report.comparison.needs for report in reports)) >= needs
    assert right["quantity"] >= quantity
    assert right["amount"] >= amount
    assert f1(*score(report.comparison.engagements for report in reports)) >= engagements


def test_the_targets_are_reached_over_the_whole_corpus():
    """Held-out reports among it; what those reach alone is their own floor."""
    reports = [report for name in FLOORS for report in measured(name)]
    right = accuracy(reports, ("quantity", "amount"), lambda report: report.needs)
    assert f1(*score(report.comparison.needs for report in reports)) >= 0.95
    assert min(right.values()) >= 0.97
    assert f1(*score(report.comparison.engagements for report in reports)) >= 0.9


@pytest.mark.parametrize("name", FLOORS)
def test_every_quote_is_the_slice_at_its_offsets_and_reports_have_their_state_and_cycle(name):
    reports = measured(name)
    assert [report.path.name for report in reports if not report.verbatim] == []
    assert [r.path.name for r in reports if {"state", "cycle", "language"} & set(r.comparison.facts)] == []


def test_nothing_of_a_trace_is_let_out_of_the_reports_that_are_not_held_out():
    assert [r.path.name for name in ("demo", "tuned") for r in measured(name) if r.comparison.leaked] == []


def test_the_corpus_is_large_and_a_third_of_it_is_held_out():
    sizes = {
        name: len(measured(name)) for name in ("demo", "tuned", "opened", "held out")
    }  # the fresh sets were held out until read
    assert sum(sizes.values()) >= 40
    assert sizes["held out"] >= sum(sizes.values()) / 3
    told = [report.expected["report"] for name in FLOORS for report in measured(name)]
    assert {one["generation"] for one in told} == {"A", "B", "C", "D", "unknown"}
    assert {one["language"] for one in told} == {"en", "fr", "es"}
    assert {report.path.suffix for name in FLOORS for report in measured(name)} == {
        ".pdf",
        ".docx",
        ".xlsx",
        ".html",
        ".txt",
    }


def test_confidence_means_what_it_says_on_reports_that_no_rule_was_tuned_on():
    """In every bin with enough needs, the share that is right is near the mean confidence; the rules know the other sets too well."""
    filled = [row for row in calibration(measured("held out")) if row[2] >= 30]
    assert len(filled) >= 2
    for low, high, count, mean, right in filled:
        assert abs(mean - right) <= 0.08, (low, high, count, mean, right)


def test_the_tables_show_every_set_and_the_details_keep_the_held_out_reports_closed():
    reports = [report for name in ("demo", "held out") for report in measured(name)]
    out, told = io.StringIO(), io.StringIO()
    show(reports, out)
    details(reports, told)
    assert "by set" in out.getvalue()
    assert "held out" in out.getvalue()
    assert not any(report.path.name in told.getvalue() for report in measured("held out"))


def fits(expected, found):
    readings = [expected, *({**expected, **other} for other in expected.get("alternatives", ()))]
    return any(all(reading[name] == found[name] for name in SAME if name in reading) for reading in readings)


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the example reports are not on this machine")
@pytest.mark.parametrize("gold", sorted(EXAMPLES.glob("*.gold.json")), ids=lambda path: path.name)
def test_the_example_reports_are_read_exactly(gold):
    expected = json.loads(gold.read_text(encoding="utf-8"))
    source = gold.with_name(gold.name.removesuffix(".gold.json"))
    extraction = extract(source.read_bytes(), filename=source.name, gazetteer=Gazetteer.default())
    found = to_json(extraction)
    assert {name: found["report"][name] for name in expected["report"]} == expected["report"]
    left = list(found["needs"])
    for need in expected["needs"]:
        match = next((other for other in left if fits(need, other)), None)
        assert match is not None or need.get("optional"), need
        if match is not None:
            left.remove(match)
    assert left == []
    keys = ("direction", "theme", "kind", "amount", "currency")
    told = [(*(one[key] for key in keys), sorted(one["counterparts"])) for one in expected["engagements"]]
    assert sorted(map(str, told)) == sorted(
        str((*(one[key] for key in keys), sorted(one["counterparts"]))) for one in found["engagements"]
    )


def test_a_wrong_number_lowers_the_figures():
    """The comparison sees a changed quantity, a missing need and one too many."""
    report = measured("demo")[0]
    needs = [dict(need) for need in report.found["needs"]]
    assert len(needs) > 1
    needs[0]["quantity"] = "977"
    changed = compare(report.expected, {**report.found, "needs": [*needs[:-1], {**needs[0], "theme": "other"}]})
    assert "quantity" in changed.needs.pairs[0].wrong or any("quantity" in pair.wrong for pair in changed.needs.pairs)
    assert len(changed.needs.missed) == 1
    assert len(changed.needs.extra) == 1
