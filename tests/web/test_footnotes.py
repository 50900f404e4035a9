"""The note of an entity of disputed status stands on every page that shows its name, once, and on no other."""

import re

import pytest
from django.urls import reverse

from matchmaker.core.gazetteer import Gazetteer
from matchmaker.core.vocabulary import NeedStatus, OfferStatus, Role
from matchmaker.models import Party
from matchmaker.services.reference import load_reference
from tests.factories import MembershipFactory, NeedFactory, OfferFactory, ReportFactory

pytestmark = pytest.mark.django_db
NOTES = {state.code: state.note for state in Gazetteer.default().states() if state.note}


@pytest.fixture
def parties():
    load_reference()
    return {party.code: party for party in Party.objects.all()}


def body(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_notes_are_loaded_and_given_by_the_api(parties, client):
    assert {code: party.note for code, party in parties.items() if party.note} == NOTES
    assert client.get("/api/v1/states/XKX/").json()["note"] == NOTES["XKX"]
    assert client.get("/api/v1/states/SLE/").json()["note"] == ""


def test_a_need_carries_the_note_in_the_list_and_by_itself(parties, client):
    need = NeedFactory(state=parties["XKX"], status=NeedStatus.CIRCULATED)
    NeedFactory(state=parties["XKX"], status=NeedStatus.CIRCULATED)
    other = NeedFactory(state=parties["SLE"], status=NeedStatus.CIRCULATED)
    for url in (reverse("needs"), reverse("need", args=[need.public_id])):
        page = body(client, url)
        assert page.count(NOTES["XKX"]) == 1
        assert set(re.findall(r'href="#(note-\w+)"', page)) == set(re.findall(r'id="(note-\w+)"', page)) == {"note-XKX"}
    assert "note-XKX" not in body(client, reverse("need", args=[other.public_id]))


def test_marks_are_numbered_in_the_order_of_the_page(parties, client):
    for code in ("XKX", "NIU", "COK"):
        NeedFactory(state=parties[code], status=NeedStatus.CIRCULATED)
    marks = re.findall(r'href="#note-(\w+)" aria-label="note (\d)">\2<', body(client, reverse("needs")))
    assert marks == [("COK", "1"), ("XKX", "2"), ("NIU", "3")]


def test_an_offer_carries_the_note_of_its_provider_and_of_whom_it_is_for(parties, client):
    own = OfferFactory(provider=parties["COK"], status=OfferStatus.PUBLISHED)
    open_to = OfferFactory(provider=parties["DEU"], status=OfferStatus.PUBLISHED, eligible_states=["XKX", "SLE"])
    listed = body(client, reverse("offers"))
    assert listed.count(NOTES["COK"]) == 1
    assert NOTES["XKX"] not in listed
    assert body(client, reverse("offer", args=[own.public_id])).count(NOTES["COK"]) == 1
    assert body(client, reverse("offer", args=[open_to.public_id])).count(NOTES["XKX"]) == 1


def test_a_report_carries_the_note(parties, client):
    reader = MembershipFactory(role=Role.COORDINATOR, party=parties["FRA"]).user
    client.force_login(reader)
    report = ReportFactory(state=parties["XKX"])
    assert body(client, reverse("report", args=[report.public_id])).count(NOTES["XKX"]) == 1
