"""Reasons in sentences: every kind of evidence that a plan carries, with names instead of ids."""

import pytest

from matchmaker.core.vocabulary import Stage, UnmetReason
from matchmaker.models import Offer, Party
from matchmaker.queries import OfferName
from matchmaker.web import records
from matchmaker.web.explanations import GROUNDS, sentences

NAMES = {"n1": "Togo, Marking", "n2": "Kenya, Marking", "o1": "Machines (Germany)", "e1": "Course (France)"}
CASES = [
    ("duplicate", {"engagement": "e1:vehicle:police", "quantity": "2"}, "Already covered: Course (France)"),
    ("duplicate", {"need": "n2"}, "Asked before; the request that stands is: Kenya, Marking"),
    (
        "duplicate",
        {"need": "n2", "offer": "o1", "start": "2027-01-01", "end": "2027-06-30"},
        "The same assistance would come at the same time from Machines (Germany) (1 January 2027 to 30 June 2027).",
    ),
    ("incomplete", {"field": "unit_cost"}, "The request states no cost, and the only fitting offers pay money."),
    (
        "forbidden",
        {"offer": "o1", "reason": "asked by the State"},
        "A coordinator kept it apart from Machines (Germany): asked by the State",
    ),
    ("forbidden", {"offer": "o1", "pin": True}, "A coordinator fixed how much Machines (Germany) gives."),
    (
        "not_eligible",
        {"offer": "o1", "rules": ["state", "window"]},
        "Machines (Germany): not open to this State, dates do not overlap.",
    ),
    ("not_eligible", {"rule": "window", "opens": 3}, "The rule that stands most in the way: dates do not overlap."),
    (
        "bundle",
        {"bundle": "b1", "need": "n2", "reason": "capacity"},
        "It is useful only together with Kenya, Marking, which is not met (offers are full).",
    ),
    (
        "limit",
        {"offer": "o1", "limit": "maximum_recipients", "value": "3"},
        "Machines (Germany) serves at most 3 States.",
    ),
    (
        "limit",
        {"offer": "o1", "limit": "budget", "value": "90000"},
        "The provider of Machines (Germany) has a budget of 90,000.",
    ),
    (
        "minimum",
        {"offer": "o1", "left": "1", "least": "2"},
        "Machines (Germany) has 1 left, and less than 2 is of no use.",
    ),
    (
        "tie",
        {"need": "n2", "offer": "o1", "by": "lot"},
        "Machines (Germany) went to an equal need, Kenya, Marking: the lot fell on it.",
    ),
    (
        "capacity",
        {"offer": "o1", "need": "n2", "tier": 1, "quantity": "2"},
        "Machines (Germany) is full. It goes to Kenya, Marking: 2, rank 1.",
    ),
    (
        "capacity",
        {"offer": "o1", "need": "n2", "tier": 1, "quantity": "2", "by": "requested"},
        "Machines (Germany) is full. It goes to Kenya, Marking: 2, rank 1 (it was requested earlier).",
    ),
    (
        "not_proven",
        {"stage": "benefit", "gap": "0.002"},
        "The plan is not proved best in “Benefit over all States”: 0.002 of room is left.",
    ),
]


@pytest.mark.parametrize(("reason", "row", "sentence"), CASES)
def test_evidence_is_a_sentence(reason, row, sentence):
    assert sentences(reason, [row], NAMES) == [sentence]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"unit": "money", "currency": "EUR"}, "has EUR 1,785.71 left, and less than EUR 2,000 is of no use."),
        ({"unit": "place"}, "has 1,785 places left, and less than 2,000 places is of no use."),
        ({"unit": "item", "items": ["cutter"]}, "has 1,785 × cutter left, and less than 2,000 × cutter is of no use."),
    ],
)
def test_what_is_left_of_an_offer_is_told_with_what_it_counts(facts, said):
    """To coordinators and sides alike, who call it otherwise; so is the most that it gives one State."""
    offer = Offer(title="Fund", provider=Party(code="DEU", names={"en": "Germany"}), **facts)
    row = {"offer": "o1", "left": "1785.71" if facts["unit"] == "money" else "1785", "least": "2000"}
    for name in (records.name(offer), OfferName.of(offer, "Fund (DEU)")):
        assert sentences("minimum", [row], {"o1": name}) == [f"{name} {said}"]
        most = sentences("limit", [row | {"limit": "maximum_per_recipient", "value": "2000"}], {"o1": name})
        assert most == [
            f"{name} gives one State at most {said.rpartition(' than ')[2].removesuffix(' is of no use.')}."
        ]


def test_every_reason_has_a_case_or_needs_no_evidence():
    assert {reason for reason, _, _ in CASES} | {"no_offer"} == set(UnmetReason)
    assert sentences("no_offer", [], NAMES) == ["No provider offers this kind of help in this theme."]


@pytest.mark.parametrize("reason", list(UnmetReason.__members__.values()))
def test_evidence_of_an_unknown_shape_is_shown_and_breaks_nothing(reason):
    shown = sentences(reason, [{"novelty": "x"}], NAMES)
    assert len(shown) == 1


def test_whatever_tells_two_needs_apart_has_words():
    assert set(GROUNDS) == {*Stage, "earlier_served", "requested", "lot", "rules", "not_proven"}


def test_a_record_that_is_gone_is_said_to_be():
    assert "a record that is gone" in sentences("duplicate", [{"need": "n9"}], NAMES)[0]


def test_what_a_need_itself_gets_of_a_full_offer_came_before_nobody():
    own = [{"offer": "o1", "need": "n1", "tier": 1, "quantity": "2"}]
    assert sentences("capacity", own, NAMES, "n1") == ["Machines (Germany) is full: all of it, 2, goes to this need."]
    both = [*own, {"offer": "o1", "need": "n2", "tier": 1, "quantity": "3"}]
    said = "Machines (Germany) is full: 2 goes to this need, the rest to Kenya, Marking: 3, rank 1."
    assert sentences("capacity", both, NAMES, "n1") == [said]


def test_parts_of_one_need_are_told_as_one():
    parts = [{"offer": "o1", "need": "n2", "tier": 3, "quantity": "8"}] * 3
    assert sentences("capacity", parts, NAMES) == ["Machines (Germany) is full. It goes to Kenya, Marking: 24, rank 3."]
