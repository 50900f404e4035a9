"""Several proposals endorsed at once in a real browser, and what concerns the own State left to another coordinator."""

import pytest

from matchmaker.models import Proposal
from tests import personas
from tests.factories import AllocationFactory, NeedFactory, OfferFactory, ProposalFactory
from tests.web.browser.ways import signed_in, ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/desk/coordinator/endorsements/"


@pytest.fixture
def waiting(world):
    """Four proposals of the published plan; the last is for the coordinator's own State."""
    world.users["second"] = personas.coordinator()
    own = world.users["coordinator"].memberships.get().party
    undecided = {"status": "proposed", "endorsed_by": None, "endorsed_at": None, "answer_by": None}

    def proposed(theme, **more):
        row = AllocationFactory(
            run=world.run, need=NeedFactory(theme=theme, **more), offer=OfferFactory(themes=[theme])
        )
        return ProposalFactory(need=row.need, offer=row.offer, run=world.run, **undecided)

    return [*map(proposed, ("marking", "marking", "tracing")), proposed("tracing", state=own)]


def endorsed():
    return set(Proposal.objects.filter(status="endorsed").values_list("public_id", flat=True))


@pytest.mark.parametrize(("page", "by"), ways(((390, "ar"), "keyboard")), indirect=["page"])
def test_two_coordinators_endorse_several_at_once(page, by, world, waiting, live_server, told, pictures):
    first, second, third, own = (row.public_id for row in waiting)
    before = endorsed()
    hands = signed_in(page, by, world, "coordinator", live_server, pictures, "endorsing")
    hands.open("/desk/coordinator/inbox/")
    hands.go(f"a[href='{PAGE}']", f"**{PAGE}")
    hands.sees(".ticks input:checked", times=3)
    hands.keep("looked-over")
    hands.use("[data-untick]")
    assert page.locator(".ticks input:checked").count() == 0
    for name in (first, third):
        hands.tick(f".ticks input[value='{name}']")
    hands.use("form[data-ticks] button[type=submit]")
    hands.sees(".note-success")
    hands.keep("endorsed")
    assert endorsed() - before == {first, third}

    hands.go(f"#back ~ ul a[href='/desk/proposals/{own}/']", f"**/proposals/{own}/")
    hands.sees(".note")
    assert page.locator("form[action$='/endorse/']").count() == 0
    hands.keep("own-state")
    hands = signed_in(page, by, world, "second", live_server, pictures, "endorsing")
    hands.open(PAGE)
    hands.sees(".ticks input:checked", times=2)
    hands.tick(f".ticks input[value='{second}']")
    hands.use("form[data-ticks] button[type=submit]")
    hands.sees(".note-success")
    assert endorsed() - before == {first, third, own}
    assert told == []
