"""Pairs judged in a real browser: from what cannot all be true to a verdict and back; the own State's is another's."""

import pytest

from matchmaker.models import Duplicate
from tests.factories import judged
from tests.web.browser.ways import signed_in, ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUEUE = "/desk/coordinator/duplicates/"


@pytest.fixture
def crossed(world):
    """Three records, one and the same two by two, and yet the first and the last are two; and a pair of the own State."""
    own = Duplicate.objects.get()
    a, b, c = (world.needs[name] for name in ("public", "closed", "submitted"))
    judged(a, b)
    judged(b, c)
    return judged(a, c, "unrelated"), own


@pytest.mark.parametrize(("page", "by"), ways(((1280, "en"), "mouse")), indirect=["page"])
def test_a_coordinator_judges_what_cannot_all_be_true(page, by, world, crossed, live_server, told, pictures):
    against, own = crossed
    hands = signed_in(page, by, world, "coordinator", live_server, pictures, "judging")
    hands.open("/desk/coordinator/")
    hands.go(f"main a[href='{QUEUE}']", f"**{QUEUE}")
    hands.keep("queue")
    hands.go(f".problem a[href='{QUEUE}{against.public_id}/']", f"**/{against.public_id}/")
    hands.sees(".cluster-picture circle", times=3)
    assert page.locator(".cluster-picture .link-against").count() == 1
    hands.keep("cluster")
    hands.sees(".problem a", times=3)  # each step of what cannot be leads to its pair

    hands.write("#why", "The same machines, asked for again.")
    hands.use(".verdict-list button[value=restated]")
    page.wait_for_url("**?done=**")
    hands.keep("judged")
    verdict = Duplicate.objects.standing().get(a_id=against.a_id, b_id=against.b_id)
    assert (verdict.relation, verdict.why) == ("restated", "The same machines, asked for again.")
    hands.go(f"form[action='{QUEUE}{verdict.public_id}/take-back/'] button", "**/duplicates/*-*/")
    hands.sees(".problem")
    assert not Duplicate.objects.standing().filter(judged_by__isnull=False).exists()

    hands.open(QUEUE)
    hands.go(f"tbody a[href='{QUEUE}{own.public_id}/']", f"**/{own.public_id}/")
    hands.sees("#verdict ~ .note")
    assert page.locator("form[action$='/judge/']").count() == 0
    hands.keep("own-state")
    assert told == []
