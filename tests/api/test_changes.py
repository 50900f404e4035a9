"""The feed of changes: nothing is passed over, and a place in it stays good."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from matchmaker.models import AuditEntry, Offer
from tests.api.bodies import offer_body
from tests.api.test_fundamentals import Caller
from tests.api.test_problems import problem
from tests.api.test_steps import take

CHANGES = "/api/v1/changes/"
LONG = timedelta(minutes=1)


@pytest.fixture
def offer(world):
    give = Caller(world.users["provider"])
    made = give("post", "/api/v1/offers/", offer_body(world.giver))
    return Offer.objects.get(public_id=made.json()["public_id"])


def entry(world, offer, at, **fields):
    by = world.users["provider"]
    return AuditEntry.objects.create(
        by=by, at=at, action="publish", noun="offer", object_id=offer.public_id, new={"status": "published"}, **fields
    )


def read(cursor=None, *, limit=1):
    answer = Client().get(f"{CHANGES}?limit={limit}" + (f"&cursor={cursor}" if cursor else "")).json()
    return answer["next"], [row["public_id"] for row in answer["results"]]


def test_a_full_page_of_what_is_young_does_not_move_on(world, offer):
    """A change that is still being written has a lower number than one that was faster."""
    Offer.objects.filter(pk=offer.pk).update(status="published")
    now = timezone.now()
    old = entry(world, offer, now - LONG)
    fast = entry(world, offer, now, pk=old.pk + 2)
    place, seen = read()
    assert seen == [str(old.public_id)]
    again, seen = read(place)
    assert (again, seen) == (place, [str(fast.public_id)])
    slow = entry(world, offer, now, pk=old.pk + 1)
    assert read(again)[1] == [str(slow.public_id)]
    assert read(again, limit=2)[1] == [str(slow.public_id), str(fast.public_id)]


def test_what_waited_for_long_does_not_carry_younger_ones_along(world, offer):
    """The hour of a change is when it was asked for, so that hours do not rise with the places."""
    Offer.objects.filter(pk=offer.pk).update(status="published")
    now = timezone.now()
    young, waited = entry(world, offer, now), entry(world, offer, now - LONG)
    assert read(limit=5) == (None, [str(young.public_id), str(waited.public_id)])


def test_a_place_stays_good_when_its_row_is_seen_no_longer(world, offer):
    give = Caller(world.users["provider"])
    Offer.objects.filter(pk=offer.pk).update(status="published")
    entry(world, offer, timezone.now() - LONG)
    place, seen = read()
    assert len(seen) == 1
    offer.refresh_from_db()
    take(give, offer, "withdraw", {"reason": "no longer"})
    assert read() == (None, [])
    assert read(place) == (place, [])
    for forged in (place[:-1], place.partition(".")[0], place.replace(place[0], "0" if place[0] != "0" else "1", 1)):
        assert problem(Client().get(f"{CHANGES}?cursor={forged}"), 400)["code"] == "unknown_cursor", forged
    assert problem(give("get", f"{CHANGES}?cursor={place}"), 400)["code"] == "unknown_cursor"
