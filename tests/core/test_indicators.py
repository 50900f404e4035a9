"""Indicators: counted by hand on a small world, and never telling the public about a single record."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.core.entities.outcomes import AvoidedDuplicate, CommitmentOutcome, NeedOutcome, OfferOutcome, Outcomes
from matchmaker.core.indicators import DEFINITIONS, measure
from matchmaker.core.vocabulary import Axis, Indicator, NeedStatus, OfferStatus, Theme, UnmetReason
from matchmaker.core.withholding import public

ASKED = date(2026, 4, 1)


def need(name, status, theme="marking", region="Africa", **other):
    return NeedOutcome(name, "SLE", region, ("LDC", "AU"), Theme(theme), 2026, NeedStatus(status), ASKED, **other)


WORLD = Outcomes(
    needs=(
        need("n1", "met", women=True),
        need("n2", "partly_met", women=False),
        need("n3", "circulated", theme="tracing", reason=UnmetReason.CAPACITY),
        need("n4", "circulated", region=None, reason=UnmetReason.DUPLICATE),
        need("n5", "authenticated"),
        need("n6", "draft"),
        need("n7", "withdrawn"),
        need("n8", "merged"),
    ),
    offers=(
        OfferOutcome("o1", "DEU", (Theme.MARKING, Theme.TRACING), 2026, OfferStatus.PUBLISHED, Decimal(90000)),
        OfferOutcome("o2", "JPN", (Theme.MARKING,), 2026, OfferStatus.EXPIRED, None),
        OfferOutcome("o3", "JPN", (Theme.MARKING,), 2026, OfferStatus.DRAFT, Decimal(5)),
    ),
    commitments=(
        CommitmentOutcome("n1", "o1", date(2026, 5, 1), date(2026, 9, 1), in_use=True, money=Decimal(30000)),
        CommitmentOutcome("n2", "o1", date(2026, 5, 31), None, None, Decimal(1000)),
        CommitmentOutcome("n3", "o2", date(2026, 5, 1), money=Decimal(7), cancelled=True),
    ),
    avoided=(AvoidedDuplicate("n4", Decimal(15000), None),),
)


def figures(axis=Axis.TOTAL, outcomes=WORLD):
    return {(r.indicator.value, r.key): (r.numerator, r.denominator) for r in measure(outcomes, axis)}


def test_the_small_world_counted_by_hand():
    assert figures() == {
        ("needs_stated", None): (5, None),
        ("needs_circulated", None): (4, 5),
        ("needs_met", None): (1, 4),
        ("needs_partly_met", None): (1, 4),
        ("needs_unmet", None): (2, 4),
        ("offers_made", None): (2, None),
        ("offers_used", None): (1, 2),
        ("offers_unused", None): (1, 2),
        ("matches_made", None): (2, None),
        ("money_pledged", None): (90000, None),
        ("money_committed", None): (31000, None),
        ("duplicates_avoided", None): (1, 4),
        ("duplicated_money_avoided", None): (15000, None),
        ("days_to_commitment", None): (45, None),
        ("days_to_delivery", None): (123, None),
        ("still_in_use", None): (1, 1),
        ("women_participating", None): (1, 2),
    }


def test_along_the_axes():
    assert figures(Axis.REASON)["needs_unmet", "capacity"] == (1, 1)
    assert figures(Axis.REGION)["needs_circulated", "Africa"] == (3, 4)
    assert figures(Axis.REGION)["needs_circulated", None] == (1, 1)
    assert figures(Axis.GROUP)["needs_met", "AU"] == (1, 4)
    assert figures(Axis.GROUP)["needs_met", "LDC"] == (1, 4)
    assert figures(Axis.THEME)["offers_made", "tracing"] == (1, None)
    assert figures(Axis.CYCLE)["offers_made", "2026"] == (2, None)
    assert ("offers_made", "Africa") not in figures(Axis.REGION)


def test_every_indicator_is_defined_and_nothing_counted_has_no_row():
    assert set(DEFINITIONS) == set(Indicator)
    assert measure(Outcomes()) == ()


statuses = st.sampled_from(["met", "partly_met", "circulated", "submitted"])
worlds = st.lists(st.tuples(statuses, st.sampled_from(["marking", "tracing", "destruction"])), max_size=40).map(
    lambda rows: Outcomes(needs=tuple(need(f"n{i}", s, theme=t) for i, (s, t) in enumerate(rows)))
)


@given(worlds)
def test_parts_add_up_to_the_total_along_every_axis_that_splits(world):
    total = figures(outcomes=world)
    for axis in (Axis.CYCLE, Axis.THEME, Axis.REGION, Axis.REASON):
        parts = figures(axis, world)
        for (name, _), (numerator, _) in total.items():
            assert sum(n for (other, _), (n, _) in parts.items() if other == name) == numerator


PARTS = (Indicator.NEEDS_MET, Indicator.NEEDS_PARTLY_MET, Indicator.NEEDS_UNMET)


@given(worlds)
def test_no_small_cell_can_be_found_from_what_is_shown_and_the_totals(world):
    """The attacker solves: each indicator adds up over themes, and met, partly met and unmet to circulated."""
    rows = measure(world, Axis.THEME)
    hidden = [row for row in rows if row not in set(public(rows))]
    names = [(row.indicator, row.key) for row in hidden]
    equations = [[float(i == indicator) for i, _ in names] for indicator in {i for i, _ in names}]
    for key in {k for _, k in names}:
        equations.append([float(k == key and (i in PARTS)) for i, k in names])
    known = np.array([e for e in equations if any(e)])
    for place, row in enumerate(hidden):
        if row.records == 0 or row.records >= 3:
            continue
        unit = np.zeros(len(names))
        unit[place] = 1
        found = np.linalg.matrix_rank(np.vstack([known, unit])) == np.linalg.matrix_rank(known)
        alone = sum(1 for r in rows if r.indicator == row.indicator) == 1
        assert not found or alone, row


@pytest.mark.parametrize(("met", "shown"), [(2, False), (3, True), (7, True), (8, False), (10, False)])
def test_a_figure_is_shown_when_three_stand_on_both_sides(met, shown):
    world = Outcomes(
        needs=tuple(need(f"n{i}", "met" if i < met else "submitted") for i in range(10)),
    )
    assert (Indicator.NEEDS_CIRCULATED in {r.indicator for r in public(measure(world))}) is shown
