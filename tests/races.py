"""Races: sixteen threads decide at once over one database; prints what each answered and which guarantees broke.

Run as `python -m tests.races SCENE`, with DATABASE_URL at a migrated database that may be written to. With --no-lock
the rows are read without a lock: then guarantees must break, or the race proves nothing.
"""

import argparse
import json
import os
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from functools import partial

THREADS = 16


def accept(proposal, *, by):
    from matchmaker.core.vocabulary import Side
    from matchmaker.services import proposals
    from tests.factories import NOW

    return lambda: proposals.accept(proposal=proposal, side=Side.RECIPIENT, by=by, at=NOW)


def ready(**fields):
    """A proposal that the provider has accepted already: the recipient's yes commits it."""
    from matchmaker.core.vocabulary import Side
    from matchmaker.models import Answer
    from tests.factories import NOW, ProposalFactory

    row = ProposalFactory(**fields)
    Answer.objects.create(proposal=row, side=Side.PROVIDER, accepts=True, by=row.shown_by, at=NOW)
    return row


def taker(row):
    from tests import personas

    return personas.owner(row.need.state)


def one_offer():
    """Sixteen States accept parts of one offer that has room for five."""
    from tests.factories import OfferFactory

    offer = OfferFactory(capacity=5)
    return [accept(row, by=taker(row)) for row in (ready(offer=offer) for _ in range(THREADS))]


def crossing():
    """Each of four needs is offered something by each of four offers, all with room for two: crossing orders."""
    from tests.factories import NeedFactory, OfferFactory

    wanted, given = NeedFactory.create_batch(4, quantity=2), OfferFactory.create_batch(4, capacity=2)
    rows = [ready(need=need, offer=offer) for need in wanted for offer in given]
    return [accept(row, by=taker(row)) for row in rows]


def against_withdrawal():
    """Half accept while the provider withdraws the offer and States withdraw their needs."""
    from matchmaker.services import needs, offers
    from tests import personas
    from tests.factories import NOW, OfferFactory

    offer = OfferFactory(capacity=20)
    rows = [ready(offer=offer) for _ in range(8)]
    giver = personas.provider(offer.provider)
    acts = [accept(row, by=taker(row)) for row in rows]
    acts += [
        partial(needs.advance, need=row.need, action="withdraw", by=taker(row), at=NOW, reason="home")
        for row in rows[:7]
    ]
    return [*acts, lambda: offers.advance(offer=offer, action="withdraw", by=giver, at=NOW, reason="no budget")]


def against_lower_capacity():
    """Twelve accept while the provider lowers the capacity."""
    from matchmaker.services import offers
    from tests import personas
    from tests.factories import NOW, OfferFactory

    offer = OfferFactory(capacity=12)
    giver = personas.provider(offer.provider)
    acts = [accept(row, by=taker(row)) for row in (ready(offer=offer) for _ in range(12))]
    return acts + [
        lambda to=to: offers.amend(offer=offer, by=giver, at=NOW, capacity=Decimal(to)) for to in (9, 7, 5, 3)
    ]


def against_edit():
    """Offers to one need are accepted while its State corrects how much it asks for."""
    from matchmaker.services import needs
    from tests.factories import NOW, NeedFactory

    need = NeedFactory(quantity=12)
    rows = [ready(need=need) for _ in range(12)]
    by = taker(rows[0])
    acts = [accept(row, by=taker(row)) for row in rows]
    return acts + [lambda to=to: needs.correct(need=need, by=by, at=NOW, quantity=Decimal(to)) for to in (10, 8, 6, 4)]


def against_reversal():
    """Eight of one offer are taken back while eight others are accepted."""
    from matchmaker.models import Commitment
    from matchmaker.services import commitments, offers
    from tests import personas
    from tests.factories import NOW, OfferFactory

    offer = OfferFactory(capacity=8)
    first = [ready(offer=offer) for _ in range(8)]
    for row in first:
        accept(row, by=taker(row))()
    done = [Commitment.objects.get(proposal=row) for row in first]
    acts = [partial(commitments.cancel, commitment=row, reason="a flood", by=taker(row), at=NOW) for row in done]
    # While it is exhausted no answer counts, so the offer is given room for one more.
    offers.amend(offer=offer, by=personas.provider(offer.provider), at=NOW, capacity=Decimal(9))
    return acts + [accept(row, by=taker(row)) for row in (ready(offer=offer) for _ in range(8))]


def twice():
    """The same answer sixteen times at once: one effect."""
    row = ready()
    return [accept(row, by=taker(row)) for _ in range(THREADS)]


def one_report():
    """All that is confirmed of one report is submitted sixteen times at once: whoever comes later finds it done."""
    from matchmaker.services import review
    from tests import personas
    from tests.factories import NOW, NeedFactory, PartyFactory, ReportFactory

    report = ReportFactory(state=PartyFactory())
    for _ in range(3):
        NeedFactory(state=report.state, report=report, status="draft", submitted_at=None, confirmed_at=NOW)
    by = personas.owner(report.state)
    return [partial(review.submit, report=report, by=by, at=NOW) for _ in range(THREADS)]


def one_invitation():
    """Sixteen follow the link of one invitation at once, each under another name."""
    import hashlib
    import secrets

    from matchmaker.models import Invitation
    from matchmaker.services import memberships
    from tests.factories import NOW, OrganisationFactory, UserFactory

    secret, names = secrets.token_urlsafe(32), [f"invited-{secrets.token_hex(4)}" for _ in range(THREADS)]
    Invitation.objects.create(
        email=f"{names[0]}@mail.example",
        role="provider",
        party=OrganisationFactory(),
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        invited_by=UserFactory(),
        invited_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )
    facts = {"secret": secret, "name": "", "password": "long enough to pass", "at": NOW}
    return [lambda name=name: memberships.open_account(username=name, **facts) for name in names]


SCENES = {
    scene.__name__: scene
    for scene in (
        *(one_offer, crossing, against_withdrawal, against_lower_capacity, against_edit, against_reversal),
        *(twice, one_report, one_invitation),
    )
}


def run(scene):
    """Let every act of a scene begin at one moment, and count what each answered."""
    from django.db import connection

    from matchmaker.core.errors import MatchmakerError

    acts, told = SCENES[scene](), Counter()
    gate = threading.Barrier(len(acts))

    def begin(act):
        try:
            gate.wait()
            act()
            told["done"] += 1
        except MatchmakerError as refused:
            told[refused.code] += 1
        except Exception as error:  # noqa: BLE001 - whatever else comes out is what the race looks for
            told[f"{type(error).__name__}: {error}"] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=begin, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def without_locks():
    """Take the lock off, and wait between reading and writing as a slow machine would."""
    from matchmaker.services import commitments, memberships

    def claim(secret, at):
        found = memberships.find(secret=secret, at=at)
        time.sleep(0.05)
        return found

    memberships._claim, memberships.open_account = claim, memberships.open_account.__wrapped__

    @contextmanager
    def opened(proposal):
        books = commitments.read(proposal, lock=False)
        time.sleep(0.05)
        yield books

    commitments.opened = opened


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("scene", choices=SCENES)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--no-lock", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    import django
    from django.conf import settings

    # The people of a race sign in nowhere: their passwords need not cost anything.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    from django.db.models import Count

    from matchmaker.models import User
    from matchmaker.services import verification

    if options.no_lock:
        without_locks()
    told = Counter()
    for _ in range(options.repeats):
        told += run(options.scene)
    found = [f"{breach.guarantee}: {breach.row} {breach.what}" for breach in verification.breaches()]
    shared = User.objects.exclude(email="").values("email").annotate(accounts=Count("pk")).filter(accounts__gt=1)
    found += [f"an invitation makes one account: {row['email']} has {row['accounts']}" for row in shared]
    json.dump({"answers": told, "breaches": found}, sys.stdout)


if __name__ == "__main__":
    main()
