"""Published counts beside one another: whatever is subtracted from what, no count of one or two records comes out."""

from datetime import date
from fractions import Fraction
from itertools import combinations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.core.disclosure import safe_together
from matchmaker.core.entities.outcomes import NeedOutcome, Outcomes
from matchmaker.core.indicators import measure
from matchmaker.core.vocabulary import Axis, Indicator, NeedStatus, Theme
from matchmaker.core.withholding import public, public_together

AXES = (Axis.TOTAL, Axis.THEME, Axis.REGION, Axis.GROUP)


def few_found(cells):
    """Try every sum and difference of published counts: which sets of one or two records does one count?"""
    cells = list({frozenset(cell) for cell in cells} - {frozenset()})
    records = sorted(frozenset().union(*cells))
    if not records:
        return []
    vectors = np.array([[record in cell for record in records] for cell in cells], dtype=int)
    signs = np.array(list(product((-1, 0, 1), repeat=len(cells))))
    sums = signs @ vectors
    counts = ((sums == 0) | (sums == 1)).all(axis=1) & np.isin(sums.sum(axis=1), (1, 2))
    return sums[counts].tolist()


def world(rows):
    needs = (
        NeedOutcome(str(number), "SLE", region, groups, theme, 2026, NeedStatus.CIRCULATED, date(2026, 4, 1))
        for number, (theme, region, groups) in enumerate(rows)
    )
    return Outcomes(needs=tuple(needs))


def stated(tables):
    return [row.behind for rows in tables for row in rows if row.indicator is Indicator.NEEDS_STATED]


# Two themes, three regions and two groups beside the total: eight cells, 6561 sums and differences.
worlds = st.lists(
    st.tuples(
        st.sampled_from([Theme.MARKING, Theme.TRACING]),
        st.sampled_from(["Africa", "Asia", "Europe"]),
        st.sampled_from([(), ("LDC",), ("AU",), ("AU", "LDC")]),
    ),
    max_size=24,
).map(world)


@settings(max_examples=60, deadline=None)
@given(worlds)
def test_no_difference_of_published_counts_tells_of_one_or_two_records(told):
    along = {axis: measure(told, axis) for axis in AXES}
    assert few_found(stated(public_together(along).values())) == []


NESTED = world(
    [(Theme.MARKING, "Africa", ())] * 3 + [(Theme.MARKING, "Asia", ())] * 2 + [(Theme.TRACING, "Asia", ())] * 6
)


def test_each_axis_by_itself_does_tell():
    """The positive control: with only its total in mind each axis is fine, and the two tell two needs apart."""
    along = {axis: measure(NESTED, axis) for axis in AXES}
    assert few_found(stated(public(rows) for rows in along.values()))
    together = public_together(along)
    assert few_found(stated(together.values())) == []
    assert together[Axis.THEME]
    assert not together[Axis.REGION]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.sets(st.integers(0, 9)), min_size=1, max_size=2), max_size=4))
def test_any_tables_of_any_sets(tables):
    safe = safe_together(tables)
    assert few_found([cell for table, fine in zip(tables, safe, strict=True) if fine for cell in table]) == []


def reduced(row, span):
    """Take from a row of exact numbers what the span tells of it."""
    for lead, known in span:
        row = [a - row[lead] * b for a, b in zip(row, known, strict=True)]
    return row


def exactly_safe(tables, records=10):
    """Eliminate with fractions, and try every set of one or two records."""
    few = [each for size in (1, 2) for each in combinations(range(records), size)]
    span, answers = [], []
    for table in tables:
        longer = list(span)
        for cell in table:
            row = reduced([Fraction(record in cell) for record in range(records)], longer)
            lead = next((place for place, value in enumerate(row) if value), None)
            if lead is not None:
                longer.append((lead, [value / row[lead] for value in row]))
        told = (reduced([Fraction(record in each) for record in range(records)], longer) for each in few)
        answers.append(all(map(any, told)))
        span = longer if answers[-1] else span
    return tuple(answers)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sets(st.integers(0, 9)), max_size=4), max_size=5))
def test_the_answers_are_those_of_exact_arithmetic(tables):
    assert safe_together(tables) == exactly_safe(tables)


def test_two_breakdowns_that_cross_are_both_published():
    crossing = world(
        [(theme, region, ()) for theme in (Theme.MARKING, Theme.TRACING) for region in ("Africa", "Asia")] * 4
        + [(Theme.MARKING, "Africa", ())]
    )
    together = public_together({axis: measure(crossing, axis) for axis in AXES})
    assert [len(stated([together[axis]])) for axis in AXES] == [1, 2, 2, 0]


def test_what_is_in_one_cell_only_or_nowhere():
    assert safe_together([]) == ()
    assert safe_together([[], [set()], [{1, 2}], [{1, 2, 3}]]) == (True, True, False, True)
