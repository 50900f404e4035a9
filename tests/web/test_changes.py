"""The smallest change that would serve a need, in a sentence, with names and words instead of codes."""

import pytest
from django.utils import translation

from matchmaker.web.changes import change_in_words

NAMES = {"o1": "Machines (Germany)", "n1": "Togo, Marking"}


def test_the_smallest_change_is_a_sentence():
    row = {"table": "offers", "id": "o1", "field": "capacity", "from": "3", "to": "5"}
    assert change_in_words(row, NAMES) == "Machines (Germany): capacity from 3 to 5."
    row = {"table": "scenario", "id": None, "field": "money_per_provider_recipient", "from": "1000", "to": None}
    assert change_in_words(row, NAMES) == "The scenario: most from one provider to one State from 1,000 to none."


def test_a_change_of_money_a_list_or_a_choice_is_said_in_words():
    row = {"table": "providers", "id": "DEU", "field": "budget"}
    row |= {"from": {"amount": "1000", "currency": "EUR"}, "to": {"amount": "1500", "currency": "EUR"}}
    assert change_in_words(row, NAMES).endswith("budget from EUR 1,000 to EUR 1,500.")
    with translation.override("fr"):
        assert "de 1\u202f000\xa0EUR" in change_in_words(row, NAMES)
    row = {"table": "offers", "id": "o1", "field": "languages", "from": [], "to": ["en", "fr"]}
    assert change_in_words(row, NAMES) == "Machines (Germany): languages from any to English, French."
    row = {"table": "scenario", "id": None, "field": "ammunition", "from": False, "to": True}
    assert change_in_words(row, NAMES) == "The scenario: ammunition from no to yes."


OPEN = {"states": ["TGO"], "regions": ["Africa"], "groups": []}
ADDED = [
    ("themes", ["tracing"], ["tracing", "brokering"], "themes, in addition brokering."),
    ("languages", ["en"], ["en", "fr"], "languages, in addition French."),
    ("items", ["computer"], ["computer", "scanner"], "items, in addition scanner."),
    ("items", ["computer"], [], "items from computer to any."),
    ("eligible", OPEN, {**OPEN, "states": ["TGO", "DJI"]}, "open to Djibouti as well."),
    ("excluded_states", ["DJI", "TGO"], ["TGO"], "no longer closed to Djibouti."),
    ("forbids", [{"need": "n1"}], [], "without the decision that keeps this pair apart."),
    ("end", "2027-01-01", "2027-02-01", "last day from 31 December 2026 to 31 January 2027."),
]


@pytest.mark.parametrize(("field", "old", "new", "words"), ADDED)
def test_of_a_list_what_is_added_is_told(field, old, new, words):
    row = {"table": "offers", "id": "o1", "field": field, "from": old, "to": new}
    sentence = change_in_words(row, NAMES)
    assert sentence.startswith("Machines (Germany): ")
    assert sentence.endswith(words)
