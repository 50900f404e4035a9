"""What silence and the calendar do, on the day and the day before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.models import AuditEntry, Need, Offer, Proposal
from matchmaker.services import deadlines, needs, offers, verification
from tests import personas
from tests.factories import NeedFactory, OfferFactory, ProposalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return personas.coordinator()


def at(day):
    return datetime.combine(day, datetime.min.time(), UTC)


def counts(chair, day):
    return deadlines.let_pass(by=chair, at=at(day))


def test_silence_circulates_after_the_fifth_working_day(chair):
    need = NeedFactory(status="submitted")
    needs.advance(need=need, action="authenticate", by=chair, at=at(date(2026, 6, 5)))
    assert counts(chair, date(2026, 6, 12))["circulated"] == 0
    assert counts(chair, date(2026, 6, 13))["circulated"] == 1
    assert Need.objects.get().status == "circulated"
    assert counts(chair, date(2026, 6, 14))["circulated"] == 0


def test_an_objection_in_time_leads_back(chair):
    need = NeedFactory(status="submitted")
    needs.advance(need=need, action="authenticate", by=chair, at=at(date(2026, 6, 5)))
    by = personas.owner(need.state)
    needs.advance(need=need, action="object", by=by, at=at(date(2026, 6, 12)), reason="another number")
    assert counts(chair, date(2026, 6, 20))["circulated"] == 0


def test_a_need_expires_after_its_last_day_with_what_was_proposed(chair):
    row = ProposalFactory(need__end=date(2026, 6, 30), answer_by=date(2027, 1, 1))
    assert counts(chair, date(2026, 6, 30))["expired"] == 0
    assert counts(chair, date(2026, 7, 1)) == {"circulated": 0, "expired": 1, "lapsed": 0}
    assert Need.objects.get().status == "expired"
    assert Proposal.objects.get(pk=row.pk).status == "withdrawn"
    assert {e.action for e in AuditEntry.objects.all()} == {"expire", "withdraw"}
    assert verification.breaches() == []


@pytest.mark.parametrize("field", ["end", "renewal"])
def test_an_offer_expires_after_its_day_and_is_renewed(chair, field):
    offer = OfferFactory(start=date(2026, 1, 1), **{"end": date(2027, 1, 1), field: date(2026, 6, 30)})
    assert counts(chair, date(2026, 6, 30))["expired"] == 0
    assert counts(chair, date(2026, 7, 1))["expired"] == 1
    by = personas.provider(offer.provider)
    with pytest.raises(MatchmakerError, match="a day to come"):
        offers.renew(offer=offer, until=date(2026, 7, 1), by=by, at=at(date(2026, 7, 1)))
    assert offers.renew(offer=offer, until=date(2026, 12, 1), by=by, at=at(date(2026, 7, 1))).status == "published"
    # Open again is open until the new day, also where it was the last day that had passed.
    assert counts(chair, date(2026, 12, 1))["expired"] == 0
    assert counts(chair, date(2026, 12, 2))["expired"] == 1


def test_a_proposal_lapses_after_its_last_day(chair):
    ProposalFactory(answer_by=date(2026, 6, 30))
    assert counts(chair, date(2026, 6, 30))["lapsed"] == 0
    assert counts(chair, date(2026, 6, 30) + timedelta(days=1))["lapsed"] == 1


def test_only_a_coordinator_lets_it_pass():
    OfferFactory(end=date(2026, 7, 1))
    for by in (personas.auditor(), personas.provider(), personas.other_state()):
        with pytest.raises(MatchmakerError):
            deadlines.let_pass(by=by, at=at(date(2027, 1, 1)))
    assert Offer.objects.get().status == "published"
