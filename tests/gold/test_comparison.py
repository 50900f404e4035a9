"""The judge of the figures: fair readings of an expected line, as the README of the corpus describes them."""

from matchmaker.core.extraction.comparison import MOST_READINGS, compare, readings

LINE = {
    "theme": "marking", "kind": "equipment", "item": "marking_machine", "quantity": "1", "amount": None,
    "beneficiary": None, "site": "Dori", "passage": {"page": 1, "question": "23.1", "quote": "a marking machine"},
}  # fmt: skip


def judged(alternatives, **found):
    """Return the wrong fields of one found need, or none if it answers no reading of the line."""
    expected = {"report": {}, "needs": [LINE | {"alternatives": alternatives}], "engagements": []}
    output = {"report": {}, "needs": [LINE | {"passages": []} | found], "engagements": [], "issues": []}
    pairs = compare(expected, output).needs.pairs
    return [pair.wrong for pair in pairs]


def test_alternatives_to_different_fields_are_laid_on_together():
    alternatives = [{"quantity": None}, {"beneficiary": "police"}, {"site": None}]
    assert judged(alternatives, quantity=None, beneficiary="police", site=None) == [()]
    assert judged(alternatives, quantity=None, beneficiary="police") == [()]
    assert judged(alternatives) == [()]
    assert judged(alternatives, quantity="2", beneficiary="police") == [("quantity",)]


def test_alternatives_to_the_same_field_are_not_mixed():
    kinds = [{"kind": "funding", "item": None}, {"kind": "expertise", "item": None, "quantity": "5"}]
    assert judged(kinds, kind="expertise", item=None, quantity="5") == [()]
    assert judged(kinds, kind="expertise", item=None) == [("quantity",)]
    assert judged(kinds, kind="funding", item=None, quantity="5") == [("quantity",)]
    assert judged(kinds, kind="training", item=None) == []


def test_many_alternatives_stay_bounded():
    assert len(readings(LINE | {"alternatives": [{f"field {n}": None} for n in range(40)]})) == MOST_READINGS
