"""Interest: whoever sees both sides of a pair may propose it, under the rules of a run."""

from datetime import date
from decimal import Decimal

import pytest

from matchmaker.core.assignment import read_problem
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import ProposalStatus
from matchmaker.models import Cycle, Need, Offer, Proposal
from matchmaker.services import fits, problems, proposals
from tests import personas
from tests.factories import (
    NOW,
    CommitmentFactory,
    EngagementFactory,
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PartyFactory,
    ProposalFactory,
    ScenarioFactory,
    judged,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return personas.coordinator()


def test_by_the_provider_and_by_the_state():
    need, offer = NeedFactory(), OfferFactory()
    by = personas.provider(offer.provider)
    row = proposals.show_interest(need=need, offer=offer, quantity=Decimal(1), by=by, at=NOW)
    assert (row.shown_by, row.status, row.used) == (by, ProposalStatus.PROPOSED, 1)
    with pytest.raises(MatchmakerError, match="already before people"):
        proposals.show_interest(need=need, offer=offer, quantity=Decimal(1), by=personas.owner(need.state), at=NOW)


@pytest.mark.parametrize("who", ["coordinator", "other_state", "provider", "auditor"])
def test_by_nobody_else(who):
    with pytest.raises(MatchmakerError) as refused:
        proposals.show_interest(
            need=NeedFactory(), offer=OfferFactory(), quantity=Decimal(1), by=getattr(personas, who)(), at=NOW
        )
    assert refused.value.code in {"not_allowed", "unknown_pair"}


def test_what_one_cannot_see_does_not_exist():
    offer = OfferFactory()
    by = personas.provider(offer.provider)
    for need in (NeedFactory(status="submitted"), NeedFactory(visibility="coordinators")):
        with pytest.raises(MatchmakerError) as refused:
            proposals.show_interest(need=need, offer=offer, quantity=Decimal(1), by=by, at=NOW)
        assert refused.value.code == "unknown_pair"


def test_a_hard_rule_holds():
    offer = OfferFactory(themes=["tracing"])
    with pytest.raises(MatchmakerError, match="breaks the rules theme"):
        proposals.show_interest(
            need=NeedFactory(), offer=offer, quantity=Decimal(1), by=personas.provider(offer.provider), at=NOW
        )
    assert not Proposal.objects.exists()


def test_an_offer_to_be_browsed_is_found_by_people_only(chair):
    need, offer = NeedFactory(quantity=3), OfferFactory(browse_only=True)
    row = proposals.show_interest(need=need, offer=offer, quantity=Decimal(2), by=personas.owner(need.state), at=NOW)
    assert read_problem(problems.prepare(ScenarioFactory()).data).offers == ()
    proposals.endorse(proposal=row, by=chair, at=NOW)
    # What it gives is not planned a second time.
    (left,) = read_problem(problems.prepare(ScenarioFactory()).data).needs
    assert left.quantity == 1


def test_money_is_counted_in_the_offers_currency():
    need = NeedFactory(quantity=2, amount=30000, currency="USD")
    offer = OfferFactory(
        kinds=["funding"], pays_for=["equipment"], unit="money", currency="USD", capacity=Decimal(20000)
    )
    row = proposals.show_interest(need=need, offer=offer, quantity=Decimal(1), by=personas.owner(need.state), at=NOW)
    assert (row.used, row.money, row.currency) == (15000, 15000, "USD")


def fits_of(need, offer, by):
    return fits.fits(
        needs=Need.objects.filter(pk=need.pk), offers=Offer.objects.filter(pk=offer.pk), cycle=2026, by=by
    ).rows


@pytest.fixture
def regional():
    """Four machines that a body asks for, for two States."""
    body = OrganisationFactory(type="regional_organisation")
    states = [PartyFactory(code=code) for code in ("KEN", "UGA")]
    return NeedFactory(state=body, members=["KEN", "UGA"], quantity=Decimal(4)), dict(
        zip(("KEN", "UGA"), states, strict=True)
    )


def interested(need, offer, by, quantity=2, **member):
    return proposals.show_interest(need=need, offer=offer, quantity=Decimal(quantity), by=by, at=NOW, **member)


def test_of_a_regional_need_it_is_in_the_part_of_one_member(regional):
    need, states = regional
    offer = OfferFactory(capacity=Decimal(9))
    giver = personas.provider(offer.provider)
    for stored in (need, offer):
        stored.refresh_from_db()
    assert [(fit.code, fit.most) for fit in fits_of(need, offer, giver)] == [
        ("KEN", 2),
        ("UGA", 2),
    ]
    row = interested(need, offer, giver, member="KEN")
    assert (row.member, row.quantity) == ("KEN", 2)
    with pytest.raises(MatchmakerError, match="already before people"):
        interested(need, offer, giver, member="KEN")
    # The other member's part is a pair of its own, and the member may show it itself.
    assert interested(need, offer, personas.owner(states["UGA"]), member="UGA").member == "UGA"
    assert Proposal.objects.live().count() == 2


@pytest.mark.parametrize(("member", "code"), [("", "member_missing"), ("TZA", "member_missing")])
def test_a_member_is_named_that_is_one(regional, member, code):
    offer = OfferFactory()
    with pytest.raises(MatchmakerError) as refused:
        interested(regional[0], offer, personas.provider(offer.provider), member=member)
    assert refused.value.code == code
    with pytest.raises(MatchmakerError) as refused:
        interested(NeedFactory(), offer, personas.provider(offer.provider), member="KEN")
    assert refused.value.code == "no_member"
    assert not Proposal.objects.exists()


def test_a_member_shows_interest_in_its_own_part_only_and_under_the_hard_rules(regional):
    need, states = regional
    with pytest.raises(MatchmakerError) as refused:
        interested(need, OfferFactory(), personas.owner(states["KEN"]), member="UGA")
    assert refused.value.code == "not_allowed"
    with pytest.raises(MatchmakerError, match="breaks the rules"):
        interested(need, OfferFactory(eligible_states=["UGA"]), personas.owner(states["KEN"]), member="KEN")
    with pytest.raises(MatchmakerError, match="at most 2"):
        interested(need, OfferFactory(capacity=Decimal(9)), personas.owner(states["KEN"]), quantity=3, member="KEN")


@pytest.mark.parametrize("side", ["giver", "asker"])
def test_what_others_agreed_shrinks_nothing_that_one_is_told(side):
    """Another provider's part of the need, another State's part of the offer: their sum would tell of them."""
    need, offer = NeedFactory(quantity=Decimal(4)), OfferFactory(capacity=Decimal(4))
    giver, asker = personas.provider(offer.provider), personas.owner(need.state)
    offer.refresh_from_db()
    if side == "giver":
        agreed(need, OfferFactory(capacity=Decimal(9)), 3)
        assert [fit.most for fit in fits_of(need, offer, giver)] == [4]
    else:
        agreed(NeedFactory(quantity=Decimal(9)), offer, 3)
    by = giver if side == "giver" else asker
    with pytest.raises(MatchmakerError, match="at most 4"):
        proposals.show_interest(need=need, offer=offer, quantity=Decimal(5), by=by, at=NOW)
    assert proposals.show_interest(need=need, offer=offer, quantity=Decimal(4), by=by, at=NOW).quantity == 4


@pytest.mark.parametrize("side", ["giver", "asker"])
def test_what_one_agreed_oneself_is_counted(side):
    need, offer = NeedFactory(quantity=Decimal(4)), OfferFactory(capacity=Decimal(9))
    giver, asker = personas.provider(offer.provider), personas.owner(need.state)
    agreed(need, offer, 3)
    assert [fit.most for fit in fits_of(need, offer, giver)] == [1]
    with pytest.raises(MatchmakerError, match="at most 1"):
        interested(need, offer, giver if side == "giver" else asker)


def test_help_that_one_may_know_of_keeps_a_covered_need_off_the_list():
    need, offer = NeedFactory(beneficiary="police", end=date(2026, 12, 31)), OfferFactory()
    giver = personas.provider(offer.provider)
    assert len(fits_of(need, offer, giver)) == 1
    EngagementFactory(state=need.state, beneficiary="police", quantity=None)
    assert fits_of(need, offer, giver) == ()
    with pytest.raises(MatchmakerError, match="breaks the rules duplicate"):
        interested(need, offer, giver)


def test_an_offer_published_again_is_listed_once():
    need, older = NeedFactory(), OfferFactory()
    newer = OfferFactory(provider=older.provider)
    giver = personas.provider(older.provider)
    judged(older, newer)
    found = fits.fits(needs=Need.objects.all(), offers=Offer.objects.all(), cycle=2026, by=giver).rows
    assert [fit.offer for fit in found] == [newer]
    with pytest.raises(MatchmakerError, match="take the newer one"):
        interested(need, older, giver)
    assert interested(need, newer, giver).offer == newer


def test_what_no_state_stands_by_is_not_on_the_list():
    need, offer = NeedFactory(report__confirmed=False), OfferFactory()
    giver = personas.provider(offer.provider)
    assert fits_of(need, offer, giver) == ()
    with pytest.raises(MatchmakerError, match="does not enter this scenario"):
        interested(need, offer, giver)


def test_interest_is_checked_against_the_cycle_that_is_planned_next():
    Cycle.objects.create(year=2026)
    old = NeedFactory(cycle=2024, requested=date(2024, 4, 1))
    judged(old, NeedFactory(state=old.state))
    offer = OfferFactory()
    asker = personas.owner(old.state)
    found = fits.fits(needs=Need.objects.all(), offers=Offer.objects.all(), cycle=2026, by=asker, used={}).rows
    assert [fit.need.cycle for fit in found] == [2026]
    with pytest.raises(MatchmakerError, match="breaks the rules duplicate"):
        interested(old, offer, asker)


def agreed(need, offer, quantity):
    row = ProposalFactory(need=need, offer=offer, quantity=Decimal(quantity), status=ProposalStatus.COMMITTED)
    CommitmentFactory(proposal=row)
    for each in (need, offer):
        type(each).objects.filter(pk=each.pk).update(committed=Decimal(quantity))
        each.refresh_from_db()
