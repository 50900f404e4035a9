"""A world with a string of its own in every text that somebody may not read, and who may read it."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models
from django.test import Client

from matchmaker.core.vocabulary import Side
from matchmaker.models import (
    Answer,
    AuditEntry,
    Cycle,
    Delivery,
    Digest,
    Invitation,
    KeptFilter,
    Notice,
    RequestKey,
    User,
)
from matchmaker.services import tokens
from matchmaker.services.sealing import seal
from tests import factories as make
from tests import personas
from tests.api.test_matrix import EVERYBODY, PARTICIPANTS, SEES, SIDES

CODES = {
    "Party": "code names region subregion un_group note",
    "GroupMembership": "group",
    "Cycle": "meeting",
    "Digest": "counts",
    "Report": "media_type language page_starts",
    "Engagement": "item currency language",
    "Need": "item currency readiness languages members bundle",
    "Offer": "language themes kinds items pays_for currency eligible_states eligible_regions eligible_groups "
    "excluded_states languages",
    "AuditEntry": "action noun",
    "Scenario": "money_cap_currency weights",
    "Run": "plan_status stages",
    "Allocation": "member currency",
    "Unmet": "member",
    "Proposal": "member currency rests_on",
    "Commitment": "currency",
}
"""Texts that hold a word or a number of a closed list, or reference data that everybody reads."""
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField)
NOBODY, OWNER, GIVER = set(), {"owner"}, {"giver"}
SHARED = {"owner", "coordinator"}
CANARY, ID = re.compile(r"canary\d{4}"), re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def texts():
    """Return the name of every field of the tables that can hold words, but for those of closed lists."""
    return {
        f"{model.__name__}.{each.name}"
        for model in apps.get_app_config("matchmaker").get_models()
        for each in model._meta.get_fields()
        if isinstance(each, TEXTS) and not each.choices and each.name not in CODES.get(model.__name__, "").split()
    }


@dataclass
class Aviary:
    """What was planted: who may read each string, and where it stands; rows by noun, and clients."""

    readers: dict = field(default_factory=dict)
    where: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    ids: dict = field(default_factory=dict)
    clients: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)
    numbers: object = field(default_factory=lambda: count(1))

    def new(self, place, readers):
        """Return a string that only some may read."""
        name = f"canary{next(self.numbers):04}"
        self.readers[name], self.where[name] = set(readers), place
        return name

    def plant(self, row, readers, **shapes):
        """Put a string into fields of a row; of one that is no plain text, a shape says where in it."""
        model = type(row).__name__
        values = {
            name: shape(self.new(f"{model}.{name}", readers)) for name, shape in shapes.items() if name != "texts"
        }
        for name in shapes.get("texts", "").split():
            values[name] = self.new(f"{model}.{name}", readers)
        type(row).objects.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
        return row

    def add(self, noun, row):
        self.rows.setdefault(noun, []).append(row)
        self.ids[str(row.public_id)] = set(SEES[noun](row))
        return row

    def found(self, said, reader, asked=""):
        """Return the places of the strings in an answer that its reader may not read, and ids that nobody asked with."""
        strings = {self.where[name] for name in set(CANARY.findall(said)) if reader not in self.readers[name]}
        return strings | {name for name in set(ID.findall(said)) if self.hides(name, reader) and name not in asked}

    def hides(self, name, reader):
        """Whether a row is there of which a reader may not know.

        Auditors know of all by the trail, coordinators of drafts by the plan that this world makes up over every need.
        """
        return reader not in {"auditor", "coordinator", *self.ids.get(name, {reader})}


def listed(text):
    return [{"canary": text, "text": text, "where": text, "detail": text, "reason": text}]


def kept(text):
    return {"canary": text}


def lay():
    """Lay out the world."""
    found = Aviary()
    Cycle.objects.create(year=2026, meeting="Ninth Biennial Meeting of States")
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
    named(found, people)
    asked(found, sle, people["owner"])
    offered(found, giver)
    helped(found, sle, giver)
    planned(found, people["coordinator"])
    agreed(found, people)
    belongings(found, people)
    return found


def named(found, people):
    """Give people names and addresses; whoever acts on a row is known to those who read its trail."""
    known = {
        "owner": {"giver", "coordinator", "auditor", "administrator"},
        "giver": {"owner", "coordinator", "auditor", "administrator"},
        "coordinator": {"owner", "giver", "auditor", "administrator"},
    }
    for reader, user in people.items():
        seen = {reader} | known.get(reader, {"administrator", "auditor", "coordinator"})
        found.plant(user, seen, texts="username first_name last_name")
        # Of the sides of a commitment each is told whom to write to.
        writes = {"owner": {"giver"}, "giver": {"owner"}}.get(reader, set())
        found.plant(user, {reader, "administrator"} | writes, email=lambda text: f"{text}@mail.example")
        found.plant(user, NOBODY, texts="password")
        User.objects.filter(pk=user.pk).update(is_staff=reader == "administrator", first_name=user.first_name)
        user.refresh_from_db()
        if reader in {"coordinator", "administrator"}:
            Authenticator.objects.create(user=user, type="totp", data={"secret": seal(found.new("secret", NOBODY))})
        found.clients[reader] = Client(raise_request_exception=False)
        found.clients[reader].force_login(user)
        found.headers[reader] = {
            "Authorization": f"Bearer {tokens.issue(by=user, at=make.NOW + timedelta(days=200))[1]}"
        }
    found.clients["anonymous"], found.headers["anonymous"] = Client(raise_request_exception=False), {}


def asked(found, state, speaker):
    """Needs that others see nothing, something and much of, with the words of their report."""
    report = found.add("report", make.ReportFactory(state=state, received_by=speaker))
    found.plant(
        report,
        SHARED,
        texts="filename file sha256 text",
        issues=listed,
        contacts=lambda text: [{"role": "poa", "name": text, "agency": text, "email": f"{text}@mail.example"}],
        revision=lambda text: {
            "of": str(report.public_id),
            "kept": "0.9",
            "one_report": True,
            "added": [],
            "removed": [],
            "changed": [],
            "answers": [{"question": text, "old": text, "new": text}],
        },
    )
    for status, visibility in (
        *(("draft", "public"), ("returned", "public"), ("circulated", "coordinators"), ("submitted", "public")),
        *(("circulated", "participants"), ("circulated", "public"), ("withdrawn", "public")),
    ):
        need = make.NeedFactory(state=state, report=report, status=status, visibility=visibility)
        sees = SEES["need"](need)
        words = sees if visibility == "public" or sees != EVERYBODY else PARTICIPANTS
        found.add("need", found.plant(need, words, texts="text beneficiary priority condition"))
        found.plant(need, sees & SHARED, texts="site external_id", read_as=lambda text: {"beneficiary": text})
        found.plant(make.PassageFactory(need=need, order=1), words, texts="quote question")
        entry = AuditEntry(at=make.NOW, by=speaker, action="submit", noun="need", object_id=need.public_id)
        place, seen = "AuditEntry", OWNER | {"auditor"}
        entry.old, entry.new = ({"site": found.new(f"{place}.{name}", seen)} for name in ("old", "new"))
        entry.reason = found.new(f"{place}.reason", seen)
        entry.save()
        found.add("audit-entry", entry)


def offered(found, giver):
    for status, visibility in (
        *(("draft", "public"), ("published", "coordinators"), ("published", "participants"), ("published", "public")),
        ("withdrawn", "public"),
    ):
        offer = make.OfferFactory(provider=giver, status=status, visibility=visibility)
        sees = SEES["offer"](offer)
        found.add("offer", found.plant(offer, sees, texts="title text"))
        found.plant(offer, sees & {"giver", "coordinator"}, texts="ceiling_notes external_id")


def helped(found, state, giver):
    for visibility in ("coordinators", "participants", "public"):
        row = make.EngagementFactory(state=state, visibility=visibility)
        row.providers.add(giver)
        found.add("engagement", found.plant(row, SEES["engagement"](row), texts="text beneficiary"))
        found.plant(row, SIDES, texts="site external_id")
    one, other = (row for row in found.rows["engagement"] if row.visibility != "public")
    row = found.add("duplicate", found.plant(make.judged(one, other), SIDES, texts="why", reasons=listed))
    found.ids[str(row.public_id)] = SIDES  # who gives takes part in both


def planned(found, chair):
    """The published plan, with what it says of every need and offer."""
    needs, offers = found.rows["need"], found.rows["offer"]
    scenario = make.ScenarioFactory(created_by=chair)
    only = {"coordinator"}
    found.add("scenario", found.plant(scenario, only, texts="name", pins=listed, forbids=listed))
    run = make.RunFactory(scenario=scenario)
    found.plant(run, only, texts="input_digest solver solver_version failure", names=kept, progress=kept)
    found.plant(run, only, assumptions=listed, conflicts=listed, refusals=listed)
    found.plant(
        run,
        only,
        avoided=lambda text: [{"need": str(needs[0].public_id), "evidence": listed(text), "reason": "duplicate"}],
    )
    found.add("run", found.plant(run, only, problem=str.encode))
    for need in needs:
        row = make.UnmetFactory(run=run, need=need)
        found.plant(row, only, evidence=listed, smallest_change=kept)
    for need, offer in zip(needs[2:], offers[1:], strict=False):
        found.plant(make.AllocationFactory(run=run, need=need, offer=offer), only, terms=kept)
    override = make.OverrideFactory(scenario=scenario, need=needs[2], offer=offers[1], asked_by=chair)
    found.add("override", found.plant(override, only, texts="reason answer", price=kept))


def agreed(found, people):
    """A proposal between what is closed, answered; commitments, one of them released by both sides."""
    needs, offers = found.rows["need"], found.rows["offer"]
    row = make.ProposalFactory(need=needs[2], offer=offers[1], status="declined")
    # A proposal tells both its sides, and who coordinates, what it is about.
    found.readers[offers[1].title] |= SIDES
    for told in (needs[2], offers[1]):
        found.ids[str(told.public_id)] |= SIDES
    found.add("proposal", found.plant(row, SIDES, texts="reason"))
    answer = Answer(proposal=row, side=Side.PROVIDER, accepts=False, code="timing", by=people["giver"], at=make.NOW)
    answer.document, answer.text = (found.new(f"Answer.{name}", SIDES) for name in ("document", "text"))
    answer.dated, answer.second = make.NOW.date(), people["coordinator"]
    answer.save()
    for released in (False, True):
        need, offer = make.NeedFactory(state=needs[0].state), make.OfferFactory(provider=offers[0].provider, capacity=9)
        done = make.ProposalFactory(need=need, offer=offer, status="committed")
        both = {"released_by_provider": released, "released_by_recipient": released}
        made = make.CommitmentFactory(proposal=done, status="followed_up", delivered_at=make.NOW, **both)
        make.EngagementFactory(state=need.state, commitment=made, visibility="coordinators")
        given = Delivery.objects.create(commitment=made, quantity=1, recorded_by=people["giver"], recorded_at=make.NOW)
        found.add("commitment", made)
        found.add("delivery", found.plant(given, SIDES, texts="text lesson"))


def belongings(found, people):
    """What people have for themselves."""
    for reader in ("owner", "coordinator"):
        user = people[reader]
        job = found.add("job", make.JobFactory(asked_by=user, status="refused"))
        found.plant(
            job,
            {reader},
            texts="filename",
            result=kept,
            rows=lambda t: [
                {"row": 1, "external_id": t, "outcome": "refused", "record": None, "changes": {}, "problems": []}
            ],
            refusal=lambda t: {"code": t, "sentence": t, "facts": {}},
        )
        found.plant(job, NOBODY, given=lambda text: {"noun": "needs", "source": text}, data=str.encode)
        found.plant(KeptFilter.objects.create(user=user), {reader}, texts="name", wanted=lambda text: {"text": text})
        key = RequestKey.objects.create(user=user, at=make.NOW, status=201)
        found.plant(key, {reader}, texts="key digest body", headers=kept)
        letter = Digest.objects.create(user=user, day=make.NOW.date())
        found.plant(Notice.objects.create(digest=letter, user=user, topic="need_returned"), NOBODY, texts="key")
    invited = Invitation(role="auditor", invited_by=people["administrator"], invited_at=make.NOW)
    invited.expires_at = make.NOW + timedelta(days=300)
    invited.email = f"{found.new('Invitation.email', {'administrator'})}@mail.example"
    invited.digest = found.new("Invitation.digest", NOBODY)
    invited.save()
    found.rows["import"] = found.rows["job"]
