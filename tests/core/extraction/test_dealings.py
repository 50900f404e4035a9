"""Engagements and contacts: what passages tell of help received, given and offered, and whom they name to be asked."""

from collections import Counter

import pytest

from tests.core.extraction import dealings_bank, phrase_bank

DEALINGS = dealings_bank.dealings()


def case(phrase):
    known = [pytest.mark.xfail(reason="still misread", strict=True)] if phrase.misread else []
    return pytest.param(phrase, id=f"{phrase.language}:{phrase.context}:{phrase.line}", marks=known)


@pytest.mark.parametrize("phrase", [case(one) for one in DEALINGS])
def test_a_passage_tells_who_gave_what_to_whom(phrase):
    output = phrase_bank.found(dealings_bank.told(phrase))
    assert dealings_bank.differences(phrase, output) == [], phrase.words


def test_the_passages_are_of_all_three_languages():
    assert set(Counter(one.language for one in DEALINGS).values()) == {21}


def test_the_bank_can_fail():
    """A wrong counterpart, amount and duration are told, and a contact that is none."""
    phrase = phrase_bank.Phrase(
        "en",
        0,
        "received",
        None,
        "Two marking machines from RECSA.",
        ("received marking UNDP =5USD dur~a_week", "poa A / B / -"),
    )
    told = dealings_bank.differences(phrase, phrase_bank.found(dealings_bank.told(phrase)))
    assert [one.split(": ")[-1].split(" is ")[0] for one in told[:3]] == ["counterparts", "amount", "duration"]
    assert told[3:] == ["no poa A / B / -"]
