"""Who gets what from every address: route x method x reader x row in every status, against tables written by hand.

The routes come from the URL configuration, so one without a row in `ROUTES` fails. What a reader may not see must answer
with the same status, headers and bytes as an id that was never given. Each request is rolled back.
"""

import json
import re
import uuid
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from api.urls import urlpatterns
from matchmaker.core.vocabulary import (
    CommitmentStatus,
    JobStatus,
    NeedStatus,
    OfferStatus,
    ProposalStatus,
    RunStatus,
    Visibility,
)
from matchmaker.models import AuditEntry, Delivery
from matchmaker.services import tokens
from tests import factories as make
from tests import personas

API = "/api/v1/"
READERS = ("anonymous", "owner", "giver", "other_state", "other_giver", "coordinator", "auditor", "administrator")
METHODS = ("get", "head", "options", "post", "put", "patch", "delete", "trace")
COORDINATOR, AUDITOR = {"coordinator"}, {"auditor"}
EVERYBODY = set(READERS)
SIDES = {"owner", "giver", "coordinator"}
OUT = {NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET, NeedStatus.MET}
OPEN = {OfferStatus.PUBLISHED, OfferStatus.EXHAUSTED, OfferStatus.CLOSED}
PARTICIPANTS = {"owner", "giver", "other_state", "other_giver", "coordinator"}


def sees_need(need):
    if need.status in {NeedStatus.DRAFT, NeedStatus.RETURNED}:
        return {"owner"}
    return EVERYBODY if need.status in OUT and need.visibility != "coordinators" else {"owner", "coordinator"}


def sees_offer(offer):
    if offer.status == OfferStatus.DRAFT:
        return {"giver"}
    if offer.status not in OPEN or offer.visibility == "coordinators":
        return {"giver", "coordinator"}
    return EVERYBODY if offer.visibility == "public" else PARTICIPANTS


def sees_engagement(row):
    return {"public": EVERYBODY, "participants": PARTICIPANTS, "coordinators": SIDES}[row.visibility]


SEES = {
    "need": sees_need,
    "offer": sees_offer,
    "engagement": sees_engagement,
    "report": lambda _: {"owner", "coordinator"},
    "duplicate": lambda _: {"owner", "coordinator"},
    "scenario": lambda _: COORDINATOR,
    "run": lambda _: COORDINATOR,
    "proposal": lambda _: SIDES,
    "commitment": lambda row: EVERYBODY if row.released_by_provider and row.released_by_recipient else SIDES,
    "delivery": lambda _: SIDES,
    "audit-entry": lambda _: {"owner", "auditor"},
    "job": lambda _: {"owner"},
    "override": lambda _: COORDINATOR,
    "import": lambda _: {"owner"},
}
# Who may take a step on a row that he or she sees: in the right status it is not refused for rights.
GIVER, OWNER = {"giver"}, {"owner"}
ROUTES = {
    "need": ("get head patch", OWNER),
    "offer": ("get head patch", GIVER),
    "scenario": ("get head patch", COORDINATOR),
    "report": ("get head patch", OWNER),
    **{name: ("get head", set()) for name in ("duplicate", "run", "proposal", "commitment")},
    **{name: ("get head", set()) for name in ("delivery", "audit-entry")},
    **{f"run-{rows}": ("get head", set()) for rows in ("allocations", "unmet", "refusals", "compare")},
    **{name: ("get head", set()) for name in ("run-prices", "run-outlook", "override", "overrides")},
    **{name: ("get head", set()) for name in ("need-explanation", "need-readings", "offer-explanation")},
    **{name: ("get head", set()) for name in ("need-fits", "offer-fits", "offer-uses", "offers-uses")},
    **{f"override-{s}": ("post", COORDINATOR) for s in ("confirm", "refuse")},
    "engagement": ("get head patch", SIDES),
    **{f"need-{s}": ("post", OWNER) for s in ("confirm", "join", "split", "show", "submit", "object", "withdraw")},
    **{f"need-{s}": ("post", COORDINATOR) for s in ("authenticate", "return", "circulate", "merge")},
    "need-supersede": ("post", COORDINATOR),
    **{f"offer-{s}": ("post", GIVER) for s in ("publish", "renew", "withdraw", "close")},
    **{f"report-{s}": ("post", OWNER) for s in ("confirm", "add_need")},
    **{f"duplicate-{s}": ("post", COORDINATOR) for s in ("judge", "take_back")},
    **{f"scenario-{s}": ("post", COORDINATOR) for s in ("copy", "pin", "forbid", "release")},
    **{f"run-{s}": ("post", COORDINATOR) for s in ("cancel", "publish", "unpublish", "repair", "price")},
    **{f"proposal-{s}": ("post", COORDINATOR) for s in ("endorse", "accept_on_paper", "decline_on_paper", "withdraw")},
    "proposal-name_implementer": ("post", {"giver", "coordinator"}),
    # The bodies below answer for the recipient.
    **{f"proposal-{s}": ("post", OWNER) for s in ("accept", "decline")},
    "proposal-counter": ("post", GIVER),
    **{f"commitment-{s}": ("post", GIVER) for s in ("start", "deliver")},
    **{f"commitment-{s}": ("post", OWNER) for s in ("confirm", "follow_up")},
    **{f"commitment-{s}": ("post", {"owner", "giver"}) for s in ("cancel", "release")},
    # Lists and addresses without a row: who may send something there.
    **{
        name: ("get head", set())
        for name in ("states", "organisations", "themes", "cycles", "audit", "changes", "plan", "indicators")
    },
    **{name: ("get head", set()) for name in ("state", "organisation", "theme", "cycle", "duplicates", "commitments")},
    **{name: ("get head", set()) for name in ("deliveries", "addresses")},
    **{f"exports{of}": ("get head", set()) for of in ("", "-needs", "-offers", "-commitments")},
    "needs": ("get head post", OWNER | {"other_state"}),
    "needs-prioritise": ("post", OWNER | {"other_state"}),
    "offers": ("get head post", {"giver", "other_giver"}),
    "engagements": ("get head post", PARTICIPANTS),
    "reports": ("get head post", OWNER | {"other_state", "coordinator"}),
    "scenarios": ("get head post", COORDINATOR),
    "runs": ("get head post", COORDINATOR),
    "proposals": ("get head post", {"owner", "giver"}),
    "jobs": ("get head", set()),
    "job": ("get head", set()),
    "imports": ("post", PARTICIPANTS),
    "imports-template": ("get head", set()),
    "import-rows": ("get head", set()),
    "import-apply": ("post", OWNER),
    "me": ("get head patch", EVERYBODY - {"anonymous"}),
    "kept-filters": ("get head post", EVERYBODY - {"anonymous"}),
    "kept-filter": ("delete", EVERYBODY - {"anonymous"}),
    "tokens": ("get head post", EVERYBODY - {"anonymous"}),
    "token": ("delete", EVERYBODY - {"anonymous"}),
}
OWN = {"me", "kept-filters", "kept-filter", "tokens", "token"}
BODIES = {
    "need-merge": {"reason": "one"},
    "need-split": {"parts": [{}, {}]},
    "need-show": {"visibility": "public"},
    "proposal-accept": {"side": "recipient"},
    "proposal-decline": {"side": "recipient", "code": "timing"},
    "proposal-counter": {"quantity": "3", "text": "more"},
    "commitment-deliver": {"quantity": "1"},
    "duplicate-judge": {"relation": "unrelated", "why": "no"},
}
KEYS = {"state": "SLE", "organisation": "UNREC", "theme": "ddr", "cycle": "2026"}
NEVER = "00000000-0000-4000-8000-000000000000"
# One for all, who are told apart by their tokens: each new client looks through all static files first.
CLIENT = Client(raise_request_exception=False)


@dataclass
class Stage:
    """One world for the whole matrix: its rows by noun, and a token for each reader."""

    rows: dict
    headers: dict


def names():
    return {pattern.name: str(pattern.pattern) for pattern in urlpatterns}


def noun_of(name):
    return next(
        (noun for noun in sorted(SEES, key=len, reverse=True) if name == noun or name.startswith(f"{noun}-")), None
    )


@pytest.fixture
def stage(db):
    sle, jam = make.PartyFactory(code="SLE"), make.PartyFactory(code="JAM")
    giver = make.OrganisationFactory(code="UNREC")
    people = {
        "owner": personas.owner(sle),
        "giver": personas.provider(giver),
        "other_state": personas.owner(jam),
        "other_giver": personas.provider(),
        "coordinator": personas.coordinator(),
        "auditor": personas.auditor(),
        "administrator": personas.person("administrator", None),
    }
    report = make.ReportFactory(state=sle, text="canary-report")
    facts = {"state": sle, "report": report, "site": "canary-site"}
    standing = [(status, "participants") for status in NeedStatus if status != NeedStatus.MERGED]
    standing += [("circulated", "public"), ("circulated", "coordinators")]
    needs = [make.NeedFactory(status=status, visibility=seen, **facts) for status, seen in standing]
    offered = [*((status, "public") for status in OfferStatus), ("published", "participants")]
    offers = [
        make.OfferFactory(provider=giver, status=status, visibility=seen, ceiling_notes="canary-ceiling")
        for status, seen in [*offered, ("published", "coordinators")]
    ]
    circulated = [need for need in needs if need.status == NeedStatus.CIRCULATED]
    published = [offer for offer in offers if offer.status == OfferStatus.PUBLISHED]
    engagements = [make.EngagementFactory(state=sle, site="canary-site", visibility=seen) for seen in Visibility]
    for row in engagements:
        row.providers.add(giver)
    pairs = [(need, offer) for need in circulated for offer in published]
    waiting = [status for status in ProposalStatus if status != ProposalStatus.COMMITTED]
    proposals = [
        make.ProposalFactory(need=need, offer=offer, status=status)
        for status, (need, offer) in zip(waiting, pairs, strict=False)
    ]
    commitments = []
    for status in CommitmentStatus:
        facts = {"need": make.NeedFactory(state=sle), "offer": make.OfferFactory(provider=giver, capacity=9)}
        row = make.ProposalFactory(status=ProposalStatus.COMMITTED, **facts)
        both = {f"released_by_{side}": status == CommitmentStatus.CONFIRMED for side in ("provider", "recipient")}
        commitments.append(make.CommitmentFactory(proposal=row, status=status, delivered_at=make.NOW, **both))
        make.EngagementFactory(state=sle, commitment=commitments[-1])
    delivery = Delivery.objects.create(
        commitment=commitments[2], quantity=1, text="canary", recorded_by=people["giver"], recorded_at=make.NOW
    )
    runs = [make.RunFactory(published_at=None, status=status) for status in RunStatus]
    judged = make.judged(circulated[0], engagements[0])
    trail = AuditEntry.objects.create(
        at=make.NOW, by=people["owner"], action="submit", noun="need", object_id=needs[0].public_id, reason="canary"
    )
    tables = [make.JobFactory(asked_by=people["owner"], status=status) for status in JobStatus]
    rows = {
        "need": needs,
        "offer": offers,
        "engagement": engagements,
        "report": [report],
        "duplicate": [judged],
        "scenario": [runs[0].scenario],
        "run": runs,
        "proposal": proposals,
        "commitment": commitments,
        "delivery": [delivery],
        "audit-entry": [trail],
        "override": [make.OverrideFactory(need=circulated[0], offer=published[0])],
        "job": tables,
        "import": tables,
    }
    headers = {
        name: {"Authorization": f"Bearer {tokens.issue(by=user, at=timezone.now())[1]}"}
        for name, user in people.items()
    }
    return Stage(rows, {"anonymous": {}, **headers})


def ask(method, address, headers, name, version):
    """Ask and roll back."""
    sent = {**headers, "If-Match": f'"{version}"'}
    body = BODIES.get(name, {"reason": "why"} if name in WITH_REASON else {})
    data = {} if method in {"get", "head", "options", "trace"} else {"data": json.dumps(body)}
    if name in {"reports", "imports"} and method == "post":
        said = {"noun": "engagements", "source": "s"} if name == "imports" else {}
        data = {"data": {"file": SimpleUploadedFile("x.txt", b"x"), **said}}
    elif data:
        data["content_type"] = "application/json"
    with transaction.atomic():
        answer = getattr(CLIENT, method)(address, headers=sent, **data)
        transaction.set_rollback(True)
    return answer


WITH_REASON = {"need-object", "need-withdraw", "need-return", "need-supersede", "offer-withdraw"}


def told(answer):
    return (
        answer.status_code,
        {k: v for k, v in answer.headers.items() if k not in ("Date", "X-Request-Id")},
        answer.content,
    )


def expected(name, method, reader, row):
    """The statuses that a cell may have."""
    declared, may = ROUTES[name]
    if method == "options":
        return {401} if reader == "anonymous" and name in OWN else {200}
    if method not in declared.split():
        return {405}
    noun = noun_of(name)
    if reader == "anonymous" and (method not in {"get", "head"} or name in OWN):
        return {401}
    if row is not None and reader not in SEES[noun](row):
        return {404}
    if method in {"get", "head"}:
        return {
            "run-compare": {200, 400},
            "run-prices": {200, 409},
            "run-outlook": {200, 403, 409},
            "offer-uses": {200, 409},  # of a draft nothing is weighed
            "offers-uses": {400},  # it says no amount
        }.get(name, {200})
    if reader not in may:
        return {400, 403, 405} if row is None else {400, 403, 412, 428}
    return {200, 201, 202, 204, 400, 404, 409} if row is None else {200, 201, 202, 204, 400, 409}


def cells_of(name, *, first):
    """On the first row each declared method by all readers, and each other by two; on the rest by who may differ."""
    declared = ROUTES[name][0].split()
    alike = {"other_giver", "administrator"}
    for method in declared:
        if first or method != "head":
            passed = set() if first else alike if method == "get" else alike | {"anonymous", "auditor"}
            yield from ((method, reader) for reader in READERS if reader not in passed)
    if first:
        others = [method for method in METHODS if method not in declared]
        yield from ((method, reader) for method in others for reader in ("anonymous", "coordinator"))


def test_the_first_row_of_every_route(stage):
    walked(stage, whole=False)


@pytest.mark.proof
def test_every_cell(stage):
    assert walked(stage, whole=True) >= 2000


def walked(stage, *, whole):
    routes, wrong, cells = names(), [], 0
    assert set(routes) == set(ROUTES), set(routes) ^ set(ROUTES)
    never = {}
    for name, route in routes.items():
        noun = noun_of(name) if "public_id" in route else None
        plain = re.sub(r"<\w+:(?!public_id)\w+>", KEYS.get(name, "never"), route)
        # All methods on one row; on the others those that are declared.
        rows = (stage.rows[noun] if whole else stage.rows[noun][:1]) if noun else [None]
        for number, row in enumerate(rows):
            address = API + plain.replace("<uuid:public_id>", str(row.public_id) if row else NEVER)
            for method, reader in cells_of(name, first=whole and number == 0):
                answer = ask(method, address, stage.headers[reader], name, getattr(row, "version", 1))
                wanted = expected(name, method, reader, row)
                if name in {"plan", "cycle", "token", "kept-filter"}:
                    wanted |= {404}
                if (name, method) == ("me", "patch") and reader != "anonymous":
                    wanted = {412}  # its tag is no number
                if name == "imports-template" and answer.status_code == 400:
                    wanted |= {400}  # it names no noun
                cells += 1
                if answer.status_code not in wanted:
                    wrong.append((name, method, reader, getattr(row, "status", ""), answer.status_code, wanted))
                if answer.status_code == 404 and row is not None:
                    key = (name, method, reader)
                    if key not in never:
                        gone = API + plain.replace("<uuid:public_id>", NEVER)
                        never[key] = told(ask(method, gone, stage.headers[reader], name, 1))
                    assert told(answer) == never[key], key
                if reader not in {"owner", "giver", "coordinator"} and reader not in {"auditor"}:
                    assert b"canary" not in answer.content, (name, method, reader)
    assert not wrong, (len(wrong), wrong[:15])
    return cells


@pytest.mark.parametrize("reader", ["other_state", "other_giver", "auditor"])
def test_a_hidden_row_is_no_row_in_what_one_writes(stage, reader):
    hidden = [row for row in stage.rows["need"] if reader not in sees_need(row)]
    shown = next(row for row in stage.rows["offer"] if row.status == "published" and row.visibility == "public")
    answers = {
        told(ask_with({"need": str(name), "offer": str(shown.public_id), "quantity": "1"}, stage.headers[reader]))[2]
        for name in [uuid.uuid4(), *(row.public_id for row in hidden)]
    }
    assert len(answers) == 1
    assert b"does_not_exist" in answers.pop()


def ask_with(body, headers):
    return Client().post(f"{API}proposals/", json.dumps(body), content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("path", "extra", "status"),
    [
        ("needs.json", {}, 404),
        ("needs/.json", {}, 404),
        (f"needs/{NEVER}.json", {}, 404),
        ("needs/?format=api", {}, 400),
        ("needs/", {"X-HTTP-Method-Override": "DELETE"}, 200),
    ],
)
def test_no_other_way_in(db, path, extra, status):
    assert Client().get(API + path, headers=extra).status_code == status
