"""Two worlds that differ only in what one reader may not see, and random traces of requests by that reader.

Both have the same names, ids and clock. In the second, whatever the reader may not know of is there once more and says
other things, and rows that the reader sees say other things where they are closed to him or her.
"""

import os
import random
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

from django.db import transaction
from django.utils import timezone
from knox import crypto

from matchmaker.core.vocabulary import (
    CommitmentStatus,
    JobStatus,
    NeedStatus,
    OfferStatus,
    ProposalStatus,
    RunStatus,
    Visibility,
)
from matchmaker.models import AuditEntry, Cycle, Delivery, GroupMembership, Invitation, KeptFilter, RequestKey
from tests import factories as make
from tests import personas
from tests.api.differences import CLOSED, FACTS_OF_NEED, NOW, PUBLIC_READERS, RELEASED, STANDING, UNSEEN, named
from tests.api.test_matrix import SEES

SWAPPED = {"owner": "other_state", "giver": "other_giver", "other_state": "owner", "other_giver": "giver"}
"""Who is what to the rows of the other pair of parties."""


@dataclass
class World:
    """Rows by noun, which of them the reader sees, and clients."""

    reader: str
    secret: bool
    people: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    hidden: list = field(default_factory=list)

    def put(self, noun, name, build, *, others=False):
        """Build a row; in the second world hidden ones come first a second time, and what is hidden says other things."""
        reader = SWAPPED.get(self.reader, self.reader) if others else self.reader
        if self.secret and "expired" not in name:
            with transaction.atomic():
                twin = build(f"{name}-twin")
                gone = reader in SEES[noun](twin)
                if gone:
                    transaction.set_rollback(True)
        row = build(name)
        if reader in SEES[noun](row):
            changed = dict(CLOSED.get(noun, lambda _: {})(reader) or {})
            if noun == "need" and self.reader in PUBLIC_READERS and row.visibility != Visibility.PUBLIC:
                changed |= FACTS_OF_NEED
        else:
            # What has expired was open before, and is counted by the indicators as it was.
            kept = RELEASED.get(noun, ()) if reader in {"owner", "giver"} else ()
            changed = {} if "expired" in name else UNSEEN.get(noun, {})
            changed = {field: value for field, value in changed.items() if field not in kept}
            self.hidden.append((noun, row.public_id))
        if self.secret and changed:
            if "external_id" in changed:
                changed["external_id"] = name
            type(row).objects.filter(pk=row.pk).update(**changed)
            row.refresh_from_db()  # proposals keep a digest of what they rest on
        self.rows.setdefault(noun, []).append(row)
        return row

    @staticmethod
    def sides_of(row):
        """Return who speaks for the parties of a row."""
        parties = {getattr(row, "state", None), getattr(row, "provider", None)}
        parties |= set(row.providers.all()) if hasattr(row, "providers") else set()
        speakers = {"SLE": "owner", "JAM": "other_state", "UNREC": "giver", "HALO": "other_giver"}
        return {speakers[party.code] for party in parties if party}


@dataclass(frozen=True)
class Pair:
    """A State and a provider with those who speak for them; all that the first world's rows are of, or the others'."""

    state: object
    giver: object
    asks: str
    gives: str
    mark: str = ""

    @property
    def others(self):
        return bool(self.mark)


def lay(reader, *, secret):
    """Lay out a world for a reader."""
    world = World(reader, secret)
    sle = make.PartyFactory(code="SLE", names={"en": "Sierra Leone"})
    jam = make.PartyFactory(code="JAM", names={"en": "Jamaica"}, region="Americas")
    giver = make.OrganisationFactory(code="UNREC", names={"en": "UNREC"}, region="Africa")
    other = make.OrganisationFactory(code="HALO", names={"en": "HALO"}, region="Europe")
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
    sides = next((each for each in ({"owner", "giver"}, {"other_state", "other_giver"}) if reader in each), set())
    for role, build in built.items():
        # The sides of a commitment are told whom to write to on the others: those people are no secret to them.
        if secret and role not in sides and role != reader:
            belongings(person(build(), f"{role}-twin"))
        world.people[role] = person(build(), role)
        if secret and role != reader:
            belongings(world.people[role])
    pairs = Pair(sle, giver, "owner", "giver"), Pair(jam, other, "other_state", "other_giver", "others-")
    for pair in pairs:
        asked(world, pair)
        offered(world, pair)
        helped(world, pair)
        agreed(world, pair)
    planned(world, pairs)
    judgements(world)
    for pair in pairs:
        for status in [JobStatus.READY] if pair.others else JobStatus:
            world.put(
                "job",
                f"job-{pair.mark}{status}",
                lambda n, s=status, by=world.people[pair.asks]: make.JobFactory(
                    public_id=named(n), asked_by=by, status=s
                ),
                others=pair.others,
            )
    world.rows["import"] = world.rows["job"]
    world.rows["audit-entry"] = list(AuditEntry.objects.filter(noun="need")[:3])
    return world


def belongings(user):
    """Give somebody else what everybody has for oneself: kept answers under the keys that the reader uses, filters."""
    for key in "abc":
        RequestKey.objects.create(user=user, key=key, digest="twin", at=NOW, status=201, body='{"twin":1}')
    KeptFilter.objects.create(user=user, name="never", wanted={"theme": "ddr"})
    Invitation.objects.create(
        email=f"{user.username}@example.org",
        role="auditor",
        digest=named(user.username).hex,
        invited_by=user,
        invited_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )


def asked(world, pair):
    """A report and needs from it, in every status."""
    speaker = world.people[pair.asks]
    report = world.put(
        "report",
        f"{pair.mark}report",
        lambda n: make.ReportFactory(
            public_id=named(n), state=pair.state, sha256=named(n).hex * 2, received_by=speaker
        ),
        others=pair.others,
    )
    seen = [("circulated", "public"), ("circulated", "coordinators"), ("met", "public"), ("draft", "public")]
    if pair.others:
        seen += [("circulated", "participants"), ("submitted", "participants")]
    else:
        seen = [*((status, Visibility.PARTICIPANTS) for status in STANDING), *seen]

    def need(name, status, visibility):
        row = make.NeedFactory(
            public_id=named(name),
            state=pair.state,
            report=report,
            status=status,
            visibility=visibility,
            text="asked",
            site="there",
        )
        make.PassageFactory(need=row, order=1, quote=f"words of {row.visibility}")
        return row

    for status, visibility in seen:
        name = f"need-{pair.mark}{status}-{visibility}"
        row = world.put("need", name, lambda n, s=status, v=visibility: need(n, s, v), others=pair.others)
        out = status in {"circulated", "met", "partly_met"}
        told(world, row, pair.asks, ("submit", "circulate") if out else ("submit",))


def offered(world, pair):
    """Offers in every status."""
    seen = [("published", "participants"), ("published", "coordinators")]
    seen += [(status, "public") for status in (("published", "draft") if pair.others else OfferStatus)]
    for status, visibility in seen:
        row = world.put(
            "offer",
            f"offer-{pair.mark}{status}-{visibility}",
            lambda n, s=status, v=visibility: make.OfferFactory(
                public_id=named(n),
                provider=pair.giver,
                status=s,
                visibility=v,
                title=f"An offer {s} {v}",
                ceiling_notes="so far",
            ),
            others=pair.others,
        )
        told(world, row, pair.gives, ("publish",))


def helped(world, pair):
    """Assistance of each visibility."""

    def engagement(name, visibility):
        row = make.EngagementFactory(
            public_id=named(name), state=pair.state, visibility=visibility, external_id=name, site="there"
        )
        row.providers.add(pair.giver)
        return row

    for visibility in Visibility:
        name = f"engagement-{pair.mark}{visibility}"
        row = world.put("engagement", name, lambda n, v=visibility: engagement(n, v), others=pair.others)
        told(world, row, pair.asks, ("record",))


def planned(world, pairs):
    """A scenario, its runs in every status, and the published plan; in the second world it says more than one may see."""
    chair = world.people["coordinator"]
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
    rows = [row for row in world.rows["need"] if row.status not in {NeedStatus.DRAFT, NeedStatus.RETURNED}]
    tells = world.secret and world.reader != "coordinator"
    for row in rows[:-2]:
        # Evidence of a plan names whatever the plan knew, for coordinators.
        evidence = [{"need": str(named("twin")), "rule": "twin"}] if tells else []
        make.UnmetFactory(run=shown, need=row, evidence=evidence, smallest_change={"twin": 1} if tells else None)
    for pair in pairs:
        own = {world.reader} <= {pair.asks, pair.gives}
        for visibility in ("public", "coordinators") if tells and not own else ("public",):
            need = next(
                row
                for row in world.rows["need"]
                if (row.state, row.status, row.visibility) == (pair.state, "circulated", visibility)
            )
            offer = next(
                row
                for row in world.rows["offer"]
                if (row.provider, row.status, row.visibility) == (pair.giver, "published", visibility)
            )
            make.AllocationFactory(run=shown, need=need, offer=offer)


def judgements(world):
    """A judgement between two records of one State."""
    chair, needs = world.people["coordinator"], [row for row in world.rows["need"] if row.state.code == "SLE"]
    engaged = world.rows["engagement"][1]

    def judged(name, one):
        row = make.judged(one, engaged, by=chair)
        type(row).objects.filter(pk=row.pk).update(public_id=named(name))
        row.refresh_from_db()
        return row

    if not world.secret or world.reader in {"owner", "coordinator"}:
        world.put("duplicate", "duplicate", lambda n: judged(n, needs[-1] if n.endswith("twin") else needs[-2]))
    else:
        world.rows["duplicate"] = [judged("duplicate", needs[-2]), judged("duplicate-twin", needs[-3])]


def person(user, name):
    type(user).objects.filter(pk=user.pk).update(username=name, public_id=named(name), email=f"{name}@example.org")
    user.refresh_from_db()
    return user


def told(world, row, speaker, actions):
    """Write a row's steps into the trail; in the second world more befell it that its reader is not to learn."""
    noun, by = row._meta.model_name, world.people[speaker]
    status = {"new": {"status": row.status}}
    for action in actions:
        # The trail tells its reader of what befell own rows; that must be alike in both worlds.
        if world.secret and world.reader not in {"auditor", "coordinator", *world.sides_of(row)}:
            note(f"{row.public_id}-{action}-twin", row, by, "correct", noun, new={"site": "twin"}, reason="twin")
        note(f"{row.public_id}-{action}", row, by, action, noun, **status)


def note(name, row, by, action, noun, **facts):
    AuditEntry.objects.create(
        public_id=named(name), at=make.NOW, by=by, action=action, noun=noun, object_id=row.public_id, **facts
    )


def agreed(world, pair):
    """Proposals in every status, and commitments with what was delivered, released and not."""
    waiting = [status for status in ProposalStatus if status != ProposalStatus.COMMITTED]
    needs = [row for row in world.rows["need"] if (row.state, row.status) == (pair.state, NeedStatus.CIRCULATED)]
    offers = [row for row in world.rows["offer"] if (row.provider, row.status) == (pair.giver, OfferStatus.PUBLISHED)]
    couples = [(need, offer) for need in needs for offer in offers]

    def proposal(name, status, couple, twin):
        # A live proposal of the same pair there is only one.
        need, offer = twin if name.endswith("-twin") else couple
        return make.ProposalFactory(public_id=named(name), need=need, offer=offer, status=status, reason="so far")

    for status, couple, twin in zip(waiting, couples, reversed(couples), strict=False):
        world.put(
            "proposal",
            f"proposal-{pair.mark}{status}",
            lambda n, s=status, p=couple, t=twin: proposal(n, s, p, t),
            others=pair.others,
        )

    def commitment(name, status):
        need = make.NeedFactory(
            public_id=named(f"{name}-need"),
            state=pair.state,
            report=None,
            status="submitted",
            visibility="coordinators",
        )
        offer = make.OfferFactory(
            public_id=named(f"{name}-offer"), provider=pair.giver, visibility="coordinators", title="closed"
        )
        row = make.ProposalFactory(
            public_id=named(f"{name}-proposal"), need=need, offer=offer, status=ProposalStatus.COMMITTED
        )
        both = {f"released_by_{side}": status == CommitmentStatus.CONFIRMED for side in ("provider", "recipient")}
        made = make.CommitmentFactory(public_id=named(name), proposal=row, status=status, delivered_at=make.NOW, **both)
        given = {"state": pair.state, "visibility": "coordinators", "commitment": made}
        make.EngagementFactory(public_id=named(f"{name}-help"), **given).providers.add(pair.giver)
        return made

    for status in CommitmentStatus:
        world.put(
            "commitment", f"commitment-{pair.mark}{status}", lambda n, s=status: commitment(n, s), others=pair.others
        )
    held = world.rows["commitment"][-len(CommitmentStatus) :][2]
    by = world.people[pair.gives]
    world.put(
        "delivery",
        f"{pair.mark}delivery",
        lambda n: (
            SimpleNamespace(public_id=named(n))
            if n.endswith("twin")
            else Delivery.objects.create(
                public_id=named(n), commitment=held, quantity=1, text="given", recorded_by=by, recorded_at=make.NOW
            )
        ),
        others=pair.others,
    )


@contextmanager
def seeded(patch, seed):
    """What is drawn at random is drawn from a seed, so that new rows are called alike in both worlds."""
    with patch.context() as held:
        drawn = random.Random(seed).randbytes
        held.setattr(os, "urandom", drawn)
        # Tokens are drawn by a name of their package's own; the trail tells an auditor of them.
        held.setattr(crypto, "generate_bytes", drawn)
        held.setattr(timezone, "now", lambda: NOW)
        yield
