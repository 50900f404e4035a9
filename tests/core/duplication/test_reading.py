"""What a records file may say, and every refusal of what it may not: one sentence that names the record and the field."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.core.duplication import read_records
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Relation

RECORD = {"id": "r1", "type": "need", "text": "two machines"}
OTHER = {**RECORD, "id": "r2"}
RATES = {"base": "USD", "date": "2016-06-01", "EUR": "1.12"}
VERDICT = {"a": "r1", "b": "r2", "relation": "renewal", "by": "A. Person", "at": "2016-05-01"}


def file(*, records=None, **top):
    return json.dumps({"format": "matchmaker.records/1", "records": records or [RECORD, OTHER], **top}).encode()


def record(**changed):
    return file(records=[{**RECORD, **changed}, OTHER])


def verdict(**changed):
    return file(judgements=[{**VERDICT, **changed}])


REFUSED = {
    "an unknown theme": (record(theme="tanks"), "unknown_theme", ["r1", "theme", "tanks"]),
    "an unknown kind": (record(kind="gift"), "unknown_kind", ["r1", "kind", "gift"]),
    "an unknown type": (record(type="report"), "unknown_type", ["r1", "type", "report"]),
    "an unknown unit": (record(unit="box"), "unknown_unit", ["r1", "unit", "box"]),
    "an unknown State": (record(state="XXX"), "unknown_state", ["r1", "state", "XXX"]),
    "a State by its name": (record(state="Rwanda"), "unknown_state", ["r1", "state", "Rwanda"]),
    "a regional body that is not listed": (record(state="RECSA"), "unknown_state", ["r1", "RECSA", "regional"]),
    "an unknown status": (record(status="lost"), "unknown_status", ["r1", "status", "lost"]),
    "an unknown field": (record(colour="red"), "unknown_field", ["r1", "colour"]),
    "an unknown field at the top": (file(notes="x"), "unknown_field", ["notes"]),
    "an unknown field in a verdict": (verdict(note="x"), "unknown_field", ["judgements[0]", "note"]),
    "a number that is no string": (record(quantity=2), "bad_number", ["r1", "quantity", "2"]),
    "a number with a sign": (record(quantity="-2"), "bad_number", ["r1", "quantity"]),
    "a number with an exponent": (record(quantity="2e3"), "bad_number", ["r1", "quantity"]),
    "a number with a comma": (record(amount="2,5", currency="USD"), "bad_number", ["r1", "amount"]),
    "digits of another script": (record(quantity="\u0662"), "bad_number", ["r1", "quantity"]),
    "no number": (record(quantity="NaN"), "bad_number", ["r1", "quantity"]),
    "an end before its start": (record(start="2016-02-01", end="2016-01-31"), "end_before_start", ["r1", "2016-01-31"]),
    "a day that is none": (record(start="2016-02-30"), "bad_date", ["r1", "start", "2016-02-30"]),
    "a day written another way": (record(end="31.12.2016"), "bad_date", ["r1", "end"]),
    "an amount without currency": (file(records=[{**RECORD, "amount": "5"}], rates=RATES), "amount_without_currency", ["r1"]),
    "a currency without rate": (
        file(records=[{**RECORD, "amount": "5", "currency": "CHF"}], rates=RATES),
        "currency_without_rate",
        ["r1", "CHF"],
    ),
    "a currency without any rates": (record(amount="5", currency="USD"), "currency_without_rate", ["r1", "USD"]),
    "a currency that is no code": (record(amount="5", currency="euro"), "bad_currency", ["r1", "currency"]),
    "a cycle in quotes": (record(cycle="2016"), "bad_cycle", ["r1", "cycle"]),
    "a cycle that is a truth value": (record(cycle=True), "bad_cycle", ["r1", "cycle"]),
    "a cycle far away": (record(cycle=20166), "bad_cycle", ["r1", "cycle"]),
    "a text that is a number": (record(text=5), "bad_type", ["r1", "text"]),
    "no text": (file(records=[{"id": "r1", "type": "need"}]), "missing_field", ["r1", "text"]),
    "no type": (file(records=[{"id": "r1", "text": ""}]), "missing_field", ["r1", "type"]),
    "no id": (file(records=[{"type": "need", "text": ""}]), "missing_field", ["records[0]", "id"]),
    "an empty id": (record(id=""), "bad_value", ["records[0]", "id"]),
    "an id given twice": (file(records=[RECORD, RECORD]), "repeated_id", ["r1"]),
    "half a character": (b'{"format": "matchmaker.records/1", "records": [{"id": "r1", "type": "need", "text": "\\ud800"}]}', "bad_value", ["r1", "text"]),
    "a record that is a list": (file(records=[[]]), "bad_type", ["records[0]"]),
    "records that are no list": (b'{"format": "matchmaker.records/1", "records": {}}', "bad_type", ["records"]),
    "no records": (b'{"format": "matchmaker.records/1"}', "bad_type", ["records"]),
    "another format": (b'{"format": "matchmaker.problem/1", "records": []}', "unknown_format", ["matchmaker.records/1"]),
    "a list at the top": (b"[]", "bad_type", ["The file"]),
    "a verdict on an unknown id": (verdict(b="r9"), "unknown_id", ["judgements[0]", "r9"]),
    "a verdict on one record": (verdict(b="r1"), "bad_judgement", ["judgements[0]", "r1"]),
    "a verdict without relation": (verdict(relation=None), "missing_field", ["judgements[0]", "relation"]),
    "an unknown relation": (verdict(relation="same"), "unknown_relation", ["judgements[0]", "same"]),
    "a verdict without a day": (verdict(at=None), "missing_field", ["judgements[0]", "at"]),
    "a verdict on no day": (verdict(at="yesterday"), "bad_date", ["judgements[0]", "at"]),
    "rates without base": (file(rates={"date": "2016-06-01"}), "bad_rates", ["base"]),
    "rates without date": (file(rates={"base": "USD"}), "bad_rates", ["date"]),
    "a rate of nothing": (file(rates={**RATES, "CHF": "0"}), "bad_number", ["CHF"]),
    "a rate that is a number": (file(rates={**RATES, "CHF": 1.01}), "bad_number", ["CHF"]),
    "a rate for no currency": (file(rates={**RATES, "francs": "1"}), "unknown_field", ["francs"]),
    "a regional body with a State's code": (file(regional={"KEN": ["UGA"]}), "bad_regional", ["KEN"]),
    "a member that is no State": (file(regional={"RECSA": ["Kenya"]}), "unknown_state", ["RECSA", "Kenya"]),
    "members that are no list": (file(regional={"RECSA": "KEN"}), "bad_type", ["RECSA"]),
    "a field twice": (b'{"format": "x", "format": "matchmaker.records/1", "records": []}', "repeated_field", ["format"]),
    "no JSON": (b"{", "not_json", ["line 1"]),
    "an empty file": (b"", "not_json", []),
    "no UTF-8": (b'{"format": "\xff"}', "not_utf8", ["byte 12"]),
    "infinity": (b'{"format": "matchmaker.records/1", "records": [Infinity]}', "bad_number", ["Infinity"]),
    "depth without end": (b"[" * 100_000, "not_json", []),
    "digits without end": (b'{"records": ' + b"9" * 10_000 + b"}", "bad_number", []),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_is_told_in_one_sentence(what):
    data, code, named = REFUSED[what]
    with pytest.raises(MatchmakerError) as refusal:
        read_records(data)
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")
    assert "\n" not in refusal.value.message
    assert len(refusal.value.message) < 400
    for name in named:
        assert name in refusal.value.message


ALLOWED = {
    "every field null": dict.fromkeys(("state", "beneficiary", "theme", "kind", "item", "quantity", "unit", "amount", "currency", "start", "end", "site", "provider", "implementer", "funder", "cycle", "status", "requested", "language")),
    "an empty text": {"text": ""},
    "start and end on one day": {"start": "2016-01-01", "end": "2016-01-01"},
    "a beneficiary in free text": {"beneficiary": "Bureau of arms"},
    "an item in free text": {"item": "laser engraver"},
    "a language that the lexicon does not know": {"language": "pt"},
    "status open": {"status": "open"},
    "status of an engagement": {"status": "delivered"},
}  # fmt: skip


@pytest.mark.parametrize("what", ALLOWED)
def test_what_the_format_allows_is_read(what):
    read = read_records(record(**ALLOWED[what])).records[0]
    for name, value in ALLOWED[what].items():
        assert str(getattr(read, name)) == str(value)


def test_the_base_needs_no_rate_and_amounts_are_exact():
    rows = [{**RECORD, "amount": "0.10", "currency": "USD"}, {**OTHER, "amount": "1000000000000.01", "currency": "EUR"}]
    read = read_records(file(records=rows, rates=RATES))
    assert [each.amount for each in read.records] == [Decimal("0.10"), Decimal("1000000000000.01")]
    assert read.rates.date == date(2016, 6, 1)


def test_verdicts_come_in_the_order_in_which_they_were_given():
    rows = [
        {**VERDICT, "relation": "unsure", "at": "2016-05-01T12:00:00Z"},
        {**VERDICT, "relation": "restated", "at": "2016-04-30"},
        {**VERDICT, "relation": "renewal", "at": "2016-05-01T09:00:00Z", "why": "second lot"},
    ]
    read = read_records(file(judgements=rows)).verdicts
    assert [each.relation for each in read] == [Relation.RESTATED, Relation.RENEWAL, Relation.UNSURE]
    assert read[1].why == "second lot"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["need", "r1", "2016-01-01", "5"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*RECORD, "a", "b", "x"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@given(
    st.fixed_dictionaries(
        {"format": st.just("matchmaker.records/1") | JSON, "records": st.lists(JSON, max_size=3) | JSON},
        optional={"rates": JSON, "regional": JSON, "judgements": JSON},
    )
)
@settings(max_examples=150, deadline=None)
def test_nothing_but_a_refusal_ever_comes_of_bad_input(top):
    try:
        read_records(json.dumps(top).encode())
    except MatchmakerError as refusal:
        assert refusal.message.endswith(".")  # noqa: PT017 - the other outcome, a file that is read, is fine too


@given(st.binary(max_size=60))
@settings(max_examples=80, deadline=None)
def test_bytes_of_any_kind_are_refused_in_words(data):
    with pytest.raises(MatchmakerError):
        read_records(data)
