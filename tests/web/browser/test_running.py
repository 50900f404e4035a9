"""A run made harder and cancelled while it is watched, in a real browser: the line of progress, the wish, what is kept."""

from datetime import timedelta

import pytest

from matchmaker.core.assignment import answer
from matchmaker.models import Cycle, Need, Offer, Run
from matchmaker.services import jobs, leases, runs
from tests.factories import NeedFactory, OfferFactory
from tests.web.browser.ways import signed_in, ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/desk/coordinator"


@pytest.fixture
def harder(world, monkeypatch):
    """More is asked for than is there, and nobody beats beside the solver: all here share one connection."""
    for module, name in ((leases, "LEASE"), (jobs, "HOLD")):
        monkeypatch.setattr(module, name, timedelta(minutes=10))
    monkeypatch.setattr(leases, "BEAT", 600)
    Cycle.objects.get_or_create(year=2026, defaults={"meeting": "Ninth Biennial Meeting of States"})
    Need.objects.update(status="withdrawn")
    Offer.objects.update(status="withdrawn")
    for _ in range(6):
        NeedFactory(quantity=3, minimum=2)
    for _ in range(3):
        OfferFactory(capacity=4)


def watched_by(act, **watched):
    """Solve as ever, and let somebody act at the first sign of progress."""
    acted = []

    def heard(progress):
        watched["on_progress"](progress)
        if not acted:
            acted.append(progress)
            act()

    return watched | {"on_progress": heard}


@pytest.mark.parametrize(("page", "by"), ways(((390, "en"), "keyboard")), indirect=["page"])
def test_a_run_is_cancelled_while_it_is_watched(page, by, world, harder, live_server, told, pictures, monkeypatch):
    hands = signed_in(page, by, world, "coordinator", live_server, pictures, "running")
    hands.open(f"{DESK}/scenarios/{world.run.scenario.public_id}/")
    hands.use("details:has(form[action$='/revise/']) > summary")
    hands.write("form[action$='/revise/'] [name$=tiers]", "9 3 1")
    hands.use("form[action$='/revise/'] button")
    hands.sees(".note-success")
    hands.write("form[action$='/run/'] [name$=time_limit]", "120")
    hands.write("form[action$='/run/'] [name$=seed]", "7")
    hands.go("form[action$='/run/'] button", "**/runs/*-*/")
    hands.sees("[data-progress]")
    hands.keep("queued")

    def act():
        queued = page.locator("[data-progress]").inner_text()
        page.wait_for_function("was => document.querySelector('[data-progress]').textContent !== was", arg=queued)
        hands.keep("under-way")
        hands.use("form[action$='/cancel/'] button")
        page.locator("form[action$='/cancel/']").wait_for(state="detached")
        hands.keep("asked-to-end")

    monkeypatch.setattr(runs, "answer", lambda problem, **watched: answer(problem, **watched_by(act, **watched)))
    jobs.work_off()
    page.locator("[data-progress]").wait_for(state="detached")
    hands.sees("#facts")
    hands.keep("cancelled")
    run = Run.objects.latest("pk")
    assert (run.status, run.seed, run.time_limit) == ("cancelled", 7, 120)
    assert page.locator("form[action$='/publish/'], a[href$='/publish/']").count() == 0
    assert told == []
