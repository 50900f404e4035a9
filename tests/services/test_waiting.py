"""What waits for whom, along the whole life of one match; whatever waits for one waits for nobody else by mistake."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from matchmaker.core.vocabulary import DeclineCode, Side
from matchmaker.services import deliveries, needs, proposals, review, waiting
from tests import personas
from tests.factories import NOW, NeedFactory, OfferFactory, PassageFactory, ProposalFactory, ReportFactory

pytestmark = pytest.mark.django_db
DESKS = {"State": waiting.for_requesting, "donor": waiting.for_donor, "chair": waiting.for_coordinator}


@pytest.fixture
def proposal():
    return ProposalFactory(
        need__quantity=3,
        offer__capacity=5,
        quantity=2,
        status="proposed",
        endorsed_by=None,
        endorsed_at=None,
        answer_by=None,
        implementer=None,
    )


@pytest.fixture
def people(proposal):
    return {
        "State": personas.owner(proposal.need.state),
        "donor": personas.provider(proposal.offer.provider),
        "chair": personas.coordinator(),
    }


def tasks(people, at=NOW):
    return {name: [each.task.value for each in desk(people[name], at)] for name, desk in DESKS.items()}


def test_a_need_from_report_to_circulation(proposal, people):
    report = ReportFactory(state=proposal.need.state)
    need = PassageFactory(need=NeedFactory(state=report.state, report=report, status="draft")).need
    chair, owner = people["chair"], people["State"]
    proposals.withdraw(proposal=proposal, reason="out of the way", by=chair, at=NOW)
    assert tasks(people) == {"State": ["review"], "donor": [], "chair": []}
    review.confirm(need=need, by=owner, at=NOW)
    assert tasks(people) == {"State": ["submit"], "donor": [], "chair": []}
    needs.advance(need=need, action="submit", by=owner, at=NOW)
    assert tasks(people) == {"State": [], "donor": [], "chair": ["authenticate"]}
    assert waiting.for_coordinator(personas.coordinator(need.state), NOW) == []
    needs.advance(need=need, action="return", reason="which agency?", by=chair, at=NOW)
    assert tasks(people) == {"State": ["mend"], "donor": [], "chair": []}
    needs.advance(need=need, action="submit", by=owner, at=NOW)
    needs.advance(need=need, action="authenticate", by=chair, at=NOW)
    assert tasks(people) == {"State": ["object"], "donor": [], "chair": []}
    assert tasks(people, NOW + timedelta(days=10))["chair"] == ["circulate"]


def test_a_proposal_to_the_answer_after_twelve_months(proposal, people):
    chair, owner, donor = people["chair"], people["State"], people["donor"]
    assert tasks(people) == {"State": [], "donor": [], "chair": ["endorse"]}
    assert waiting.for_coordinator(personas.coordinator(proposal.need.state), NOW) == []
    proposals.endorse(proposal=proposal, by=chair, at=NOW)
    assert tasks(people) == {"State": ["answer"], "donor": ["answer"], "chair": []}
    proposals.accept(proposal=proposal, side=Side.PROVIDER, by=donor, at=NOW)
    assert tasks(people) == {"State": ["answer"], "donor": ["name_implementer"], "chair": []}
    proposals.name_implementer(proposal=proposal, implementer=proposal.offer.provider, by=donor, at=NOW)
    assert tasks(people) == {"State": ["answer"], "donor": [], "chair": []}
    proposals.accept(proposal=proposal, side=Side.RECIPIENT, by=owner, at=NOW)
    assert tasks(people) == {"State": [], "donor": ["start"], "chair": []}
    commitment = proposal.commitments.get()
    deliveries.start(commitment=commitment, by=donor, at=NOW)
    assert tasks(people) == {"State": [], "donor": ["deliver"], "chair": []}
    deliveries.deliver(commitment=commitment, quantity=Decimal(2), by=donor, at=NOW)
    assert tasks(people) == {"State": ["confirm"], "donor": [], "chair": []}
    deliveries.confirm(commitment=commitment, by=owner, at=NOW)
    assert tasks(people) == {"State": [], "donor": [], "chair": []}
    assert tasks(people, NOW + timedelta(days=363))["State"] == []
    assert tasks(people, NOW + timedelta(days=366))["State"] == ["follow_up"]


def test_what_ends_first_stands_first_and_a_no_ends_the_waiting(proposal, people):
    chair, donor = people["chair"], people["donor"]
    OfferFactory(provider=proposal.offer.provider, renewal=date(NOW.year, NOW.month, NOW.day) + timedelta(days=3))
    proposals.endorse(proposal=proposal, by=chair, at=NOW)
    assert tasks(people)["donor"] == ["renew", "answer"]
    proposals.decline(proposal=proposal, side=Side.PROVIDER, code=DeclineCode.MEANS, text="", by=donor, at=NOW)
    assert tasks(people) == {"State": [], "donor": ["renew"], "chair": []}
    for desk in DESKS.values():
        assert desk(personas.other_state(), NOW) == []
