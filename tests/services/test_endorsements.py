"""Several proposals endorsed at once: each as it would be alone, and nothing that another person must look at."""

from datetime import timedelta

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.models import AuditEntry
from matchmaker.services import endorsements, proposals
from matchmaker.services.endorsements import Back
from tests import personas
from tests.factories import NOW, AllocationFactory, OverrideFactory, ProposalFactory, RunFactory

pytestmark = pytest.mark.django_db
UNDECIDED = {"status": "proposed", "endorsed_by": None, "endorsed_at": None, "answer_by": None}


@pytest.fixture
def chair():
    return personas.coordinator()


def planned(run, **more):
    line = AllocationFactory(run=run)
    return ProposalFactory(need=line.need, offer=line.offer, run=run, **UNDECIDED, **more)


def endorsed(chosen, chair):
    told = endorsements.endorse_each(chosen=chosen, by=chair, at=NOW)
    return {row.pk: refused and refused.code for row, refused in told}


def test_what_may_be_endorsed_at_once_and_what_stays_back(chair):
    run = RunFactory()
    ready, gone, beyond, unplanned, asked = planned(run), planned(run), planned(run, quantity=2), None, planned(run)
    unplanned = ProposalFactory(**UNDECIDED)
    type(gone.need).objects.filter(pk=gone.need.pk).update(status="withdrawn")
    OverrideFactory(decision="endorse", need=asked.need, offer=asked.offer, proposal=asked, scenario=None)
    ProposalFactory()  # endorsed already
    told = endorsements.outlook(chair)
    assert list(told.ready) == [ready]
    back = {(gone, Back.CHANGED), (beyond, Back.OFF_PLAN), (unplanned, Back.OFF_PLAN), (asked, Back.OFF_PLAN)}
    assert set(told.back) == back
    for party in (ready.need.state, ready.offer.provider):
        own = endorsements.outlook(personas.coordinator(party))
        assert own.ready == ()
        assert (ready, Back.OWN_STATE) in own.back


def test_each_is_endorsed_by_itself_with_an_entry_of_its_own(chair):
    run = RunFactory()
    first, changed, second = planned(run), planned(run), planned(run)
    type(changed.need).objects.filter(pk=changed.need.pk).update(text="Something else.")
    assert endorsed([first, changed, second], chair) == {first.pk: None, changed.pk: "changed_since", second.pk: None}
    entries = AuditEntry.objects.filter(action="endorse", by=chair)
    assert {entry.object_id for entry in entries} == {first.public_id, second.public_id}
    assert endorsed([first], chair) == {first.pk: "not_at_once"}
    first.refresh_from_db()
    assert (first.status, first.endorsed_by) == ("endorsed", chair)


def test_nothing_is_endorsed_in_passing_that_takes_two_or_another_one(chair):
    run = RunFactory()
    own, off = planned(run), ProposalFactory(**UNDECIDED)
    proposals.endorse(proposal=off, by=personas.coordinator(), at=NOW, reason="The minister asked.")
    national = personas.coordinator(own.need.state)
    assert endorsed([own, off], national) == {own.pk: "not_at_once", off.pk: "not_at_once"}
    off.refresh_from_db()
    assert off.status == "proposed"


def test_it_takes_a_coordinator_and_a_fresh_sign_in(chair):
    row = planned(RunFactory())
    with pytest.raises(MatchmakerError, match="coordinator"):
        endorsements.endorse_each(chosen=[row], by=personas.owner(row.need.state), at=NOW)
    chair.signed_in_at = NOW - timedelta(days=1)
    with pytest.raises(MatchmakerError, match="sign in again"):
        endorsements.endorse_each(chosen=[row], by=chair, at=NOW)
    row.refresh_from_db()
    assert row.status == "proposed"
