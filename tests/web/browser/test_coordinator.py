"""The coordinator's whole flow in a real browser: authenticate, decide, run, read, change, undo, compare, publish."""

import pytest

from matchmaker.core.assignment import solve
from matchmaker.models import Cycle, Need, Offer, Proposal, Run, Scenario
from matchmaker.services import jobs, runs
from tests import personas
from tests.factories import NeedFactory, OfferFactory, PassageFactory
from tests.web.browser.ways import signed_in, ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/desk/coordinator"


@pytest.fixture
def scarce(world, monkeypatch):
    """Two States ask, one offer is enough for one of them; beside them a pair to pin, and a need to authenticate."""
    monkeypatch.setattr(runs, "answer", lambda problem, **_: solve(problem, isolated=False))
    Cycle.objects.get_or_create(year=2026, defaults={"meeting": "Ninth Biennial Meeting of States"})
    waits = world.needs["submitted"]
    Need.objects.exclude(pk=waits.pk).update(status="withdrawn")
    Offer.objects.update(status="withdrawn")
    first, second = NeedFactory(quantity=2, minimum=2, tier=1), NeedFactory(quantity=2, minimum=2)
    PassageFactory(need=second, quote="two machines for the ports")
    OfferFactory(capacity=2, title="Two machines")
    beside = NeedFactory(theme="tracing", quantity=1), OfferFactory(themes=["tracing"], title="One system")
    return waits, first, second, beside


def solved(hands):
    """Watch a run from the queue to its plan: the page itself notices that it is over."""
    hands.sees("[data-progress]")
    jobs.work_off()
    hands.sees("#plan")
    hands.sees("#plan ~ .table-box tbody tr")


@pytest.mark.parametrize(("page", "by"), ways(((1280, "ar"), "mouse")), indirect=["page"])
def test_a_coordinator_makes_a_plan_and_puts_it_before_people(page, by, world, scarce, live_server, told, pictures):
    waits, first, second, (third, offer) = scarce
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
    hands.choose("select[name=wish-need]", str(third.public_id))
    hands.choose("select[name=wish-offer]", str(offer.public_id))
    hands.write("[name=wish-reason]", "The minister asked.")
    hands.use("button[name=decision][value=pin]")
    hands.sees("form[action$='/release/']")
    hands.keep("pinned")
    hands.go("form[action$='/run/'] button", "**/runs/*-*/")
    solved(hands)
    before = Run.objects.latest("pk")
    hands.point("a.flow-label")
    hands.sees(".flow-picture.lit .band.on")
    hands.go("a.flow-label-given", "**?**")
    hands.go("a.flow-label-asked", "**&**")
    hands.sees(".flow-chosen a", times=2)
    hands.use(".flow-twin > summary")
    hands.sees(".flow-twin tbody tr", times=1)
    hands.keep("flow-narrowed")
    for left in (1, 0):
        page.keyboard.press("Tab")  # one goes on where one was: at the picture
        hands.use(".flow-chosen a")
        page.wait_for_function("left => document.querySelectorAll('.flow-chosen a').length === left", arg=left)

    hands.go(f"#plan ~ .table-box a[href*='/needs/{first.public_id}/']", "**/needs/**")
    jobs.work_off()
    hands.open(f"{DESK}/runs/{before.public_id}/needs/{first.public_id}/")
    hands.use("details.fold:has(form[action*='/decide/']) > summary")
    hands.write("form[action*='/decide/'] [name=reason]", "The ports are worse off.")
    hands.keep("what-if-dropped")
    hands.go("form[action*='/decide/'] button", "**/scenarios/*-*/")
    copied = Scenario.objects.latest("pk")
    assert copied.forbids
    hands.send(f"form[action$='/release/']:has(input[value='{first.public_id}'])")
    copied.refresh_from_db()
    assert not copied.forbids
    assert len(copied.pins) == 1

    hands.open(f"{DESK}/runs/{before.public_id}/states/?state={second.state.code}")
    hands.sees("[data-progress]")
    hands.write("#ask-state", "Another State")
    jobs.work_off()
    line = page.locator("[data-progress]")
    page.wait_for_function("it => it.textContent === it.dataset.ready", arg=line.element_handle())
    assert page.locator("#ask-state").input_value() == "Another State"  # what is ready does not sweep it away

    other = f"{DESK}/runs/{before.public_id}/needs/{second.public_id}/"
    hands.open(other)
    jobs.work_off()
    hands.open(other)
    hands.use("details.fold:has(form[action*='/decide/']) > summary")
    hands.write("[name=quantity]", "2")
    hands.go("form:has([name=quantity]) button", "**quantity=2**")
    hands.sees("details[open] .price li")  # what it takes is said before it is done
    hands.write("details[open] form[action*='/decide/'] [name=reason]", "The ports come first.")
    hands.keep("what-if-forced")
    hands.go("details[open] form[action*='/decide/'] button", "**/scenarios/*-*/")
    forced = Scenario.objects.latest("pk")
    assert [wish["need"] for wish in forced.pins][-1] == str(second.public_id)
    hands.keep("forced")
    hands.go("form[action$='/run/'] button", "**/runs/*-*/")
    solved(hands)
    hands.choose("select[name=before]", str(before.public_id))
    hands.go("form[action$='/compare/'] button", "**/compare/**")
    hands.sees("#short")
    hands.keep("compared")

    hands.open(f"{DESK}/runs/{before.public_id}/publish/")
    hands.sees(".problem")  # a pin takes a second coordinator
    hands.keep("publish-refused")
    hands.go(f"a[href='{DESK}/scenarios/{scenario.public_id}/']", "**/scenarios/*-*/")
    world.users["second"] = personas.coordinator()
    signed_in(page, by, world, "second", live_server, pictures, "coordinator")
    hands.open(f"{DESK}/inbox/")
    hands.go(f"main a[href='{DESK}/scenarios/{scenario.public_id}/']", "**/scenarios/*-*/")
    hands.keep("to-confirm")
    hands.use("form[action$='/stand/'] button[value=confirm]")
    page.locator("form[action$='/stand/']").wait_for(state="detached")
    signed_in(page, by, world, "coordinator", live_server, pictures, "coordinator")
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
    hands.print("pack")
    assert page.locator(".no-print:visible").count() > 0
    assert scenario.runs.get() == before
    assert told == []
