"""A coordinator's inbox: each heap holds what it says, as many as the pages show, and nothing of the own State."""

from datetime import timedelta

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Side
from matchmaker.models import Proposal
from matchmaker.services import inboxes, needs, proposals, verdicts
from matchmaker.services.inboxes import Heap
from tests import personas
from tests.factories import (
    NOW,
    NeedFactory,
    OverrideFactory,
    PassageFactory,
    ProposalFactory,
    ReportFactory,
    judged,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return personas.coordinator()


def heaps(user, at=NOW, **more):
    return {heap.value: len(entries) for heap, entries in inboxes.of(user, at, **more).heaps.items() if entries}


def test_a_need_goes_from_heap_to_heap(chair):
    need = PassageFactory(need=NeedFactory(status="submitted")).need
    assert heaps(chair) == {"authenticate": 1}
    needs.advance(need=need, action="authenticate", by=chair, at=NOW)
    assert heaps(chair) == {"objections": 1}
    (entry,) = inboxes.of(chair, NOW).heaps[Heap.OBJECTIONS]
    assert entry.until > NOW.date()
    assert heaps(chair, NOW + timedelta(days=10)) == {"circulate": 1}


def test_a_proposal_is_endorsed_then_silent_then_lapsing(chair):
    row = ProposalFactory(status="proposed", endorsed_by=None, endorsed_at=None, answer_by=None)
    assert heaps(chair) == {"endorse": 1}
    proposals.endorse(proposal=row, by=chair, at=NOW)
    assert heaps(chair) == {}
    assert heaps(chair, NOW + timedelta(days=15)) == {"silent": 1}
    assert heaps(chair, NOW + timedelta(days=15), silence=20) == {}
    later = NOW + timedelta(days=50)
    (entry,) = inboxes.of(chair, later).heaps[Heap.LAPSING]
    assert set(entry.whose) == {row.offer.provider, row.need.state}
    proposals.accept(proposal=row, side=Side.PROVIDER, by=personas.provider(row.offer.provider), at=NOW)
    (entry,) = inboxes.of(chair, later).heaps[Heap.LAPSING]
    assert entry.whose == (row.need.state,)
    assert (entry.until, entry.since) == (Proposal.objects.get().answer_by, NOW.date())


def test_a_decision_of_another_coordinator_waits_and_the_own_does_not(chair):
    row = OverrideFactory(asked_by=personas.coordinator())
    assert heaps(chair) == {"confirm": 1}
    assert heaps(row.asked_by) == {}


def test_a_report_that_its_state_does_not_look_at_is_silence(chair):
    report = ReportFactory(received_at=NOW - timedelta(days=30))
    NeedFactory(state=report.state, report=report, status="draft")
    (entry,) = inboxes.of(chair, NOW).heaps[Heap.SILENT]
    assert (entry.row, entry.whose) == (report, (report.state,))
    assert heaps(chair, silence=31) == {}


def test_the_own_state_is_counted_for_another_coordinator():
    need = NeedFactory(status="submitted")
    found = inboxes.of(personas.coordinator(need.state), NOW)
    assert (found.recused, sum(map(len, found.heaps.values()))) == (1, 0)
    with pytest.raises(MatchmakerError):
        inboxes.of(personas.owner(need.state), NOW)


def test_as_many_pairs_wait_as_their_page_holds(chair):
    one, other = NeedFactory(), NeedFactory()
    judged(one, other)
    judged(other, NeedFactory(status="withdrawn"))
    judged(one, NeedFactory(), relation="unrelated")
    found = inboxes.of(chair, NOW)
    assert found.pairs == len(verdicts.queue(by=chair).waiting) == 1
