"""Values as people write them."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from matchmaker.web.templatetags.presentation import day, figure, money, quantity, tone


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((Decimal("2.00"), "item", "marking_machine"), "2 × marking machine"),
        ((Decimal("1"), "item"), "1 item"),
        ((Decimal("20"), "place"), "20 places"),
        ((Decimal("1"), "place"), "1 place"),
        ((Decimal("1500"), "expert_day"), "1,500 expert days"),
        ((Decimal("150000.00"), "money", None, "USD"), "USD 150,000"),
        ((Decimal("99.50"), "money", None, "EUR"), "EUR 99.50"),
        ((None, "money"), "amount not stated"),
        ((None, "place"), "number not stated"),
        ((None, "item", "vehicle"), "vehicle, number not stated"),
    ],
)
def test_a_quantity_says_what_it_counts(arguments, words):
    assert quantity(*arguments) == words


def test_numbers_and_days_follow_the_reader():
    assert figure(Decimal("1234.500")) == "1,234.5"
    assert day(date(2016, 6, 1)) == "1 June 2016"
    with translation.override("fr"):
        assert day(date(2016, 6, 1)) == "1 juin 2016"
        assert money(Decimal("1200000"), "EUR") == "EUR 1\u202f200\u202f000"


def test_nothing_is_written_as_nothing():
    assert figure(None) == day(None) == money(None, "USD") == ""


def test_an_unknown_status_has_the_plain_look():
    assert tone("met") == "good"
    assert tone("no such status") == "plain"
