"""Exports hold what the lists show, no more; indicators what their page shows."""

import csv
import io

import pytest
from lxml import etree

from matchmaker import indicators as figures
from matchmaker.core.vocabulary import Axis
from tests import factories as make
from tests.api.conftest import READERS

NOUNS = ("needs", "offers", "commitments")


def table(answer):
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return {row["id"]: row for row in rows}


@pytest.fixture
def agreed(world):
    return make.CommitmentFactory(
        proposal__need=world.needs["public"], proposal__offer=world.offers["public"], money=30000, currency="USD"
    )


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("noun", NOUNS)
def test_an_export_has_the_rows_of_the_list(client_of, agreed, reader, noun):
    client = client_of(reader)
    listed = client.get(f"/api/v1/{noun}/?limit=200").json()["results"]
    rows = table(client.get(f"/api/v1/exports/{noun}/?as=csv"))
    assert set(rows) == {row["public_id"] for row in listed}
    assert [row["id"] for row in client.get(f"/api/v1/exports/{noun}/").json()] == [row["public_id"] for row in listed]


@pytest.mark.parametrize("reader", READERS)
def test_a_fact_that_the_list_withholds_is_in_no_form(client_of, agreed, reader):
    client = client_of(reader)
    told = "".join(client.get(f"/api/v1/{noun}/?limit=200").content.decode() for noun in NOUNS)
    # The export quotes passages, which stand in single rows.
    told += "".join(
        client.get(f"/api/v1/needs/{row['public_id']}/").content.decode()
        for row in client.get("/api/v1/needs/").json()["results"]
    )
    for noun in NOUNS:
        for form in ("json", "csv", "hxl", *(["iati"] if noun != "needs" else [])):
            text = client.get(f"/api/v1/exports/{noun}/?as={form}").content.decode()
            words = {word for word in text.replace('"', " ").replace(",", " ").split() if "canary" in word}
            assert all(word.partition("<")[0].rpartition(">")[2] in told for word in words), (noun, form, words)


def test_a_closed_need_tells_its_state_and_theme_only(client_of, world):
    row = table(client_of("anonymous").get("/api/v1/exports/needs/?as=csv"))[str(world.needs["closed"].public_id)]
    assert {name for name, value in row.items() if value} == {"id", "state", "state_name", "theme"}


def test_filters_narrow_and_closed_facts_find_only_open_rows(client_of, world):
    client = client_of("anonymous")
    assert set(table(client.get("/api/v1/exports/needs/?as=csv&theme=marking"))) == {
        str(world.needs["public"].public_id)
    }
    assert table(client.get("/api/v1/exports/needs/?as=csv&cycle=2024")) == {}


@pytest.mark.parametrize("query", ["as=pdf", "as=iati", "limit=3", "as=csv&as=csv", "as=", "colour=red"])
def test_what_an_export_does_not_know_is_refused(anyone, db, query):
    answer = anyone.get(f"/api/v1/exports/needs/?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_any_accept_is_taken_and_the_file_has_a_name(anyone, world):
    answer = anyone.get("/api/v1/exports/offers/?as=csv", headers={"Accept": "text/csv"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="offers.csv"'


def test_a_commitment_is_an_activity_for_who_may_see_it(client_of, agreed):
    def activities(reader):
        return etree.fromstring(client_of(reader).get("/api/v1/exports/commitments/?as=iati").content)

    assert len(activities("anonymous")) == 0
    (activity,) = activities("owner")
    assert activity.find("recipient-country").get("code") == "SL"
    assert activity.findtext("transaction/value") == "30000"


def test_the_list_of_exports_leads_to_each(anyone, world):
    for row in anyone.get("/api/v1/exports/").json()["exports"]:
        for form in row["forms"]:
            answer = anyone.get(form["address"])
            assert answer.headers["Content-Type"] == form["media_type"]


@pytest.mark.parametrize("axis", Axis)
@pytest.mark.parametrize("reader", ["anonymous", "owner", "coordinator"])
def test_indicators_are_those_of_the_page(client_of, world, reader, axis):
    for _ in range(3):
        make.NeedFactory(state=world.states["SLE"])
    told = client_of(reader).get(f"/api/v1/indicators/?axis={axis}").json()["figures"]
    user = client_of(reader).get("/indicators/").wsgi_request.user
    rows = figures.shown_to(user, axis)
    assert [(row["indicator"], row["key"]) for row in told] == [(row.indicator, row.key) for row in rows]
    assert [float(row["numerator"]) for row in told] == [float(row.numerator) for row in rows]
    assert rows or reader != "coordinator" or axis in (Axis.GROUP, Axis.REASON)


@pytest.mark.parametrize(
    ("reader", "query", "code"),
    [
        ("anonymous", "cycle=2026", "unknown_filter"),
        ("coordinator", "cycle=26", "invalid"),
        ("coordinator", "axis=moon", "invalid_choice"),
    ],
)
def test_indicators_refuse_what_they_do_not_know(client_of, world, reader, query, code):
    assert client_of(reader).get(f"/api/v1/indicators/?{query}").json()["code"] == code
    assert client_of("coordinator").get("/api/v1/indicators/?cycle=2026").status_code == 200
