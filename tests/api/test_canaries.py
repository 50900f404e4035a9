"""Strings in every text that somebody may not read reach nobody else: no answer, page, file, mail or line of the log.

The fields come from the tables: a new one is planted in `canaries.py`, or named among those of closed lists there.
"""

import io
import json
import logging
import re

import pytest
from django.core import mail
from django.db import transaction

from api.urls import urlpatterns
from matchmaker.models import Engagement, Need, User
from matchmaker.services import notifications
from matchmaker.web.access import Lines
from matchmaker.web.urls import urlpatterns as pages
from tests import factories as make
from tests.api import canaries
from tests.api.bodies import need_body
from tests.api.test_matrix import BODIES, KEYS, READERS, ROUTES, WITH_REASON, noun_of

API = "/api/v1/"
NOUNS = ("need", "offer", "proposal", "commitment", "report", "run", "scenario")
ELSE = {"import": "job", "pair": "duplicate", "reading": "job"}


@pytest.fixture
def planted(db):
    return canaries.lay()


@pytest.fixture
def lines():
    """What is logged, at every level that production has, as its console shows it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Lines())
    loggers = [logging.getLogger(), logging.getLogger("matchmaker.web.access")]
    levels = [each.level for each in loggers]
    loggers[0].addHandler(handler)
    for each in loggers:
        each.setLevel(logging.INFO)
    yield out
    loggers[0].removeHandler(handler)
    for each, level in zip(loggers, levels, strict=True):
        each.setLevel(level)


def reads(planted):
    """Return every address of the API that can be read, of every row; files in each of their formats."""
    for pattern in urlpatterns:
        if "get" not in ROUTES[pattern.name][0].split():
            continue
        route = re.sub(r"<\w+:(?!public_id)\w+>", KEYS.get(pattern.name, "never"), str(pattern.pattern))
        rows = planted.rows[noun_of(pattern.name)] if "public_id" in route else [None]
        for row in rows:
            address = API + route.replace("<uuid:public_id>", str(row.public_id) if row else "")
            formats = ["csv", "json", "hxl", "iati"] if pattern.name.startswith("exports-") else []
            yield from (f"{address}?as={each}" for each in formats)
            yield f"{address}?axis=theme" if pattern.name == "indicators" else address


def looks(planted):
    """Return every page, of every row that it could be about; and the pages of the administration."""
    for pattern in pages:
        if not hasattr(pattern, "name"):
            continue
        route = str(pattern.pattern)
        noun = next((noun for noun in NOUNS if noun in pattern.name), "need")
        noun = next((ELSE[part] for part in ELSE if part in pattern.name), noun)
        for number in range(len(planted.rows[noun]) if "<uuid" in route else 1):

            def named(found, noun=noun, number=number):
                rows = planted.rows[found[1] if found[1] in {"run", "need"} else noun]
                return str(rows[number % len(rows)].public_id)

            yield "/" + re.sub(r"<uuid:(\w+)>", named, route)
    yield from (
        "/accounts/",
        "/accounts/people/",
        "/needs/?theme=marking",
        "/desk/donor/needs/?text=marking",
        "/admin/",
    )
    for noun in ("need", "offer", "report", "run", "duplicate", "scenario", "auditentry", "engagement", "user"):
        yield f"/admin/matchmaker/{noun}/"
        rows = planted.rows.get({"auditentry": "audit-entry"}.get(noun, noun), [])
        yield from (f"/admin/matchmaker/{noun}/{row.pk}/change/" for row in rows)


def writes(planted):
    """Return every step on every row, and what refers to a row in its body."""
    needs, offers = ([str(row.public_id) for row in planted.rows[noun]] for noun in ("need", "offer"))
    pair = {"need": needs[2], "offer": offers[1], "reason": "so agreed"}
    about = {
        "needs": need_body(planted.rows["need"][0].state, external_id=planted.rows["need"][0].external_id),
        "need-merge": {"into": needs[2], "reason": "one"},
        "need-join": {"into": needs[0]},
        "proposals": {"need": needs[2], "offer": offers[1], "quantity": "1"},
        "needs-prioritise": {"state": "SLE", "cycle": 2026, "tiers": [{"need": needs[2], "tier": 1}]},
        "runs": {"scenario": str(planted.rows["scenario"][0].public_id)},
        **dict.fromkeys(("scenario-pin", "scenario-forbid", "scenario-release"), pair),
    }
    for pattern in urlpatterns:
        for method in {"post", "patch"} & set(ROUTES[pattern.name][0].split()):
            route = str(pattern.pattern)
            rows = planted.rows[noun_of(pattern.name)] if "public_id" in route else [None]
            for row in rows:
                body = about.get(pattern.name) or BODIES.get(pattern.name)
                body = body or ({"reason": "why"} if pattern.name in WITH_REASON else {})
                address = API + route.replace("<uuid:public_id>", str(row.public_id) if row else "")
                yield method, address, body, getattr(row, "version", 1)


def walked(planted, reader, *, whole):
    """Ask everything as a reader, and return what leaked and how many answers there were."""
    client, headers = planted.clients[reader], planted.headers[reader]
    wrong, answers = set(), 0

    def looked(answer, asked):
        nonlocal answers
        answers += 1
        said = answer.content.decode(errors="replace") + json.dumps(dict(answer.headers))
        wrong.update((reader, asked, place) for place in planted.found(said, reader, asked))
        if answer.status_code >= 500 and reader != "coordinator":
            wrong.add((reader, asked, answer.status_code))

    for address in reads(planted):
        looked(client.get(address, headers=headers), address)
    for address in looks(planted) if whole else ():
        with transaction.atomic():
            looked(client.get(address), address)
            transaction.set_rollback(True)
    for method, address, body, version in writes(planted) if whole else ():
        with transaction.atomic():
            data = {"data": json.dumps(body), "content_type": "application/json"}
            sent = {**headers, "If-Match": f'"{version}"'}
            looked(getattr(client, method)(address, headers=sent, **data), f"{method} {address} {body}")
            transaction.set_rollback(True)
    return wrong, answers


def test_every_text_of_the_tables_is_planted(planted):
    assert canaries.texts() - set(planted.where.values()) == set()


@pytest.mark.parametrize("reader", ["other_state", "anonymous"])
def test_no_string_reaches_whoever_may_not_read_it(planted, lines, reader):
    wrong, answers = walked(planted, reader, whole=False)
    assert not wrong, sorted(wrong, key=str)[:10]
    assert answers > 80
    assert not canaries.CANARY.findall(lines.getvalue())


@pytest.mark.proof
@pytest.mark.parametrize("reader", READERS)
def test_no_string_reaches_anybody_else_in_any_answer(planted, lines, reader):
    wrong, answers = walked(planted, reader, whole=True)
    assert not wrong, sorted(wrong, key=str)[:20]
    assert answers > 300
    assert not canaries.CANARY.findall(lines.getvalue())


def test_a_mail_holds_nothing_but_its_readers_own_name(planted, lines):
    notifications.send_digests(at=make.NOW)
    assert mail.outbox
    for letter in mail.outbox:
        (address,) = letter.to
        reader = User.objects.get(email=address)
        own = f"{reader.username} {reader.first_name} {reader.last_name} {address}"
        said = letter.message().as_string() + letter.body
        assert set(canaries.CANARY.findall(said)) <= set(canaries.CANARY.findall(own))
    assert not canaries.CANARY.findall(lines.getvalue())


@pytest.mark.parametrize("model", [Need, Engagement])
def test_a_view_that_forgets_to_ask_is_found(planted, monkeypatch, model):
    """The control."""
    monkeypatch.setattr(type(model.objects.all()), "visible_to", lambda rows, user: rows)
    assert walked(planted, "other_state", whole=False)[0]
