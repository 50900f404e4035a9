import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from lxml import etree

from matchmaker.core.exports import (
    CommitmentLine,
    Named,
    NeedLine,
    OfferLine,
    Publisher,
    to_csv,
    to_iati,
    to_json,
)
from matchmaker.core.vocabulary import CommitmentStatus, OfferStatus, Unit

SLE = Named("SLE", "Sierra Leone", "state", "SL")
FUND = Named("FUND", "The Fund", "trust_fund", None)
DAY = date(2026, 4, 1)
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
US = Publisher("XM-TEST", "Test")


def need(**facts):
    told = {
        "id": "n1",
        "state": SLE,
        "theme": "marking",
        "kind": "equipment",
        "item": "marking_machine",
        "beneficiary": "police",
        "quantity": Decimal("2.000"),
        "unit": "item",
        "amount": None,
        "currency": "",
        "start": DAY,
        "end": None,
        "requested": DAY,
        "cycle": 2026,
        "tier": 1,
        "status": "circulated",
        "site": None,
        "words": "Two machines, please",
    }
    return NeedLine(**told | facts)


def offer(**facts):
    told = {
        "id": "o1",
        "provider": FUND,
        "title": "A window",
        "themes": ("marking", "tracing"),
        "kinds": ("funding",),
        "items": (),
        "capacity": Decimal("250000.50"),
        "unit": Unit.MONEY,
        "currency": "USD",
        "eligible_states": (),
        "eligible_regions": (),
        "eligible_groups": (),
        "start": DAY,
        "end": date(2027, 4, 1),
        "published": date(2026, 3, 1),
        "status": OfferStatus.PUBLISHED,
        "ceiling_notes": None,
        "text": "Money for markings.",
    }
    return OfferLine(**told | facts)


def commitment(**facts):
    told = {
        "id": "c1",
        "provider": FUND,
        "implementer": SLE,
        "state": SLE,
        "theme": "marking",
        "kind": "equipment",
        "quantity": Decimal(2),
        "unit": "item",
        "money": Decimal(30000),
        "currency": "USD",
        "agreed": DAY,
        "delivered": None,
        "status": CommitmentStatus.AGREED,
        "need": "n1",
        "offer": "o1",
        "reverses": None,
    }
    return CommitmentLine(**told | facts)


def cells(text):
    return list(csv.reader(io.StringIO(text)))


def test_a_table_has_heads_hashtags_and_rows_of_one_length():
    heads, tags, row = cells(to_csv(NeedLine, [need()], tags=True))
    assert len(heads) == len(tags) == len(row)
    told = dict(zip(tags, row, strict=True))
    assert told["#country+code"] == "SLE"
    assert told["#sector"] == "marking"
    assert told["#date+start"] == "2026-04-01"
    assert told["#status"] == "circulated"
    assert told["#need+quantity"] == "2"
    assert all(tag.startswith("#") for tag in tags)


def test_what_the_reader_may_not_see_is_an_empty_cell():
    heads, row = cells(to_csv(NeedLine, [need(site=None)]))
    assert row[heads.index("site")] == ""
    assert json.loads(to_json(NeedLine, [need(site=None)]))[0]["site"] is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", " =1", "＝1", "\r=1", "\n=cmd|'/c calc'!A0"])
def test_no_cell_becomes_a_formula(text):
    heads, row = cells(to_csv(NeedLine, [need(words=text)]))
    assert row[heads.index("words")] == f"'{text}"


def test_a_negative_number_stays_a_number():
    heads, row = cells(to_csv(CommitmentLine, [commitment(quantity=Decimal(-2), reverses="c0")]))
    assert row[heads.index("quantity")] == "-2"


def test_decimals_are_strings_and_lists_lists_in_json():
    row = json.loads(to_json(OfferLine, [offer()]))[0]
    assert row["capacity"] == "250000.5"
    assert row["themes"] == ["marking", "tracing"]
    assert row["provider_name"] == "The Fund"


def activities(lines):
    return etree.fromstring(to_iati(lines, publisher=US, at=NOW)).findall("iati-activity")


def test_an_offer_is_a_pledge():
    (one,) = activities([offer()])
    assert one.findtext("iati-identifier") == "XM-TEST-offer-o1"
    assert one.find("participating-org").get("role") == "1"
    assert one.find("sector").get("code") == "15240"
    assert one.find("transaction/transaction-type").get("code") == "12"
    value = one.find("transaction/value")
    assert (value.text, value.get("currency"), value.get("value-date")) == ("250000.5", "USD", "2026-03-01")


def test_help_in_kind_has_no_transaction():
    (one,) = activities([offer(unit=Unit.ITEM, currency="")])
    assert one.find("transaction") is None


@pytest.mark.parametrize("status", [OfferStatus.DRAFT, OfferStatus.WITHDRAWN, OfferStatus.EXPIRED])
def test_what_is_not_offered_is_no_activity(status):
    assert activities([offer(status=status)]) == []


def test_a_commitment_names_who_pays_who_carries_out_and_who_receives():
    (one,) = activities([commitment()])
    assert [(row.get("role"), row.get("type")) for row in one.findall("participating-org")] == [
        ("1", "40"),
        ("4", "10"),
    ]
    assert one.find("recipient-country").get("code") == "SL"
    assert one.find("transaction/transaction-type").get("code") == "2"
    assert one.findtext("transaction/value") == "30000"


def test_a_counter_entry_stands_under_what_it_reverses():
    taken = commitment(status=CommitmentStatus.CANCELLED)
    counter = commitment(id="c2", quantity=Decimal(-2), money=Decimal(-30000), reverses="c1")
    (one,) = activities([counter, taken])
    assert [row.text for row in one.iter("value")] == ["30000", "-30000"]
    assert one.find("activity-status").get("code") == "5"


def test_letters_that_xml_cannot_hold_are_left_out():
    (one,) = activities([offer(title="A\x00B\x0bC￾ & <d>")])
    assert one.findtext("title/narrative") == "ABC & <d>"


def test_elements_stand_in_the_order_of_the_schema():
    order = [
        *("iati-identifier", "reporting-org", "title", "description", "participating-org", "activity-status"),
        *("activity-date", "recipient-country", "recipient-region", "sector", "transaction"),
    ]
    for one in activities([offer(), commitment(delivered=DAY), commitment(id="c3", state=FUND)]):
        places = [order.index(child.tag) for child in one]
        assert places == sorted(places)
