"""The feed of changes: nothing is passed over, nothing comes twice, and a place in it stays good."""

import random
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from matchmaker.models import AuditEntry, Offer
from tests.api.bodies import offer_body
from tests.api.test_fundamentals import Caller
from tests.api.test_problems import problem
from tests.api.test_steps import take

CHANGES = "/api/v1/changes/"
many_write = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one writes at a time")


@pytest.fixture
def offer(world):
    give = Caller(world.users["provider"])
    made = give("post", "/api/v1/offers/", offer_body(world.giver))
    offer = Offer.objects.get(public_id=made.json()["public_id"])
    Offer.objects.filter(pk=offer.pk).update(status="published")
    return offer


@pytest.fixture
def entry(world, offer):
    """Return what writes one more change of the offer into the trail, and returns its id."""
    published = {"action": "publish", "noun": "offer", "object_id": offer.public_id, "new": {"status": "published"}}

    def write(at=None):
        by = world.users["provider"]
        return str(AuditEntry.objects.create(by=by, at=at or timezone.now(), **published).public_id)

    return write


def read(cursor=None, *, limit=50):
    answer = Client().get(f"{CHANGES}?limit={limit}" + (f"&cursor={cursor}" if cursor else "")).json()
    return answer["next"], [row["public_id"] for row in answer["results"]]


def test_nothing_comes_twice_however_young_it_is(entry):
    assert read() == (None, [])
    told, place = [], None
    for limit in (1, 2, 1):
        told += [entry(), entry(timezone.now() - timedelta(days=1))]
        place, seen = read(place, limit=limit)
        assert seen == told[:limit]
        del told[:limit]
    place, seen = read(place)
    assert seen == told
    assert len(seen) == 2
    assert read(place) == (place, [])


@contextmanager
def under_way(write, *, undone=False):
    """Write in another connection, and let it end when the block does."""
    wrote, end = threading.Event(), threading.Event()

    def run():
        try:
            with transaction.atomic():
                write()
                wrote.set()
                end.wait(20)
                transaction.set_rollback(undone)
        finally:
            connection.close()

    writer = threading.Thread(target=run)
    writer.start()
    try:
        assert wrote.wait(20)
        yield
    finally:
        end.set()
        writer.join(20)


def silenced():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE matchmaker_auditentry DISABLE TRIGGER audit_on_its_way")


@pytest.fixture
def told_again():
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE matchmaker_auditentry ENABLE TRIGGER audit_on_its_way")


@many_write
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("announced", [True, False])
def test_who_writes_for_long_is_not_passed_over(entry, told_again, announced):
    """With its control: where writers do not say that they are under way, the slow one is missed for good."""
    if not announced:
        silenced()
    before = entry()
    slow = []
    with under_way(lambda: slow.append(entry(timezone.now() - timedelta(hours=1)))):
        fast = entry()
        place, seen = read()
        assert seen == ([before] if announced else [before, fast])
    assert read(place)[1] == ([*slow, fast] if announced else [])
    assert read()[1] == [before, *slow, fast]


@many_write
@pytest.mark.django_db(transaction=True)
def test_what_is_undone_holds_nothing_up_and_hides_nothing(entry):
    """A part that was undone takes its lock along: what is written after it has one of its own."""
    slow = []

    def write():
        with transaction.atomic():
            entry()
            transaction.set_rollback(True)
        slow.append(entry())

    with under_way(write):
        fast = entry()
        place, seen = read()
        assert (place, seen) == (None, [])
    with under_way(lambda: entry(), undone=True):
        assert read(place)[1] == [*slow, fast]
    assert read()[1] == [*slow, fast]


@many_write
@pytest.mark.django_db(transaction=True)
def test_who_writes_much_takes_one_lock(entry):
    with under_way(lambda: [entry() for _ in range(20)]), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()")
        assert cursor.fetchone() == (1,)


@many_write
@pytest.mark.django_db(transaction=True)
def test_beside_many_writers_each_entry_comes_once(entry):
    """Six people write at once, each for as long as it happens to take, while one reads as fast as it goes."""
    dice = [random.Random(seed) for seed in range(6)]

    def write(throw):
        try:
            for _ in range(25):
                with transaction.atomic():
                    for _ in range(throw.randint(1, 3)):
                        entry()
                        time.sleep(throw.random() / 100)
                    transaction.set_rollback(throw.random() < 0.2)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(throw,)) for throw in dice]
    for writer in writers:
        writer.start()
    place, told, going = None, [], True
    while going:
        going = any(writer.is_alive() for writer in writers)
        place, seen = read(place)
        told += seen
        going = going or bool(seen)
    kept = AuditEntry.objects.filter(action="publish").order_by("id").values_list("public_id", flat=True)
    assert told == list(map(str, kept))
    assert len(told) > 150


def test_a_place_stays_good_when_its_row_is_seen_no_longer(world, offer, entry):
    give = Caller(world.users["provider"])
    entry()
    place, seen = read(limit=1)
    assert len(seen) == 1
    offer.refresh_from_db()
    take(give, offer, "withdraw", {"reason": "no longer"})
    assert read() == (None, [])
    assert read(place) == (place, [])
    for forged in (place[:-1], place.partition(".")[0], place.replace(place[0], "0" if place[0] != "0" else "1", 1)):
        assert problem(Client().get(f"{CHANGES}?cursor={forged}"), 400)["code"] == "unknown_cursor", forged
    assert problem(give("get", f"{CHANGES}?cursor={place}"), 400)["code"] == "unknown_cursor"
