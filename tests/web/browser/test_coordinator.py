"""The coordinator's whole flow in a real browser: authenticate, decide, run, read, change, undo, compare, publish."""

import pytest
from django.utils import timezone

from matchmaker.core.assignment import solve
from matchmaker.models import Cycle, Need, Offer, Proposal, Run, Scenario
from matchmaker.services import jobs, runs, scenarios
from tests import personas
from tests.factories import NeedFactory, OfferFactory, PassageFactory
from tests.web.browser.ways import signed_in, ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/desk/coordinator"


@pytest.fixture
def scarce(world, monkeypatch):
    """Two States ask, one offer is enough for one of them; a third need waits to be authenticated."""
    monkeypatch.setattr(runs, "answer", lambda problem, **_: solve(problem, isolated=False))
    Cycle.objects.get_or_create(year=2026, defaults={"meeting": "Ninth Biennial Meeting of States"})
    waits = world.needs["submitted"]
    Need.objects.exclude(pk=waits.pk).update(status="withdrawn")
    Offer.objects.update(status="withdrawn")
    first, second = NeedFactory(quantity=2, minimum=2, tier=1), NeedFactory(quantity=2, minimum=2)
    PassageFactory(need=second, quote="two machines for the ports")
    return waits, first, second, OfferFactory(capacity=2, title="Two machines")


def solved(hands):
    """Watch a run from the queue to its plan: the page itself notices that it is over."""
    hands.sees("[data-progress]")
    jobs.work_off()
    hands.sees("#plan")
    hands.sees("#plan ~ .table-box tbody tr")


@pytest.mark.parametrize(("page", "by"), ways(((1280, "ar"), "mouse")), indirect=["page"])
def test_a_coordinator_makes_a_plan_and_puts_it_before_people(page, by, world, scarce, live_server, told, pictures):
    waits, first, second, offer = scarce
    hands = signed_in(page, by, world, "coordinator", live_server, pictures, "coordinator")
    hands.open(f"{DESK}/")
    hands.go(f"nav a[href='{DESK}/inbox/']", "**/inbox/")
    hands.keep("inbox")
    hands.go(f"a[href='{DESK}/needs/{waits.public_id}/']", "**/needs/**")
    hands.go("form[action$='/authenticate/'] button", "**/inbox/")
    waits.refresh_from_db()
    assert waits.status == "authenticated"

    hands.open(f"{DESK}/")
    hands.go(f"a[href='{DESK}/scenarios/']", "**/scenarios/")
    hands.use("details:has(input[name=name]) > summary")
    hands.write("input[name=name]", "First go")
    hands.go(f"form[action='{DESK}/scenarios/'] button", "**/scenarios/*-*/")
    scenario = Scenario.objects.get(name="First go")
    hands.choose("select[name=wish-need]", str(first.public_id))
    hands.choose("select[name=wish-offer]", str(offer.public_id))
    hands.write("[name=wish-reason]", "The minister asked.")
    hands.use("button[name=decision][value=pin]")
    hands.sees("form[action$='/release/']")
    hands.keep("pinned")
    hands.go("form[action$='/run/'] button", "**/runs/*-*/")
    solved(hands)
    before = Run.objects.latest("pk")
    hands.go("a.flow-label", "**?**")
    hands.sees(".flow-chosen a")
    hands.keep("flow-narrowed")
    hands.use(".flow-chosen a")
    hands.page.locator(".flow-chosen").wait_for(state="detached")

    hands.go(f"#plan ~ .table-box a[href*='/needs/{first.public_id}/']", "**/needs/**")
    jobs.work_off()
    hands.open(f"{DESK}/runs/{before.public_id}/needs/{first.public_id}/")
    hands.use("details.fold:has(form[action*='/decide/']) > summary")
    hands.write("form[action*='/decide/'] [name=reason]", "The ports are worse off.")
    hands.keep("what-if-dropped")
    hands.go("form[action*='/decide/'] button", "**/scenarios/*-*/")
    copied = Scenario.objects.latest("pk")
    assert copied.forbids
    hands.send("form[action$='/release/']")
    copied.refresh_from_db()
    assert not copied.forbids
    assert not copied.pins

    hands.choose("select[name=wish-need]", str(second.public_id))
    hands.choose("select[name=wish-offer]", str(offer.public_id))
    hands.write("[name=wish-reason]", "The ports come first.")
    hands.use("button[name=decision][value=pin]")
    hands.sees("form[action$='/release/']")
    hands.go("form[action$='/run/'] button", "**/runs/*-*/")
    solved(hands)
    hands.choose("select[name=before]", str(before.public_id))
    hands.go("form[action$='/compare/'] button", "**/compare/**")
    hands.sees("#short")
    hands.keep("compared")

    hands.open(f"{DESK}/runs/{before.public_id}/publish/")
    hands.sees(".problem")  # a pin takes a second coordinator
    hands.go(f"a[href='{DESK}/scenarios/{scenario.public_id}/']", "**/scenarios/*-*/")
    for override in scenario.overrides.all():
        scenarios.confirm(override=override, by=personas.coordinator(), at=timezone.now())
    hands.open(f"{DESK}/runs/{before.public_id}/")
    hands.go("a[href$='/publish/']", "**/publish/")
    hands.keep("publish")
    hands.go("form[action$='/publish/'] button", f"**/{before.public_id}/")
    assert Proposal.objects.filter(need=first, status="proposed").exists()
    hands.write("form[action$='/unpublish/'] [name=reason]", "Too early.")
    hands.send("form[action$='/unpublish/']")
    assert not Proposal.objects.filter(status="proposed").exists()
    hands.go("a[href$='/pack/']", "**/pack/")
    hands.sees("h1")
    hands.keep("pack")
    assert scenario.runs.get() == before
    assert told == []
