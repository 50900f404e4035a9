"""An answer that only points to another: "Idem", "Same as for transfers" asks for the same kinds of help, and for no number twice."""

import pytest

from matchmaker.core.extraction import extract
from matchmaker.core.gazetteer import Gazetteer
from tests.core.extraction import phrase_bank


def needs(language, questions, answers):
    """Return theme, kind and quantity of what a report asks for that answers the questions of some themes."""
    head = f"{phrase_bank.HEADS[language]}\n{phrase_bank.STATES[language]}\n\n"
    lines = [
        f"{n}. {questions[language][theme]}\n{n}.1. {phrase_bank.KIND[language]}\n{words}\n"
        for n, (theme, words) in enumerate(answers, start=5)
    ]
    found = extract((head + "\n".join(lines)).encode(), filename="report.txt", gazetteer=Gazetteer.default()).needs
    return {(str(need.theme), str(need.kind), need.vague, need.quantity and int(need.quantity)) for need in found}


LEGAL = "Législative et technique", "Legislative and technical", "Legislativa y técnica"
TWICE = {("transfers", "legal", True, None), ("transfers", "expertise", True, None)}


@pytest.mark.parametrize(
    ("language", "first", "again"),
    [("fr", LEGAL[0], "Idem."), ("en", LEGAL[1], "Ditto"), ("es", LEGAL[2], "Lo mismo.")],
)
def test_the_same_is_what_the_request_before_asks_for(language, first, again, questions):
    found = needs(language, questions, [("transfers", first), ("brokering", again)])
    assert found == TWICE | {("brokering", kind, vague, count) for _, kind, vague, count in TWICE}


@pytest.mark.parametrize(
    ("language", "first", "none", "again"),
    [
        ("fr", LEGAL[0], "Aucune", "Mêmes besoins que pour les transferts d'armes"),
        ("en", LEGAL[1], "None", "Same as 5.1"),
        ("es", LEGAL[2], "Ninguna", "Igual que en 5.1"),
    ],
)
def test_the_same_as_another_is_what_that_one_asks_for(language, first, none, again, questions):
    found = needs(language, questions, [("transfers", first), ("marking", none), ("brokering", again)])
    assert found == TWICE | {("brokering", kind, vague, count) for _, kind, vague, count in TWICE}


def test_the_same_as_nothing_is_nothing_and_no_number_is_asked_for_twice(questions):
    assert needs("fr", questions, [("transfers", "Aucune"), ("brokering", "Idem")]) == set()
    found = needs("fr", questions, [("marking", "Deux machines de marquage"), ("record_keeping", "Idem")])
    assert found == {("marking", "equipment", False, 2)}
