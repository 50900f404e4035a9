"""What the framework refuses is told in our own words, in the language of the reader, under the codes of the docs."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import translation

from api.throttles import AnonymousThrottle
from matchmaker.services import offers
from tests.api.bodies import offer_body
from tests.api.test_problems import problem

DOCS = Path(__file__).resolve().parents[2] / "docs" / "api.md"
NEEDS, NOWHERE = "/api/v1/needs/", "/api/v1/nothing/"
FORM = {"content_type": "multipart/form-data"}


def asked(world, name):
    """Return the answer to a request that is refused so."""
    anyone, session = Client(), Client(enforce_csrf_checks=True)
    session.force_login(world.users["provider"])
    giver = Client()
    giver.force_login(world.users["provider"])
    return {
        "not_authenticated": lambda: anyone.post(NEEDS, "{}", content_type="application/json"),
        "authentication_failed": lambda: anyone.get(NEEDS, headers={"Authorization": "Bearer never"}),
        "permission_denied": lambda: session.post("/api/v1/offers/", "{}", content_type="application/json"),
        "not_found": lambda: anyone.get(NOWHERE),
        "method_not_allowed": lambda: anyone.delete(NEEDS),
        "not_acceptable": lambda: anyone.get(NEEDS, headers={"Accept": "text/csv"}),
        "unsupported_media_type": lambda: giver.post("/api/v1/offers/", "<a/>", content_type="text/xml"),
        "out_of_range": lambda: anyone.get(f"{NEEDS}?limit=0"),
        "invalid_choice": lambda: giver.get("/api/v1/audit/?noun=needs"),
        "parse_error": lambda: giver.post("/api/v1/imports/", "--y", **FORM),
    }[name]()


CODES = {
    "not_authenticated": (401, "send a token"),
    "authentication_failed": (401, "make another on /api/v1/me/tokens/"),
    "permission_denied": (403, "X-CSRFToken"),
    "not_found": (404, "check the address"),
    "method_not_allowed": (405, "use one of GET, POST, HEAD, OPTIONS"),
    "not_acceptable": (406, "accept application/json"),
    "unsupported_media_type": (415, "send it as application/json"),
    "out_of_range": (400, "a whole number from 1 to 200"),
    "invalid_choice": (400, "need, offer, override"),
    "parse_error": (400, "send multipart/form-data"),
}


@pytest.mark.parametrize("code", CODES)
def test_it_says_what_to_do_in_the_language_of_the_reader(world, code):
    status, words = CODES[code]
    told = problem(asked(world, code), status)
    assert (told["code"], words in told["detail"]) == (code, True), told
    english, said = told["detail"], set()
    for language in ("fr", "es", "ru", "ar", "zh-hans"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Client, "generic", spoken(language))
            answer = asked(world, code)
        assert answer.headers["Content-Language"] == language
        assert "Accept-Language" in answer.headers["Vary"]
        said.add(answer.json()["detail"])
    assert english not in said
    assert len(said) == 5


def spoken(language, plain=Client.generic):
    """Return Client.generic for a reader who prefers a language."""

    def generic(client, *args, headers=None, **extra):
        return plain(client, *args, headers={**(headers or {}), "Accept-Language": language}, **extra)

    return generic


def test_an_address_that_leads_nowhere_is_told_in_the_language_too(world):
    hidden = Client().get(f"{NEEDS}{world.needs['secret'].public_id}/", headers={"Accept-Language": "fr"})
    assert hidden.json() == Client().get(NOWHERE, headers={"Accept-Language": "fr"}).json()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_who_asks_too_often_is_told_when_to_go_on(settings, anyone, db, monkeypatch, language):
    monkeypatch.setattr(AnonymousThrottle, "THROTTLE_RATES", {"anonymous": "1/hour"})
    address = f"203.0.113.{len(language) + ord(language[0])}"
    answers = [
        anyone.get("/api/v1/themes/ddr/", REMOTE_ADDR=address, headers={"Accept-Language": language}) for _ in range(2)
    ]
    told = problem(answers[1], 429)
    assert told["code"] == "throttled"
    with translation.override(language):
        said = translation.gettext("So many requests are too many: wait %(seconds)s seconds, then go on.")
    assert told["detail"] == said % {"seconds": answers[1].headers["Retry-After"]}


def test_a_busy_database_is_asked_again_in_a_second(world, monkeypatch):
    """The service meets what SQLite says after its patience, and PostgreSQL of a deadlock."""

    def busy(**facts):
        raise OperationalError("database is locked")

    monkeypatch.setattr(offers, "create", busy)
    client = Client(raise_request_exception=False)
    client.force_login(world.users["provider"])
    answer = client.post("/api/v1/offers/", offer_body(world.giver), content_type="application/json")
    assert problem(answer, 503)["code"] == "busy"
    assert answer.headers["Retry-After"] == "1"


def test_the_schema_and_the_docs_name_the_codes_of_each_status(anyone, db):
    paths = anyone.get("/api/schema/").json()["paths"]
    answers = paths["/api/v1/offers/"]["post"]["responses"]
    docs = defaultdict(set)
    for statuses, codes in re.findall(r"^\| ([\d, ]+) \| (.*?) \| ", DOCS.read_text(), re.MULTILINE):
        for status in statuses.split(", "):
            docs[status] |= set(re.findall(r"`(\w+)`", codes))
    for status in ("401", "403", "404", "406", "413", "415", "422", "429", "503"):
        named = set(re.findall(r"`(\w+)`", answers[status]["description"]))
        assert named, status
        assert named <= docs[status], (status, named, docs[status])


@pytest.mark.parametrize("word", ["yes", "on", "true", "1", "", 1, 0, [True], {}])
def test_true_and_false_are_those_of_json(world, word):
    giver = Client()
    giver.force_login(world.users["provider"])
    body = offer_body(world.users["provider"].roles[0].party, browse_only=word)
    told = problem(giver.post("/api/v1/offers/", body, content_type="application/json"), 400)
    assert [(each["field"], each["code"]) for each in told["errors"]] == [("browse_only", "invalid")]
