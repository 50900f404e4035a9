"""The first reason that holds, one small change of a problem each; the evidence names what is in the way."""

import json

import pytest

from matchmaker.core.assignment import read_problem, solve
from matchmaker.core.assignment.writing import plan_to_json
from matchmaker.core.gazetteer import FIXTURES

BASE = json.loads((FIXTURES / "problems" / "two_courses.json").read_text())


def changed(change):
    """Return the plan of the project's own problem after a change."""
    problem = json.loads(json.dumps(BASE))
    change(problem, {row["id"]: row for row in problem["needs"]}, {row["id"]: row for row in problem["offers"]})
    return solve(read_problem(json.dumps(problem).encode()), isolated=False)


def unmet(change):
    """Return the unmet rows of that plan, by need."""
    return {row.need: row for row in changed(change).unmet}


def drop_courses(problem, _needs, _offers):
    problem["offers"] = problem["offers"][2:]
    problem["needs"][1]["unit_cost"] = None


def forbid(problem, _needs, _offers):
    problem["scenario"]["forbids"] = [{"need": "n2", "offer": "o3", "reason": "agreed elsewhere"}]


def engaged(problem, _needs, _offers):
    problem["engagements"] = [
        {"id": "e1", "state": "JAM", "theme": "stockpile_management", "kind": "training", "item": None, "beneficiary": "police",
         "provider": "CAN", "start": "2026-06-01", "end": "2027-06-01", "quantity": None}
    ]  # fmt: skip


def bundled(problem, needs, _offers):
    other = {**needs["n2"], "id": "n3", "theme": "tracing"}
    needs["n2"]["bundle"] = other["bundle"] = "b1"
    problem["needs"].append(other)


CASES = {
    "capacity": (
        lambda _p, needs, _o: needs["n2"]["unit_cost"].update(amount="2240"),
        [{"offer": "o3", "need": "n2", "tier": 2, "quantity": "10"}],
    ),
    "duplicate": (engaged, [{"engagement": "e1", "quantity": None}]),
    "no_offer": (lambda _p, needs, _o: needs["n2"].update(theme="tracing"), []),
    "incomplete": (drop_courses, [{"field": "unit_cost"}]),
    "forbidden": (forbid, [{"offer": "o3", "reason": "agreed elsewhere"}]),
    "not_eligible": (lambda _p, _n, offers: offers["o3"]["eligible"].update(groups=["LDC"]), None),
    "bundle": (bundled, [{"bundle": "b1", "need": "n3", "reason": "no_offer"}]),
    "limit": (
        lambda _p, _n, offers: offers["o3"].update(maximum_per_recipient="10000"),
        [{"offer": "o3", "limit": "maximum_per_recipient", "value": "10000"}],
    ),
    "minimum": (
        lambda _p, needs, _o: needs["n2"].update(minimum="10"),
        [{"offer": "o3", "left": "20000", "least": "22321.43"}],
    ),
}


@pytest.mark.parametrize("reason", CASES)
def test_each_reason(reason):
    change, evidence = CASES[reason]
    row = unmet(change)["n2"]
    assert row.reason == reason
    if evidence is not None:
        assert [dict(piece) for piece in row.evidence] == evidence


def test_an_overlapping_delivery_is_named_with_its_days():
    row = unmet(lambda *_: None)["n1"]
    assert row.reason == "duplicate"
    assert dict(row.evidence[0]) == {"need": "n1", "offer": "o1", "start": "2027-01-01", "end": "2028-01-01"}


def test_what_is_not_eligible_names_the_rules_and_the_one_that_opens_most():
    rows = unmet(CASES["not_eligible"][0])["n2"].evidence
    assert {"offer": "o3", "rules": ["state"]} in [dict(row) for row in rows]
    assert rows[-1] == {"rule": "state", "opens": 2}


def test_equal_needs_are_told_apart_by_the_declared_rule():
    def equal(problem, needs, offers):
        problem["offers"] = [offers["o2"]]
        twin = {**needs["n1"], "id": "n0", "beneficiary": "police", "requested": "2026-05-01"}
        for need in (needs["n1"], twin):
            need.update(quantity="15", minimum="15")
        problem["needs"] = [needs["n1"], twin]

    row = unmet(equal)["n0"]
    assert row.reason == "tie"
    assert dict(row.evidence[0]) == {"need": "n1", "offer": "o2", "by": "requested"}


def test_why_an_equal_need_came_first_is_told_to_the_library_and_has_no_field_in_the_file():
    def two_forces(problem, needs, _offers):
        needs["n2"]["unit_cost"].update(amount="2240")
        problem["needs"].append(needs["n2"] | {"id": "n3", "beneficiary": "army", "quantity": "40"})

    plan = changed(two_forces)
    rows = [piece for row in plan.unmet if row.reason == "capacity" for piece in row.evidence]
    assert [piece for piece in rows if "by" in piece]
    written = [piece for row in plan_to_json(plan)["unmet"] if row["reason"] == "capacity" for piece in row["evidence"]]
    assert written == [{name: piece[name] for name in ("offer", "need", "tier", "quantity")} for piece in rows]
