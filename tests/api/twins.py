"""Two worlds that differ only in what one reader may not see, and random traces of requests by that reader.

Both have the same names, ids and clock. In the second, whatever the reader may not know of is there once more and says
other things, and rows that the reader sees say other things where they are closed to him or her.
"""

import os
import random
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

from django.db import transaction
from django.utils import timezone

from matchmaker.core.vocabulary import (
    CommitmentStatus,
    JobStatus,
    NeedStatus,
    OfferStatus,
    ProposalStatus,
    RunStatus,
    Visibility,
)
from matchmaker.models import AuditEntry, Cycle, Delivery, GroupMembership
from tests import factories as make
from tests import personas
from tests.api.test_matrix import SEES

NOW = make.NOW + timedelta(days=30)
PUBLIC_READERS = {"anonymous", "auditor", "administrator"}
STANDING = [status for status in NeedStatus if status != NeedStatus.MERGED]
CLOSED = {
    "need": lambda reader: (
        {"owner", "coordinator"}.isdisjoint({reader})
        and {"site": "twin-site", "external_id": "twin", "confirmed_at": NOW, "version": 7, "read_as": {"twin": 1}}
    ),
    "offer": lambda reader: (
        reader not in {"giver", "coordinator"} and {"ceiling_notes": "twin-notes", "external_id": "twin", "version": 7}
    ),
    "engagement": lambda reader: (
        reader not in {"owner", "giver", "coordinator"} and {"site": "twin-site", "external_id": "twin", "version": 7}
    ),
    "commitment": lambda reader: reader not in {"owner", "giver", "coordinator"} and {"version": 7},
}
"""What a row that a reader sees does not show him or her, and what it says there in the second world."""
FACTS_OF_NEED = {
    "beneficiary": "twin",
    "text": "twin",
    "priority": "twin",
    "condition": "twin",
    "languages": ["fr"],
    "tier": 1,
}
"""What a need open to participants does not show to the public."""
UNSEEN = {
    "need": {"site": "twin", "beneficiary": "twin", "theme": "ddr", "kind": "training", "quantity": 9, "unit": "place"},
    "offer": {"title": "twin", "text": "twin", "themes": ["ddr"], "capacity": 9, "ceiling_notes": "twin"},
    "engagement": {"text": "twin", "site": "twin", "theme": "ddr", "quantity": 7},
    "report": {"text": "twin", "filename": "twin.txt", "pages": 7},
    "duplicate": {"why": "twin", "confidence": "0.5"},
    "scenario": {"name": "twin", "ammunition": True},
    "run": {"seed": 7, "solver": "twin"},
    "proposal": {"reason": "twin"},
    "commitment": {"version": 7},
    "delivery": {"text": "twin", "lesson": "twin"},
    "job": {"filename": "twin.csv"},
}
"""What a row that a reader does not see says in the second world."""


def named(name):
    return uuid.uuid5(uuid.NAMESPACE_URL, f"twins:{name}")


@dataclass
class World:
    """Rows by noun, which of them the reader sees, and clients."""

    reader: str
    secret: bool
    people: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    hidden: list = field(default_factory=list)

    def put(self, noun, name, build):
        """Build a row; in the second world hidden ones come first a second time, and what is hidden says other things."""
        if self.secret and "expired" not in name:
            with transaction.atomic():
                twin = build(f"{name}-twin")
                gone = self.sees(noun, twin)
                if gone:
                    transaction.set_rollback(True)
        row = build(name)
        if self.sees(noun, row):
            changed = dict(CLOSED.get(noun, lambda _: {})(self.reader) or {})
            if noun == "need" and self.reader in PUBLIC_READERS and row.visibility != Visibility.PUBLIC:
                changed |= FACTS_OF_NEED
        else:
            # What has expired was open before, and is counted by the indicators as it was.
            changed = {} if "expired" in name else UNSEEN.get(noun, {})
            self.hidden.append((noun, row.public_id))
        if self.secret and changed:
            if "external_id" in changed:
                changed["external_id"] = name
            type(row).objects.filter(pk=row.pk).update(**changed)
        self.rows.setdefault(noun, []).append(row)
        return row

    def sees(self, noun, row):
        return self.reader in SEES[noun](row)


def lay(reader, *, secret):
    """Lay out a world for a reader."""
    world = World(reader, secret)
    sle = make.PartyFactory(code="SLE", names={"en": "Sierra Leone"})
    jam = make.PartyFactory(code="JAM", names={"en": "Jamaica"}, region="Americas")
    giver = make.OrganisationFactory(code="UNREC", region="Africa")
    other = make.OrganisationFactory(code="HALO", region="Europe")
    GroupMembership.objects.create(state=sle, group="ECOWAS")
    Cycle.objects.create(year=2026, meeting="Ninth Biennial Meeting of States")
    Cycle.objects.create(year=2024, meeting="Fourth Review Conference")
    built = {
        "owner": lambda: personas.owner(sle),
        "giver": lambda: personas.provider(giver),
        "other_state": lambda: personas.owner(jam),
        "other_giver": lambda: personas.provider(other),
        "coordinator": lambda: personas.coordinator(make.PartyFactory(code="CHE")),
        "auditor": personas.auditor,
        "administrator": lambda: personas.person("administrator", None),
    }
    for role, build in built.items():
        # The sides of a commitment are told whom to write to on the others: those people are no secret to them.
        if secret and not {role, reader} <= {"owner", "giver"}:
            person(build(), f"{role}-twin")
        world.people[role] = person(build(), role)
    people = world.people
    chair, owner = people["coordinator"], people["owner"]
    report = world.put(
        "report",
        "report",
        lambda n: make.ReportFactory(public_id=named(n), state=sle, sha256=named(n).hex * 2, received_by=owner),
    )
    seen = [(status, Visibility.PARTICIPANTS) for status in STANDING]
    seen += [("circulated", "public"), ("circulated", "coordinators"), ("met", "public"), ("draft", "public")]

    def need(name, status, visibility):
        row = make.NeedFactory(
            public_id=named(name),
            state=sle,
            report=report,
            status=status,
            visibility=visibility,
            text="asked",
            site="there",
        )
        make.PassageFactory(need=row, quote=f"words of {row.visibility}")
        return row

    for status, visibility in seen:
        name = f"need-{status}-{visibility}"
        row = world.put("need", name, lambda n, s=status, v=visibility: need(n, s, v))
        told(
            world, row, owner, ("submit", "circulate") if status in {"circulated", "met", "partly_met"} else ("submit",)
        )
    offered = [(status, "public") for status in OfferStatus] + [
        ("published", "participants"),
        ("published", "coordinators"),
    ]
    for status, visibility in offered:
        name = f"offer-{status}-{visibility}"
        row = world.put(
            "offer",
            name,
            lambda n, s=status, v=visibility: make.OfferFactory(
                public_id=named(n),
                provider=giver,
                status=s,
                visibility=v,
                title=f"An offer {s} {v}",
                ceiling_notes="so far",
            ),
        )
        told(world, row, people["giver"], ("publish",))

    def engagement(name, visibility):
        row = make.EngagementFactory(
            public_id=named(name), state=sle, visibility=visibility, external_id=name, site="there"
        )
        row.providers.add(giver)
        return row

    for visibility in Visibility:
        row = world.put("engagement", f"engagement-{visibility}", lambda n, v=visibility: engagement(n, v))
        told(world, row, owner, ("record",))
    agreements(world, sle, giver)
    planned(world, chair)
    engaged, asked = world.rows["engagement"][1], world.rows["need"]

    def judged(name, one):
        row = make.judged(one, engaged, by=chair)
        type(row).objects.filter(pk=row.pk).update(public_id=named(name))
        row.refresh_from_db()
        return row

    if not secret or world.reader in {"owner", "coordinator"}:
        world.put("duplicate", "duplicate", lambda n: judged(n, asked[-1] if n.endswith("twin") else asked[-2]))
    else:
        world.rows["duplicate"] = [judged("duplicate", asked[-2]), judged("duplicate-twin", asked[-3])]
    for status in JobStatus:
        world.put(
            "job", f"job-{status}", lambda n, s=status: make.JobFactory(public_id=named(n), asked_by=owner, status=s)
        )
    world.rows["import"] = world.rows["job"]
    world.rows["audit-entry"] = list(AuditEntry.objects.filter(noun="need")[:3])
    return world


def planned(world, chair):
    """A scenario, its runs in every status, and the published plan."""
    scenario = world.put(
        "scenario", "scenario", lambda n: make.ScenarioFactory(public_id=named(n), name=n, created_by=chair)
    )
    for status in RunStatus:
        world.put(
            "run",
            f"run-{status}",
            lambda n, s=status: make.RunFactory(public_id=named(n), scenario=scenario, status=s, published_at=None),
        )
    shown = make.RunFactory(public_id=named("shown"), scenario=scenario)
    # What stands with its State never enters a problem, so no plan names it.
    asked = [row for row in world.rows["need"] if row.status not in {NeedStatus.DRAFT, NeedStatus.RETURNED}]
    for row in asked[:8]:
        make.UnmetFactory(run=shown, need=row)


def person(user, name):
    type(user).objects.filter(pk=user.pk).update(username=name, public_id=named(name), email=f"{name}@example.org")
    user.refresh_from_db()
    return user


def told(world, row, by, actions):
    """Write a row's steps into the trail; in the second world more befell it that its reader is not to learn."""
    noun = row._meta.model_name
    status = {"new": {"status": row.status}}
    for action in actions:
        # The trail tells its reader of what befell own rows; that must be alike in both worlds.
        if world.secret and world.reader not in {"auditor", "owner", "giver", "coordinator"}:
            note(f"{row.public_id}-{action}-twin", row, by, "correct", noun, new={"site": "twin"})
        note(f"{row.public_id}-{action}", row, by, action, noun, **status)


def note(name, row, by, action, noun, **facts):
    AuditEntry.objects.create(
        public_id=named(name), at=make.NOW, by=by, action=action, noun=noun, object_id=row.public_id, **facts
    )


def agreements(world, sle, giver):
    """Proposals in every status, and commitments with what was delivered, released and not."""
    waiting = [status for status in ProposalStatus if status != ProposalStatus.COMMITTED]
    needs = [row for row in world.rows["need"] if row.status == NeedStatus.CIRCULATED]
    offers = [row for row in world.rows["offer"] if row.status == OfferStatus.PUBLISHED]
    pairs = [(need, offer) for need in needs for offer in offers]

    def proposal(name, status, pair, twin):
        # A live proposal of the same pair there is only one.
        need, offer = twin if name.endswith("-twin") else pair
        return make.ProposalFactory(public_id=named(name), need=need, offer=offer, status=status)

    for status, pair, twin in zip(waiting, pairs, reversed(pairs), strict=False):
        world.put("proposal", f"proposal-{status}", lambda n, s=status, p=pair, t=twin: proposal(n, s, p, t))

    def commitment(name, status):
        facts = {"public_id": named(f"{name}-need"), "state": sle, "status": "submitted", "visibility": "coordinators"}
        offer = {
            "public_id": named(f"{name}-offer"),
            "provider": giver,
            "visibility": "coordinators",
            "title": "closed",
        }
        row = make.ProposalFactory(
            public_id=named(f"{name}-proposal"),
            need=make.NeedFactory(**facts),
            offer=make.OfferFactory(**offer),
            status=ProposalStatus.COMMITTED,
        )
        both = {f"released_by_{side}": status == CommitmentStatus.CONFIRMED for side in ("provider", "recipient")}
        return make.CommitmentFactory(public_id=named(name), proposal=row, status=status, delivered_at=make.NOW, **both)

    for status in CommitmentStatus:
        world.put("commitment", f"commitment-{status}", lambda n, s=status: commitment(n, s))
    held = world.rows["commitment"][2]
    by = world.people["giver"]
    world.put(
        "delivery",
        "delivery",
        lambda n: (
            SimpleNamespace(public_id=named(n))
            if n.endswith("twin")
            else Delivery.objects.create(
                public_id=named(n), commitment=held, quantity=1, text="given", recorded_by=by, recorded_at=make.NOW
            )
        ),
    )


@contextmanager
def seeded(patch, seed):
    """What is drawn at random is drawn from a seed, so that new rows are called alike in both worlds."""
    with patch.context() as held:
        held.setattr(os, "urandom", random.Random(seed).randbytes)
        held.setattr(timezone, "now", lambda: NOW)
        yield
