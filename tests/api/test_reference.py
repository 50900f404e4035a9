"""States, organisations, themes and cycles."""

from datetime import date

import pytest

from matchmaker.core.vocabulary import Theme
from matchmaker.models import Cycle, GroupMembership
from matchmaker.services.reference import load_reference
from tests import factories as make


def test_a_state_with_its_groups(world, anyone):
    assert anyone.get("/api/v1/states/SLE/").json() == {
        "code": "SLE",
        "name": "Sierra Leone",
        "names": {"en": "Sierra Leone"},
        "region": "Africa",
        "subregion": "Western Africa",
        "un_group": "",
        "note": "",
        "groups": [{"group": "ECOWAS", "valid_from": None, "valid_to": None}],
    }


def codes(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["code"] for row in answer.json()["results"]]


def test_filters_of_states_and_organisations(world, anyone):
    GroupMembership.objects.create(state=world.states["SLE"], group="ECOWAS", valid_from=date(2020, 1, 1))
    assert codes(anyone.get("/api/v1/states/?group=ECOWAS")) == ["SLE"]
    assert "JAM" in codes(anyone.get("/api/v1/states/?region=Americas"))
    assert "UNREC" in codes(anyone.get("/api/v1/organisations/?type=un_entity&region=Africa"))
    assert codes(anyone.get("/api/v1/organisations/?type=research")) == []


def test_a_state_is_no_organisation(world, anyone):
    assert anyone.get("/api/v1/organisations/SLE/").status_code == 404
    assert anyone.get("/api/v1/states/UNREC/").status_code == 404
    assert anyone.get("/api/v1/organisations/UNREC/").json()["type"] == "un_entity"


def test_every_theme_is_listed_and_opens(anyone, db):
    listed = codes(anyone.get("/api/v1/themes/"))
    assert listed == [theme.value for theme in Theme]
    assert anyone.get("/api/v1/themes/marking/").json() == {
        "code": "marking",
        "label": "Marking",
        "labels": {"en": "Marking", "fr": "Marquage", "es": "Marcado", "ar": "الوسم", "zh": "标识", "ru": "Маркировка"},
        "description": "Marking at manufacture, at import and of arms held by the State.",
        "mosaic": ["05.30"],
        "guidelines": [],
        "annex": ["23", "27(j)"],
        "body": [],
        "scope_note": None,
        "off_by_default": False,
    }
    assert anyone.get("/api/v1/themes/peace/").status_code == 404
    assert codes(anyone.get("/api/v1/themes/?limit=2&offset=1")) == listed[1:3]


@pytest.mark.parametrize(
    ("accepted", "label", "note"),
    [
        ("", "Ammunition", "Body paragraph 19"),
        ("fr", "Munitions", "Le paragraphe 19"),
        ("de, es;q=0.8, fr;q=0.5", "Municiones", "El párrafo 19"),
        ("fr;q=0, es", "Municiones", "El párrafo 19"),
        ("zh-CN", "弹药", "2014 年报告正文第 19 段"),
        ("xx, *", "Ammunition", "Body paragraph 19"),
        ("nonsense;;q=x" * 200, "Ammunition", "Body paragraph 19"),
    ],
)
def test_a_theme_speaks_the_language_of_its_reader(anyone, db, accepted, label, note):
    answer = anyone.get("/api/v1/themes/ammunition/", HTTP_ACCEPT_LANGUAGE=accepted)
    row = answer.json()
    assert (row["label"], row["scope_note"][: len(note)], row["off_by_default"]) == (label, note, True)
    assert "Accept-Language" in answer["Vary"]
    rows = anyone.get("/api/v1/themes/?limit=200", HTTP_ACCEPT_LANGUAGE=accepted).json()["results"]
    assert row in rows


def test_a_cycle_by_its_year(anyone, db):
    Cycle.objects.create(year=2026, meeting="Ninth Biennial Meeting of States", starts=date(2026, 6, 15))
    shape = anyone.get("/api/v1/cycles/2026/").json()
    meetings = shape.pop("meetings")
    assert shape == {"year": 2026, "meeting": "Ninth Biennial Meeting of States", "starts": "2026-06-15", "ends": None}
    assert [(m["kind"], m["starts"], m["ends"]) for m in meetings] == [("biennial_meeting", "2026-06-01", "2026-06-05")]
    assert [row["year"] for row in anyone.get("/api/v1/cycles/").json()["results"]] == [2026]
    assert anyone.get("/api/v1/cycles/2027/").status_code == 404


@pytest.mark.parametrize("noun", ["states", "organisations", "cycles"])
def test_all_reference_data_takes_few_queries_and_every_row_opens(anyone, db, noun, django_assert_max_num_queries):
    load_reference()
    with django_assert_max_num_queries(4):
        rows = anyone.get(f"/api/v1/{noun}/?limit=200").json()["results"]
    assert len(rows) > 10
    for row in rows[:: max(1, len(rows) // 25)]:
        key = row["year"] if noun == "cycles" else row["code"]
        assert anyone.get(f"/api/v1/{noun}/{key}/").json() == row


def test_codes_with_a_hyphen_open(anyone, db):
    make.OrganisationFactory(code="ATT-VTF")
    assert anyone.get("/api/v1/organisations/ATT-VTF/").status_code == 200
