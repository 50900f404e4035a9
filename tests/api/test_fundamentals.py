"""Tokens, versions, keys, limits: what holds for every change through the API."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from api import throttles
from api.throttles import AnonymousThrottle
from matchmaker.models import AuditEntry, Cycle, Need, Offer, RequestKey, Run
from matchmaker.services import tokens
from tests import factories as make
from tests.api.bodies import actions, need_body, offer_body
from tests.api.test_problems import problem

ROOT = Path(__file__).resolve().parents[2]
OFFERS = "/api/v1/offers/"


def told(answer):
    """The headers of an answer, but for the name of the request."""
    return {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}


class Caller:
    """A client with a token, that speaks JSON."""

    def __init__(self, user):
        self.token = tokens.issue(by=user, at=timezone.now())[1]
        self.client = Client(raise_request_exception=False)

    def __call__(self, method, address, body=None, **headers):
        named = {"Authorization": f"Bearer {self.token}"} | {name.replace("_", "-"): v for name, v in headers.items()}
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.client, method)(address, headers=named, **data)


@pytest.fixture
def caller(world):
    return {name: Caller(user) for name, user in world.users.items()}


def address(row, action=""):
    return f"/api/v1/{row._meta.model_name}s/{row.public_id}/{action and action + '/'}"


def test_a_token_speaks_for_its_person_until_it_is_revoked(world, caller):
    owner = caller["owner"]
    assert owner("get", "/api/v1/me/").json() == {
        "public_id": str(world.users["owner"].public_id),
        "username": world.users["owner"].username,
        "name": world.users["owner"].first_name,
        "language": "en",
        "digests": True,
        "roles": [{"role": "focal_point", "party": {"code": "SLE", "name": "Sierra Leone"}}],
    }
    made = owner("post", "/api/v1/me/tokens/", {"days": 300})
    assert made.status_code == 201
    row = made.json()
    assert made.headers["Location"].endswith(f"/api/v1/me/tokens/{row['token_key']}/")
    assert row["token"].startswith(row["token_key"])
    # One that a token made does not outlive it.
    assert row["expires"] <= (timezone.now() + timedelta(days=91)).isoformat()
    assert not AuthToken.objects.filter(digest__contains=row["token"]).exists()
    second = Caller(world.users["auditor"])
    second.token = row["token"]
    assert second("get", "/api/v1/me/").status_code == 200
    listed = {each["token_key"] for each in owner("get", "/api/v1/me/tokens/").json()["results"]}
    assert listed == {owner.token[: len(row["token_key"])], row["token_key"]}
    of_another = f"/api/v1/me/tokens/{caller['provider'].token[:15]}/"
    assert problem(owner("delete", of_another), 404) == problem(owner("delete", "/api/v1/me/tokens/never/"), 404)
    assert owner("delete", f"/api/v1/me/tokens/{row['token_key']}/").status_code == 204
    refused = second("get", "/api/v1/me/")
    assert problem(refused, 401)
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert AuditEntry.objects.filter(action="revoke_token", by=world.users["owner"]).exists()
    assert row["token"] not in json.dumps(list(AuditEntry.objects.values("old", "new")), default=str)


def test_without_an_account_nothing_is_changed_and_nothing_is_told(world, anyone):
    for name in ("public", "secret"):
        for path in (address(world.needs[name], "withdraw"), address(world.offers[name], "publish"), OFFERS):
            assert problem(anyone.post(path, "{}", content_type="application/json"), 401)["code"] == "not_authenticated"
    assert problem(anyone.get("/api/v1/me/"), 401)
    assert problem(anyone.get("/api/v1/needs/", headers={"Authorization": "Bearer no"}), 401)


def test_a_token_comes_after_either_word_and_in_no_letters_but_its_own(world, caller):
    words = caller["owner"].token
    client = Client(raise_request_exception=False)
    for header, status in (
        *((f"Token {words}", 200), (f"bearer {words}", 200), (f"Basic {words}", 401), (words, 401)),
        *(("Bearer", 401), (f"Bearer {words} {words}", 401), ("Bearer \xff\xfe", 401)),
    ):
        assert client.get("/api/v1/me/", headers={"Authorization": header}).status_code == status, header


def test_a_session_needs_its_csrf_token(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["provider"])
    assert problem(client.post(OFFERS, offer_body(world.giver), content_type="application/json"), 403)
    assert not Offer.objects.filter(title="Marking machines").exists()


def test_a_change_names_the_version_that_it_rests_on(world, caller):
    need, owner = world.needs["draft"], caller["owner"]
    shown = owner("get", address(need))
    version, tag = shown.json()["version"], shown.headers["ETag"]
    assert (version, tag.partition(".")[0]) == (1, '"1')
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        assert owner("get", address(need), If_None_Match=known).status_code == 304, known
    assert owner("get", address(need), If_None_Match='"1"').status_code == 200  # which state of it, that does not say
    assert problem(owner("patch", address(need), {"quantity": "4"}), 428)["code"] == "if_match_required"
    changed = owner("patch", address(need), {"quantity": "4"}, If_Match='"1"')
    assert (changed.status_code, changed.json()["quantity"]) == (200, "4")
    assert changed.headers["ETag"] == owner("get", address(need)).headers["ETag"] != tag
    for other in (tag, '"1"', '"0", "1"', "*", f"W/{changed.headers['ETag']}", "two"):
        assert problem(owner("post", address(need, "submit"), {}, If_Match=other), 412)["code"] == "version_changed"
    said = [problem(owner("post", address(need, "submit"), {}, If_Match=tag), 412)["detail"] for tag in ('"9"', "9")]
    assert ["quotes" in each for each in said] == [False, True]
    assert Need.objects.get(pk=need.pk).status == "draft"
    done = owner("post", address(need, "submit"), {}, If_Match=f'"7", {changed.headers["ETag"]}')
    assert (done.status_code, done.json()["status"]) == (200, "submitted")
    assert actions(done.json()) == ["withdraw", "show"]


def test_a_tag_is_of_what_is_read_and_not_of_the_version_alone(world, caller):
    """A run goes on under one version, and names are those of a language: neither is answered with 304."""
    run = make.RunFactory(
        status="running", published_at=None, plan_status="", stages=[], progress={"stage": "tier1", "value": "1"}
    )
    place, chair = f"/api/v1/runs/{run.public_id}/", caller["coordinator"]
    shown = chair("get", place)
    assert chair("get", place, If_None_Match=shown.headers["ETag"]).status_code == 304
    Run.objects.filter(pk=run.pk).update(progress={"stage": "tier1", "value": "2"})
    later = chair("get", place, If_None_Match=shown.headers["ETag"])
    assert (later.status_code, later.json()["progress"]["value"]) == (200, "2")
    ended = chair("post", f"{place}cancel/", {}, If_Match=shown.headers["ETag"])
    assert ended.status_code == 200, ended.content  # the change rests on the version alone
    need = address(make.NeedFactory(state=make.PartyFactory(names={"en": "Chad", "fr": "Tchad", "ru": "Чад"})))
    tag = chair("get", need, Accept_Language="fr").headers["ETag"]
    assert chair("get", need, If_None_Match=tag, Accept_Language="fr").status_code == 304
    assert chair("get", need, If_None_Match=tag, Accept_Language="ru").json()["state"]["name"] == "Чад"


def test_the_version_is_checked_in_the_update_too(world, caller, monkeypatch):
    """Somebody else changes the row after it was read and before it is held."""
    from matchmaker.services import versions

    need, honest = world.needs["draft"], versions.unchanged

    def late(row, version):
        Need.objects.filter(pk=row.pk).update(version=version + 1)
        return honest(row, version)

    monkeypatch.setattr(versions, "unchanged", late)
    assert problem(caller["owner"]("post", address(need, "submit"), {}, If_Match='"1"'), 412)
    assert Need.objects.get(pk=need.pk).status == "draft"


def test_others_learn_nothing_from_versions(world, caller):
    for reader in ("other_state", "provider", "auditor"):
        shown = caller[reader]("get", address(world.needs["public"]))
        assert (shown.json()["version"], actions(shown.json())) == (None, []) or reader == "auditor"
        before = shown.headers["ETag"]
        Need.objects.filter(pk=world.needs["public"].pk).update(version=9, site="canary-elsewhere")
        assert caller[reader]("get", address(world.needs["public"])).headers["ETag"] == before


def test_whose_it_is_not_is_refused_and_what_is_not_seen_is_not_there(world, caller):
    assert problem(caller["other_state"]("post", address(world.needs["public"], "withdraw"), {"reason": "x"}), 403)
    hidden = caller["other_state"]("post", address(world.needs["secret"], "withdraw"), {"reason": "x"})
    never = caller["other_state"](
        "post", "/api/v1/needs/00000000-0000-4000-8000-000000000000/withdraw/", {"reason": "x"}
    )
    assert (hidden.content, told(hidden)) == (never.content, told(never))
    assert hidden.status_code == 404


def test_what_leaves_its_readers_sight_is_not_told_back(world, caller):
    need = world.needs["submitted"]
    sent = caller["coordinator"]("post", address(need, "return"), {"reason": "a date"}, If_Match='"1"')
    assert (sent.status_code, sent.content) == (204, b"")
    assert caller["coordinator"]("get", address(need)).status_code == 404


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"colour": "red"}, "colour", "unknown_field"),
        ({"themes": ["peace"]}, "themes.0", "invalid_choice"),
        ({"themes": []}, "themes", "min_length"),
        ({"capacity": "1e30"}, "capacity", "max_digits"),
        ({"capacity": "NaN"}, "capacity", "invalid"),
        ({"capacity": "1_000"}, "capacity", "invalid"),
        ({"capacity": -1}, None, "bad_number"),
        ({"title": "a\x00b"}, "title", "null_characters_not_allowed"),
        ({"title": "a\x07b"}, "title", "control_characters"),
        ({"title": "\ud800"}, "title", "surrogate_characters_not_allowed"),
        ({"unit": "\ud800"}, "unit", "invalid_choice"),
        ({"\ud800": 1}, "?", "unknown_field"),
        ({"title": "x" * 201}, "title", "max_length"),
        ({"provider": "NOBODY"}, "provider", "unknown_value"),
        ({"end": "2026-05-01"}, None, "bad_dates"),
        ({"unit": "place"}, None, "units_differ"),
        ({"currency": "USD"}, None, "currency_missing"),
        ({"eligible_states": ["QQQ"]}, None, "unknown_value"),
        ({"eligible_groups": ["G0"]}, None, "unknown_value"),
    ],
)
def test_a_body_is_refused_field_by_field(world, caller, facts, field, code):
    body = problem(caller["provider"]("post", OFFERS, offer_body(world.giver) | facts), 400)
    assert (body["errors"][0]["field"], body["code"]) == (field, code)
    assert code != "invalid_choice" or ": use " in body["detail"]


def test_an_item_of_what_is_no_equipment_is_refused_and_not_passed_over(world, caller):
    body = need_body(world.states["SLE"]) | {"kind": "training", "item": "vehicle"}
    assert problem(caller["owner"]("post", "/api/v1/needs/", body), 400)["errors"][0]["field"] == "item"


def test_bodies_have_limits(world, caller):
    give = caller["provider"]
    for size in (3_000_000, 20 * 2**20):
        assert problem(give("post", OFFERS, {"text": "x" * size}), 413)["code"] == "too_large"
    file = {"file": SimpleUploadedFile("x.txt", b"x" * (21 * 2**20))}
    sent = Client().post("/api/v1/reports/", file, headers={"Authorization": f"Bearer {caller['owner'].token}"})
    assert problem(sent, 413)["code"] == "too_large"
    nested = "[" * 50 + "]" * 50
    headers = {"Authorization": f"Bearer {give.token}"}
    for text, code in (
        *(
            (nested, "too_deep"),
            ("[" * 100_000, "too_deep"),
            ("{", "parse_error"),
            ('{"capacity": NaN}', "parse_error"),
        ),
        *(("1" * 5000, "parse_error"), ("[1]", "parse_error"), ("null", "parse_error"), (b"\xff", "parse_error")),
        ('{"unit": "item", "unit": "place"}', "repeated_field"),
    ):
        refused = Client().post(OFFERS, text, content_type="application/json", headers=headers)
        assert problem(refused, 400)["code"] == code, text[:20]
    assert "non_field" not in json.dumps(problem(give("post", f"{OFFERS}uses/", {"x": [1]}), 405))
    large = give("post", OFFERS, {"text": "x" * 3 * 2**20})
    assert "2048 kB" in problem(large, 413)["detail"]
    # A parameter is not passed over either, where it would be read as a wish: "only look".
    assert problem(give("post", f"{OFFERS}?dry_run=true", offer_body(world.giver)), 400)["code"] == "unknown_filter"
    many = "&".join(f"p{number}=1" for number in range(10_000))
    assert problem(Client().get(f"{OFFERS}?{many}"), 400)
    refused = Client().post(OFFERS, "<offer/>", content_type="application/xml", headers=headers)
    assert problem(refused, 415)["code"] == "unsupported_media_type"


def test_one_key_one_effect_one_answer(world, caller):
    give, body = caller["provider"], offer_body(world.giver)
    first, again = (give("post", OFFERS, body, Idempotency_Key="k1") for _ in range(2))
    assert first.status_code == 201
    assert (first.content, told(first)) == (again.content, told(again))
    assert Offer.objects.filter(title=body["title"]).count() == 1
    assert give("get", first.headers["Location"]).json() == first.json()
    assert problem(give("post", OFFERS, body | {"capacity": "4"}, Idempotency_Key="k1"), 422)["code"] == "key_reused"
    # Another person's key is another key, and an action is replayed although its version has passed.
    assert problem(caller["owner"]("post", OFFERS, body, Idempotency_Key="k1"), 403)
    place = address(Offer.objects.get(title=body["title"]), "publish")
    done, repeated = (give("post", place, {}, If_Match='"1"', Idempotency_Key="k2") for _ in range(2))
    assert (done.status_code, done.content) == (200, repeated.content) == (repeated.status_code, done.content)
    # A refusal keeps nothing: the key is free for the right body.
    assert problem(give("post", OFFERS, body | {"capacity": "0"}, Idempotency_Key="k3"), 400)
    assert give("post", OFFERS, body, Idempotency_Key="k3").status_code == 201
    RequestKey.objects.update(at=timezone.now() - timedelta(hours=25))
    assert give("post", OFFERS, body, Idempotency_Key="k1").json()["public_id"] != first.json()["public_id"]
    assert problem(give("post", OFFERS, body, Idempotency_Key="a b"), 400)["code"] == "bad_key"
    assert problem(give("post", "/api/v1/me/tokens/", {}, Idempotency_Key="k4"), 400)["code"] == "no_key_here"


def raced(database_url, module, *options):
    done = subprocess.run(
        [sys.executable, "-m", f"tests.api.{module}", *options],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(("options", "effects"), [((), 1), (("--no-key",), 16)])
def test_sixteen_posts_at_once(database_url, options, effects):
    told = raced(database_url, "keyrace", *options)
    assert told == {"statuses": {"201": 16}, "answers": effects, "effects": effects}


@pytest.mark.proof
@pytest.mark.parametrize(
    ("options", "left", "effects"),
    [(("written",), 0, 1), (("committed",), 1, 1), (("committed", "--other-keys"), 1, 3)],
)
def test_a_key_survives_a_crash_between_effect_and_answer(database_url, options, left, effects):
    told = raced(database_url, "keycrash", *options)
    answers = 1 if effects == 1 else 2
    assert told == {"died": True, "left": left, "statuses": [201, 201], "answers": answers, "effects": effects}


def test_a_full_window_says_when_to_come_back(settings, anyone, db, monkeypatch):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "matchmaker_cache"}
    }
    monkeypatch.setattr(AnonymousThrottle, "THROTTLE_RATES", {"anonymous": "3/hour"})
    answers = [anyone.get("/api/v1/themes/ddr/", REMOTE_ADDR="203.0.113.7") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert problem(answers[-1], 429)["code"] == "throttled"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert anyone.get("/api/v1/themes/ddr/", REMOTE_ADDR="203.0.113.8").status_code == 200
    guesses = [
        anyone.get("/api/v1/me/", headers={"Authorization": "Bearer guess"}, REMOTE_ADDR="203.0.113.9")
        for _ in range(4)
    ]
    assert [answer.status_code for answer in guesses] == [401, 401, 401, 429]


def test_processes_count_together(settings, anyone, db, monkeypatch):
    """Each time a process of its own, that knows of the others' requests what the cache tells."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "matchmaker_cache"}
    }
    monkeypatch.setattr(AnonymousThrottle, "THROTTLE_RATES", {"anonymous": "3/hour"})

    def asked():
        monkeypatch.setattr(throttles, "_left", Counter())
        monkeypatch.setattr(throttles, "_passed", Counter())
        return anyone.get("/api/v1/themes/ddr/", REMOTE_ADDR="203.0.113.7").status_code

    assert [asked() for _ in range(5)] == [200, 200, 200, 429, 429]


@pytest.mark.parametrize("rate", ["1200/hour", "250/hour", "7/hour"])
def test_a_window_lets_through_its_limit(rate, rf, monkeypatch):
    monkeypatch.setattr(AnonymousThrottle, "THROTTLE_RATES", {"anonymous": rate})
    throttle, request = AnonymousThrottle(), rf.get("/", REMOTE_ADDR=rate)
    request.user = None
    limit = throttle.num_requests
    assert [throttle.allow_request(request, None) for _ in range(limit + 5)] == [True] * limit + [False] * 5


@pytest.mark.proof
@pytest.mark.parametrize("options", [(), ("--read-and-set",)])
def test_two_processes_at_once_let_through_no_more_than_the_limit(database_url, options):
    through = raced(database_url, "throttlerace", *options)
    assert (sum(through) == 30) is not bool(options), through
    assert options or len(through) == 2


def test_a_need_from_draft_to_circulation(world, caller):
    Cycle.objects.create(year=2026, meeting="Ninth Biennial Meeting of States")
    owner, chair = caller["owner"], caller["coordinator"]
    made = owner("post", "/api/v1/needs/", need_body(world.states["SLE"]))
    assert made.status_code == 201, made.content
    need = Need.objects.get(public_id=made.json()["public_id"])

    def step(who, action, body=None):
        need.refresh_from_db()
        return who("post", address(need, action), body or {}, If_Match=f'"{need.version}"')

    assert problem(chair("get", address(need)), 404)
    assert step(owner, "submit").json()["status"] == "submitted"
    assert actions(step(chair, "authenticate").json()) == ["merge", "supersede"]
    assert problem(step(chair, "authenticate"), 409)["code"] == "wrong_status"
    assert problem(step(chair, "circulate"), 409)["code"] == "objection_open"
    assert step(owner, "object", {"reason": "too soon"}).json()["status"] == "returned"
    places = [{"need": str(need.public_id), "tier": tier} for tier in (1, 2)]
    order = {"state": "SLE", "cycle": 2026}
    twice = problem(owner("post", "/api/v1/needs/prioritise/", order | {"tiers": places}), 400)
    assert (twice["code"], twice["errors"][0]["field"]) == ("repeated", "tiers")
    ordered = owner("post", "/api/v1/needs/prioritise/", order | {"tiers": places[:1]})
    assert [row["tier"] for row in ordered.json()] == [1]
    parts = step(owner, "split", {"parts": [{"quantity": "1"}, {"kind": "training", "quantity": "20"}]})
    assert [(row["kind"], row["quantity"]) for row in parts.json()] == [("equipment", "1"), ("training", "20")]
    assert step(owner, "withdraw", {"reason": "done at home"}).json()["status"] == "withdrawn"
