"""The donor's whole flow in a real browser: find, keep a filter, show interest, weigh, answer, deliver."""

import pytest

from matchmaker.models import Commitment, Cycle, KeptFilter, Proposal
from matchmaker.services import proposals
from tests.factories import NOW, NeedFactory, OfferFactory, ProposalFactory
from tests.web.browser.ways import signed_in, ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def proposed(world):
    """Three proposals that wait for the provider; to the first the State has said yes."""
    Cycle.objects.get_or_create(year=2026, defaults={"meeting": "Ninth Biennial Meeting of States"})
    state, giver = world.needs["public"].state, world.offers["public"].provider
    asked = NeedFactory(state=state), NeedFactory(), NeedFactory()
    rows = [
        ProposalFactory(need=need, offer=OfferFactory(provider=giver, title=title), quantity=2)
        for need, title in zip(asked, ("First", "Second", "Third"), strict=True)
    ]
    free = NeedFactory(), OfferFactory(provider=giver, title="Fourth")
    proposals.accept(proposal=rows[0], side="recipient", by=world.users["focal_point"], at=NOW)
    return rows, free


@pytest.mark.parametrize(("page", "by"), ways(((390, "en"), "keyboard")), indirect=["page"])
def test_a_donor_finds_a_need_answers_and_delivers(page, by, world, proposed, live_server, told, pictures):
    hands = signed_in(page, by, world, "provider", live_server, pictures, "donor")
    hands.open("/desk/donor/")
    hands.sees(".tasks li")
    hands.keep("desk")
    hands.go("a[href='/desk/donor/needs/']", "**/desk/donor/needs/")
    hands.choose("select[name=theme]", "marking")
    hands.go("form[action='/desk/donor/needs/'] button", "**theme=marking**")
    hands.write("#keep-name", "Marking")
    hands.use("form.keep-filter button")
    hands.sees(".kept a[aria-current]")
    hands.keep("filter-kept")
    rows, (need, offer) = proposed
    pair = f":has(input[value='{need.public_id}']):has(input[value='{offer.public_id}'])"
    hands.send(f"form[action='/desk/donor/interest/']{pair}")
    hands.keep("interest")
    assert Proposal.objects.filter(need=need, status="proposed").exists()

    hands.open("/desk/donor/uses/")
    hands.choose("select[name=offer]", str(offer.public_id))
    hands.write("input[name=more]", "1")
    hands.go("form[action='/desk/donor/uses/'] button", "**more=1**")
    hands.sees("main")
    hands.keep("uses")

    first, second, third = rows
    hands.open("/desk/donor/")
    hands.go(f"a[href='/desk/proposals/{first.public_id}/']", f"**/{first.public_id}/")
    hands.keep("proposal")
    hands.go("form[action$='/accept/'] button", "**/desk/commitments/**")
    hands.send("form[action$='/start/']")
    hands.write("form[action$='/deliver/'] input[name$=quantity]", "2")
    hands.send("form[action$='/deliver/']")
    hands.keep("delivered")
    assert Commitment.objects.get().status == "delivered"

    hands.open(f"/desk/proposals/{second.public_id}/")
    hands.use("details:has(form[action$='/decline/']) summary")
    hands.choose("form[action$='/decline/'] select", "timing")
    hands.keep("decline")
    hands.send("form[action$='/decline/']")
    hands.open(f"/desk/proposals/{third.public_id}/")
    hands.use("details:has(form[action$='/counter/']) summary")
    hands.write("form[action$='/counter/'] input[name$=quantity]", "1")
    hands.write("form[action$='/counter/'] textarea", "One is free this year.")
    hands.use("form[action$='/counter/'] button[type=submit]")
    hands.page.wait_for_url(lambda url: "/desk/proposals/" in url and str(third.public_id) not in url)
    hands.keep("countered")
    for row in (second, third):
        row.refresh_from_db()
        assert row.status == "declined"
    assert KeptFilter.objects.get().name == "Marking"
    assert told == []
