"""Handing in a report through the pages: read, shown, once; and the one sentence for what cannot be read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from matchmaker.core.gazetteer import FIXTURES
from matchmaker.models import Job, Party, Report
from matchmaker.services import jobs
from matchmaker.services.reference import load_reference
from tests import personas

pytestmark = pytest.mark.django_db
SAMPLE = (FIXTURES / "reports" / "khm-2026.txt").read_bytes()


@pytest.fixture
def people(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    load_reference()
    cambodia = Party.objects.get(code="KHM")
    return {
        "own": personas.owner(cambodia),
        "other": personas.other_state(),
        "chair": personas.coordinator(Party.objects.get(code="CHE")),
        "its own chair": personas.coordinator(cambodia),
        "provider": personas.provider(),
    }


def send(person, page="my-report-upload", data=SAMPLE, name="khm-2026.txt", **said):
    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    form = {"file": SimpleUploadedFile(name, data), **said} if data is not None else said
    answer = client.post(reverse(page), form)
    if answer.status_code != 302:
        return answer
    place = answer.headers["Location"]
    assert "Waits its turn" in client.get(place).content.decode()
    jobs.work_off()
    return client.get(place, follow=True)


def told(answer):
    return [str(message) for message in answer.context["messages"]]


def test_a_state_hands_in_its_report_once(people):
    first = send(people["own"])
    report = Report.objects.get()
    assert first.redirect_chain[-1][0] == reverse("my-report", args=[report.public_id])
    assert "look over what was found" in told(first)[-1]
    assert report.confirmed
    assert report.needs.filter(status="draft").exists()
    assert "received before" in told(send(people["own"]))[-1]
    assert Report.objects.count() == 1


def test_a_newer_version_shows_what_changed_and_the_older_file_leads_to_it(people):
    send(people["own"])
    answer = send(people["own"], data=SAMPLE.replace(b"\nTen computers", b"\nTwelve computers"), name="second.txt")
    newer = Report.objects.get(superseded_by=None)
    assert answer.redirect_chain[-1][0] == reverse("my-report", args=[newer.public_id])
    for words in ("A newer version of khm-2026.txt", "Quantity: 10 before, 12 now"):
        assert words in answer.content.decode(), words
    older = send(people["own"])
    assert older.redirect_chain[-1][0] == answer.redirect_chain[-1][0]
    assert Report.objects.count() == 2


def test_a_coordinator_receives_it_for_the_state(people):
    answer = send(people["chair"], "report-upload")
    assert answer.redirect_chain[-1][0] == reverse("report", args=[Report.objects.get().public_id])
    report = Report.objects.get()
    assert not report.confirmed
    # Cambodia has somebody who looks its needs over: they wait on that desk, and the report for a yes.
    assert "has not confirmed it yet" in answer.content.decode()
    assert not report.needs.exclude(status="draft").exists()
    own = Client(HTTP_HOST="localhost")
    own.force_login(people["own"])
    page = reverse("my-report", args=[report.public_id])
    assert "Confirm the report" in own.get(page).content.decode()
    place = reverse("my-report-confirm", args=[report.public_id])
    assert own.post(place).headers["Location"] == page
    assert Report.objects.get().confirmed
    assert "Confirm the report" not in own.get(page).content.decode()
    for who in ("other", "chair", "provider"):
        client = Client(HTTP_HOST="localhost")
        client.force_login(people[who])
        assert client.post(place).status_code == 404, who


@pytest.mark.parametrize(
    ("who", "page", "what", "words"),
    [
        ("other", "my-report-upload", {}, "You do not speak for Cambodia"),
        ("its own chair", "report-upload", {}, "You do not speak for Cambodia"),
        (
            "own",
            "my-report-upload",
            {
                "data": b"The police ask for the training of twenty officers in the marking of arms. " * 9,
                "name": "letter.txt",
            },
            "does not say whose report it is",
        ),
        ("own", "my-report-upload", {"data": bytes(40), "name": "khm.pdf"}, "khm.pdf"),
        ("own", "my-report-upload", {"data": SAMPLE, "state": "SLE"}, "Select a valid choice"),
        ("own", "my-report-upload", {"data": b""}, "The file is empty: choose the file that holds the report."),
        ("own", "my-report-upload", {"data": None}, "This field is required"),
    ],
)
def test_what_cannot_be_received_is_said_in_a_sentence_and_leaves_nothing(people, who, page, what, words):
    answer = send(people[who], page, **what)
    assert answer.status_code == 200
    assert str(escape(words)) in answer.content.decode()
    assert not Report.objects.exists()


def test_for_others_there_is_no_such_page(people):
    assert send(people["provider"]).status_code == 404
    assert send(people["own"], "report-upload").status_code == 404
    assert send(people["chair"]).status_code == 404


def test_the_reading_is_watched_by_whoever_handed_it_in_and_by_nobody_else(people):
    client = Client(HTTP_HOST="localhost")
    client.force_login(people["own"])
    place = client.post(reverse("my-report-upload"), {"file": SimpleUploadedFile("khm.txt", SAMPLE)}).headers[
        "Location"
    ]
    job = Job.objects.get()
    watched = reverse("report-progress", args=[job.public_id])
    assert client.get(watched).json()["over"] is False
    assert place in client.get(reverse("my-report-upload")).content.decode()
    assert client.get(reverse("report-reading", args=[job.public_id])).status_code == 404
    for other in ("other", "chair", "its own chair", "provider"):
        stranger = Client(HTTP_HOST="localhost")
        stranger.force_login(people[other])
        for address in (place, watched, reverse("report-reading", args=[job.public_id])):
            assert stranger.get(address).status_code == 404, (other, address)
    jobs.work_off()
    assert client.get(watched).json()["over"] is True
