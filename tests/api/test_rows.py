"""Rows told fast are told as the framework tells them, and a list asks the database as often for many rows as for one."""

import gc
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework import serializers

from api import pagination
from api.serializers.needs import NeedSerializer
from api.serializers.rows import Row
from api.views.readonly import ReadOnly
from matchmaker.core.vocabulary import Visibility
from matchmaker.models import Commitment, Delivery, Duplicate, Engagement, Need, Offer, Proposal, Report, Run
from matchmaker.models.readers import EVERYTHING, or_own, shown_to
from tests import factories as make
from tests import personas
from tests.api.test_matrix import API, CLIENT, KEYS, ROUTES, names, noun_of, stage  # noqa: F401 - the matrix's world

NOUNS = ("needs", "offers", "engagements", "duplicates", "proposals", "commitments", "deliveries", "reports", "runs")
READERS = ("anonymous", "owner", "giver", "coordinator")


def answers(stage):  # noqa: F811
    """Ask for the lists, and for two rows of each noun."""
    rows = [stage.rows[noun][-2:] for noun in ("need", "offer", "proposal", "commitment")]
    addresses = [*(f"{noun}/" for noun in (*NOUNS, "states", "organisations", "changes"))]
    addresses += [f"{row._meta.model_name}s/{row.public_id}/" for found in rows for row in found]
    addresses += [f"audit/{row.public_id}/" for row in stage.rows["audit-entry"]]
    return {
        (reader, address): CLIENT.get(API + address, headers=stage.headers[reader]).content
        for address in addresses
        for reader in READERS
    }


def test_rows_are_told_as_the_framework_tells_them(stage, monkeypatch):  # noqa: F811
    make.NeedFactory(
        state=stage.rows["need"][0].state, quantity="12.500", amount="1000000.000", currency="USD", confidence="0.875",
        start="2026-01-01", confirmed_at=make.NOW, readiness={"goal": True}, members=["SLE"], languages=["fr"],
        status="merged", merged_into=stage.rows["need"][0], visibility=Visibility.PUBLIC,
    )  # fmt: skip
    fast = answers(stage)
    monkeypatch.setattr(Row, "to_representation", serializers.ModelSerializer.to_representation)
    slow = answers(stage)
    assert {key for key, told in fast.items() if told != slow[key]} == set()
    assert sum(b"public_id" in told for told in fast.values()) > 40


def test_no_row_that_asks_for_its_reader_stands_within_another():
    class Whole(Row):
        merged_into = NeedSerializer()

        class Meta:
            model = Need
            fields = ["merged_into"]

    with pytest.raises(TypeError, match="NeedSerializer asks for its reader"):
        Whole().to_representation(Need())


def test_a_list_of_many_rows_asks_no_more_than_one_of_a_single_row(stage):  # noqa: F811
    for noun in NOUNS:
        for reader in READERS[1:]:
            few, many = (asked(f"{API}{noun}/?limit={limit}", stage.headers[reader]) for limit in (1, 200))
            # Prefetches and contacts of rows that the first has not.
            assert many <= min(few + 5, 15), (noun, reader, few, many)


def test_no_address_asks_the_database_more_than_fifteen_times(stage):  # noqa: F811
    many = []
    for name, route in names().items():
        if "get" not in ROUTES[name][0].split():
            continue
        plain = re.sub(r"<\w+:(?!public_id)\w+>", KEYS.get(name, "never"), route)
        rows = stage.rows[noun_of(name)][:2] if "public_id" in route else [None]
        for address in (API + plain.replace("<uuid:public_id>", str(row and row.public_id)) for row in rows):
            for reader in READERS[1:]:
                with CaptureQueriesContext(connection) as queries:
                    answer = CLIENT.get(address, headers=stage.headers[reader])
                    told = b"".join(answer) if answer.streaming else answer.content
                number = len([row for row in queries if "SAVEPOINT" not in row["sql"]])
                if number > 15:
                    many.append((name, reader, number, told[:80]))
    assert not many


def test_a_page_far_into_a_list_is_the_one_that_ordering_all_of_it_gives(db, monkeypatch):
    for code, number in (("FJI", 2), ("KEN", 3), ("SLE", 1)):
        make.NeedFactory.create_batch(
            number, state=make.PartyFactory(code=code), status="circulated", visibility=Visibility.PUBLIC
        )

    def pages():
        steps = [(size, start) for size in (1, 4) for start in range(8)]
        return [CLIENT.get(f"{API}needs/?limit={size}&offset={start}").json() for size, start in steps]

    whole = pages()
    assert [row["state"]["code"] for page in whole[:6] for row in page["results"]] == 2 * ["FJI"] + 3 * ["KEN"] + [
        "SLE"
    ]
    monkeypatch.setattr(pagination, "FAR", 1)
    assert pages() == whole


def asked(address, headers):
    with CaptureQueriesContext(connection) as queries:
        assert CLIENT.get(address, headers=headers).status_code == 200
    return len([row for row in queries if "SAVEPOINT" not in row["sql"]])


def rows_left(headers):
    """Ask for lists, and tell how many of their rows are held when the answers are gone."""
    # A delivery and its commitment hold one another, as rows that stand one to one do.
    addresses = [f"{API}{noun}/" for noun in NOUNS if noun != "deliveries"]
    kinds = (Need, Offer, Engagement, Duplicate, Proposal, Commitment, Delivery, Report, Run)

    def held():
        return sum(issubclass(type(each), kinds) for each in gc.get_objects())

    for address in addresses:
        CLIENT.get(address, headers=headers)  # what is kept for good
    gc.collect()
    before = held()
    gc.disable()
    try:
        for address in addresses:
            answer = CLIENT.get(address, headers=headers)
            assert answer.status_code == 200
            # The test's own client ties it to itself.
            vars(answer).clear()
        del answer
        return held() - before
    finally:
        gc.enable()


def test_rows_go_with_their_answer_and_do_not_wait_for_the_collector(stage, monkeypatch):  # noqa: F811
    headers = stage.headers["coordinator"]
    assert rows_left(headers) == 0
    monkeypatch.setattr(ReadOnly, "_let_go", lambda *_: None)
    assert rows_left(headers) > 20


def test_who_sees_everything_is_asked_nothing_of_the_rows(db):
    chair, owner = personas.coordinator(), personas.owner(make.PartyFactory(code="SLE"))
    assert shown_to(chair, "proposal") == shown_to(chair, "engagement") == EVERYTHING
    assert or_own(shown_to(chair, "proposal"), shown_to(owner, "need")) == EVERYTHING
    assert shown_to(owner, "proposal") != EVERYTHING
