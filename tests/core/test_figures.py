"""Planning figures and dated rates."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.core.entities.money import Rates
from matchmaker.core.reference import planning, rates, rates_on
from matchmaker.core.vocabulary import MINOR_UNITS, Item, Kind

HISTORY = rates()
MAIN = {"EUR", "GBP", "CHF", "XOF", "XAF", "CAD", "AUD", "JPY", "SEK", "NOK", "DKK"}


def test_every_year_since_the_programme_of_action_has_its_rates():
    assert [one.date for one in HISTORY] == [date(year, 1, 1) for year in range(2001, 2027)]
    for before, after in pairwise(HISTORY):
        assert set(before.values) - set(after.values) == set(), after.date
    assert all(one.base == "USD" and set(one.values) >= MAIN for one in HISTORY)
    assert {currency for one in HISTORY for currency in one.values} <= set(MINOR_UNITS)


def test_a_currency_does_not_leap_from_year_to_year():
    # A slip of a digit or a rate turned upside down shows as a leap; the kwacha of 2012 and the naira of 2023 are real falls.
    for before, after in pairwise(HISTORY):
        for currency, value in before.values.items():
            assert Decimal("0.4") < after.values[currency] / value < Decimal("1.5"), (currency, after.date)


def test_the_franc_of_the_two_african_unions_hangs_on_the_euro():
    for one in HISTORY:
        assert one.values["XOF"] == one.values["XAF"]
        assert abs(one.values["EUR"] / one.values["XOF"] / Decimal("655.957") - 1) < Decimal("0.02"), one.date


@pytest.mark.parametrize(
    ("on", "currency", "low", "high"),
    [
        (date(2002, 3, 1), "EUR", "0.9", "1.0"),
        (date(2008, 7, 14), "EUR", "1.4", "1.5"),
        (date(2014, 6, 16), "EUR", "1.3", "1.4"),
        (date(2014, 6, 16), "GBP", "1.6", "1.7"),
        (date(2012, 8, 27), "CHF", "1.0", "1.1"),
        (date(2022, 6, 27), "JPY", "0.0072", "0.0080"),
    ],
)
def test_rates_that_people_remember(on, currency, low, high):
    assert Decimal(low) < rates_on(HISTORY, on).values[currency] < Decimal(high)


@given(st.dates(min_value=date(2001, 1, 1), max_value=date(2040, 1, 1)))
def test_the_latest_rates_not_after_the_day_are_taken(on):
    taken = rates_on(HISTORY, on)
    assert taken.date <= on
    assert not any(taken.date < one.date <= on for one in HISTORY)


def test_between_two_dates_the_earlier_holds():
    known = (Rates("USD", date(2020, 1, 1), {}), Rates("USD", date(2020, 7, 1), {}))
    assert rates_on(known, date(2020, 6, 30)) is known[0]
    assert rates_on(known, date(2020, 7, 1)) is known[1]


@pytest.mark.parametrize("known", [HISTORY, ()])
def test_before_the_first_rates_there_is_none(known):
    with pytest.raises(LookupError, match="2000-12-31"):
        rates_on(known, date(2001, 1, 1) - timedelta(days=1))


def test_planning_figures_are_said_once_and_name_their_source():
    figures = planning()
    keys = [(figure.theme, figure.kind, figure.item) for figure in figures]
    assert len(keys) == len(set(keys))
    for figure in figures:
        assert (figure.item is not None) == (figure.kind is Kind.EQUIPMENT)
        assert figure.quantity > 0
        assert figure.quantity == figure.quantity.to_integral_value()
        assert figure.unit_cost.amount > 0
        assert len(figure.source) > 10


def test_every_item_but_the_unnamed_and_every_kind_but_money_has_a_planning_figure():
    general = {(figure.kind, figure.item) for figure in planning() if figure.theme is None}
    assert {item for kind, item in general if kind is Kind.EQUIPMENT} == set(Item) - {Item.OTHER_EQUIPMENT}
    assert {kind for kind, _ in general} == set(Kind) - {Kind.FUNDING}
