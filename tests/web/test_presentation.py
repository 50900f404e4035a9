"""Values as people write them."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from matchmaker.models import Need, Offer
from matchmaker.web.templatetags.presentation import asked, day, figure, given, measured, money_words, so_much, tone


@pytest.mark.parametrize(
    ("value", "unit", "more", "words"),
    [
        ("2.00", "item", {"item": "marking_machine"}, "2 × marking machine"),
        ("1", "item", {}, "1 item"),
        ("20", "place", {}, "20 places"),
        ("1", "place", {}, "1 place"),
        ("1500", "expert_day", {}, "1,500 expert days"),
        ("150000.00", "money", {"currency": "USD"}, "USD 150,000"),
        ("99.50", "money", {"currency": "EUR"}, "EUR 99.50"),
        (None, "money", {}, "amount not stated"),
        (None, "place", {}, "number not stated"),
    ],
)
def test_a_quantity_says_what_it_counts(value, unit, more, words):
    assert measured(value if value is None else Decimal(value), unit, **more) == words


def test_so_much_is_a_number_and_of_money_has_its_currency():
    machines, funds = Need(kind="equipment", unit="item"), Need(kind="funding", unit="money", currency="EUR")
    assert [so_much(Decimal(1200), need) for need in (machines, funds, None)] == ["1,200", "EUR 1,200", "1,200"]
    with translation.override("fr"):
        assert so_much(Decimal(1200), funds) == "1\u202f200\xa0EUR"
    assert so_much(None, machines) == ""


def test_a_need_says_what_it_asks_for():
    need = Need(kind="equipment", unit="item", item="vehicle", quantity=None)
    assert asked(need) == "Equipment, vehicle"
    need = Need(kind="funding", unit="money", amount=Decimal(5000), currency="USD")
    assert asked(need) == "Funding, USD 5,000"
    assert asked(Need(kind="training", unit="place")) == "Training, number not stated"
    assert asked(Need(kind="funding", unit="money")) == "Funding, amount not stated"


def test_an_offer_says_what_it_gives():
    offer = Offer(kinds=["expertise", "legal"], items=[], unit="expert_day", capacity=Decimal(30))
    assert given(offer) == "Expertise or Legal advice, 30 expert days"


def test_numbers_and_days_follow_the_reader():
    assert figure(Decimal("1234.500")) == "1,234.5"
    assert day(date(2016, 6, 1)) == "1 June 2016"
    with translation.override("fr"):
        assert day(date(2016, 6, 1)) == "1er juin 2016"
        assert money_words(Decimal("1200000"), "EUR") == "1\u202f200\u202f000\xa0EUR"


def test_nothing_is_written_as_nothing():
    assert figure(None) == day(None) == money_words(None, "USD") == ""


def test_an_unknown_status_has_the_plain_look():
    assert tone("met") == "good"
    assert tone("no such status") == "plain"
