"""Tables on the pages: sent, looked at, taken in; one's own and nobody else's."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from matchmaker.models import Cycle, Job, Need
from matchmaker.services import jobs

ROW = {"external_id": "17", "state": "SLE", "cycle": 2026, "theme": "marking", "kind": "legal", "quantity": "20"}


@pytest.fixture
def sent(world, client_of):
    Cycle.objects.get_or_create(year=2026, defaults={"meeting": "Ninth Biennial Meeting of States"})
    client = client_of("focal_point")

    def send(rows, **said):
        file = SimpleUploadedFile("needs.json", json.dumps(rows).encode())
        return client, client.post(reverse("imports"), {"file": file, "noun": "needs", "source": "own"} | said)

    return send


def test_a_table_is_looked_at_and_then_taken_in(sent):
    client, answer = sent([ROW, ROW | {"external_id": "18", "theme": "guns"}])
    place = answer.headers["Location"]
    assert "Waits its turn" in client.get(place).content.decode()
    assert client.get(f"{place}progress/").json()["over"] is False
    jobs.work_off()
    page = client.get(place)
    assert page.context["counts"] == [("new", 1), ("refused", 1)]
    assert "is not among the words that may stand here" in page.content.decode()
    assert "Take in 1 row" in page.content.decode()
    assert not Need.objects.filter(external_id="own:17").exists()
    client.post(f"{place}apply/")
    jobs.work_off()
    assert "Taken in" in client.get(place).content.decode()
    assert Need.objects.get(external_id="own:17").status == "draft"
    client, again = sent([ROW])
    jobs.work_off()
    assert "Nothing in this table is new or changed" in client.get(again.headers["Location"]).content.decode()
    client, changed = sent([ROW | {"quantity": "30"}])
    jobs.work_off()
    assert "<bdi>20</bdi> → <bdi>30</bdi>" in client.get(changed.headers["Location"]).content.decode()


def test_a_file_that_is_no_table_is_told_in_a_sentence(sent):
    client, answer = sent({})
    jobs.work_off()
    assert "The JSON is no list of objects" in client.get(answer.headers["Location"]).content.decode()


def test_a_form_that_is_not_whole_says_where(sent):
    _, answer = sent([ROW], source="a:b", noun="offers")
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"source", "noun"}
    assert not Job.objects.exists()


def test_to_others_there_is_no_such_table(sent, client_of):
    _, answer = sent([ROW])
    for reader in ("provider", "other_focal_point"):
        assert client_of(reader).get(answer.headers["Location"]).status_code == 404
        assert client_of(reader).post(f"{answer.headers['Location']}apply/").status_code == 404
        assert client_of(reader).get(reverse("imports")).status_code == 200
    for reader in ("coordinator", "anonymous"):
        assert client_of(reader).get(reverse("imports")).status_code == 404
