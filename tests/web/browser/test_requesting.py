"""The requesting State's whole flow in a real browser: hand in, watch, confirm, submit, order, answer, receive."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from matchmaker.core.gazetteer import FIXTURES
from matchmaker.models import Commitment, Cycle, Delivery, Need
from matchmaker.services import deliveries, jobs, proposals
from tests.factories import NOW, NeedFactory, OfferFactory, ProposalFactory
from tests.web.browser.ways import signed_in, ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/desk/requesting"


@pytest.fixture
def proposed(world, settings, tmp_path):
    """A proposal to which its provider has said yes; what is handed in is kept for this test alone."""
    settings.MEDIA_ROOT = tmp_path
    for year in (2024, 2026):
        Cycle.objects.get_or_create(year=year, defaults={"meeting": f"Meeting of {year}"})
    offer = OfferFactory(provider=world.offers["public"].provider)
    row = ProposalFactory(need=NeedFactory(state=world.needs["public"].state), offer=offer, quantity=2)
    proposals.accept(proposal=row, side="provider", by=world.users["provider"], at=NOW)
    return row


@pytest.mark.parametrize(("page", "by"), ways(((390, "ar"), "keyboard")), indirect=["page"])
def test_a_state_hands_in_confirms_submits_and_receives(page, by, world, proposed, live_server, told, pictures):
    hands = signed_in(page, by, world, "focal_point", live_server, pictures, "requesting")
    hands.open(f"{DESK}/reports/upload/")
    page.set_input_files("input[type=file]", FIXTURES / "reports" / "sle-2024.txt")
    hands.go("form[enctype] button[type=submit]", "**/upload/*-*/")
    hands.sees("[data-progress]")
    hands.keep("reading")
    jobs.work_off()
    hands.page.wait_for_url(f"**{DESK}/reports/*-*/")
    hands.sees("[data-confirm]")
    hands.keep("review")
    waiting = page.locator("[data-confirm]").count()
    found = Need.objects.filter(report__filename="sle-2024.txt", confirmed_at=None).count()
    hands.use("[data-confirm] button")
    page.locator("[data-confirm]").nth(waiting - 1).wait_for(state="detached")
    assert Need.objects.filter(report__filename="sle-2024.txt", confirmed_at=None).count() == found - 1

    draft = world.needs["draft"]
    hands.open(f"{DESK}/needs/{draft.public_id}/standing/")
    hands.send("form[action$='/submit/']")
    draft.refresh_from_db()
    assert draft.status == "submitted"

    hands.open(f"{DESK}/priorities/")
    hands.sees("[data-rank]")
    hands.keep("order")
    hands.open(f"{DESK}/")
    hands.keep("desk")
    hands.go(f"a[href='/desk/proposals/{proposed.public_id}/']", f"**/{proposed.public_id}/")
    hands.keep("proposal")
    hands.go("form[action$='/accept/'] button", "**/desk/commitments/**")
    agreed = Commitment.objects.get()
    giver = {"by": world.users["provider"], "at": NOW}
    deliveries.start(commitment=agreed, **giver)
    agreed.refresh_from_db()
    deliveries.deliver(commitment=agreed, quantity=Decimal(2), **giver)
    hands.open(f"/desk/commitments/{agreed.public_id}/")
    hands.send("form[action$='/confirm/']")
    hands.keep("confirmed")
    agreed.refresh_from_db()
    assert agreed.status == "confirmed"
    assert page.locator("form[action$='/follow-up/']").count() == 0  # not before twelve months are over

    Commitment.objects.update(confirmed_at=timezone.now() - timedelta(days=400))
    hands.open(f"{DESK}/")
    hands.go(f"a[href='/desk/commitments/{agreed.public_id}/']", "**/desk/commitments/**")
    form = "form[action$='/follow-up/']"
    for name, said in (("in_use", "yes"), ("adequate", "yes"), ("effective", "no"), ("sustainable", "yes")):
        hands.choose(f"{form} [name$={name}]", said)
    hands.write(f"{form} textarea", "Train two trainers, not one.")
    hands.tick(f"{form} [type=checkbox]")
    hands.keep("asked-after-twelve-months")
    hands.send(form)
    hands.keep("answered-after-twelve-months")
    answer = Delivery.objects.get()
    assert (answer.in_use, answer.adequate, answer.effective, answer.sustainable) == (True, True, False, True)
    page.context.clear_cookies()
    hands.open("/indicators/")
    assert "Train two trainers, not one." in page.locator(".lessons").inner_text()
    assert told == []
