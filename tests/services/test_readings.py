"""What people rejected or joined in a report, when a newer version of it says the same, nearly the same or something else."""

from dataclasses import replace
from decimal import Decimal

import pytest

from matchmaker.core.vocabulary import NeedStatus
from matchmaker.models import AuditEntry, Need, Report
from matchmaker.services import review
from tests import personas
from tests.factories import NOW
from tests.services.handed_in import CUTTERS, MACHINES, asked, kenyan, standing

pytestmark = pytest.mark.django_db


def rejected(need, by, reason="We have them since May."):
    return review.reject(need=need, reason=reason, by=by, at=NOW)


def test_what_was_rejected_stays_rejected_in_every_newer_version_that_says_it_again(hand_in):
    by = kenyan()
    hand_in(by, MACHINES, CUTTERS)
    need = rejected(Need.objects.get(item="marking_machine"), by)
    # In the same words, not at all, in other words with the same facts.
    for lines in ((MACHINES, CUTTERS), (CUTTERS,), (("machines for marking: 2", 2), CUTTERS)):
        hand_in(by, *lines, said=repr(lines) + "again")
        assert standing() == {("marking_machine", "withdrawn", 2), ("cutter", "draft", 1)}
        assert Need.objects.filter(item="marking_machine").get() == need
    need.refresh_from_db()
    assert need.report == Report.objects.get(superseded_by=None)
    assert need.passages.get().quote == "machines for marking: 2"
    assert AuditEntry.objects.get(action="withdraw", object_id=need.public_id).reason == "We have them since May."
    assert not Need.objects.visible_to(personas.coordinator()).exists()


def test_what_asks_otherwise_than_what_was_rejected_is_a_draft_beside_the_rejection(hand_in):
    by = kenyan()
    hand_in(by, MACHINES, CUTTERS)
    gone = rejected(Need.objects.get(item="marking_machine"), by)
    # Be it in other words, or in the same with another number read from beside them.
    for quantity, quote in ((3, "three marking machines"), (4, MACHINES[0])):
        hand_in(by, (quote, quantity), CUTTERS)
        draft = Need.objects.get(quantity=quantity)
        assert (draft.status, draft.rejected_before) == (NeedStatus.DRAFT, gone)
    assert Need.objects.get(item="cutter").rejected_before is None


def test_of_two_alike_only_the_rejected_one_stays_rejected(hand_in):
    by = kenyan()
    lines = [("two machines for the army", 2), ("two machines for the navy", 2)]
    hand_in(by, *lines)
    army, navy = Need.objects.order_by("pk")
    rejected(army, by)
    hand_in(by, *reversed(lines), CUTTERS)
    assert [
        (n.status, n.passages.get().quote) for n in Need.objects.filter(pk__in=(army.pk, navy.pk)).order_by("pk")
    ] == [
        ("withdrawn", "two machines for the army"),
        ("draft", "two machines for the navy"),
    ]
    # Which of them one line in other words says is not known: what stands is not lost.
    hand_in(by, ("two machines", 2), CUTTERS)
    assert Need.objects.get(status="draft", item="marking_machine").passages.get().quote == "two machines"


def test_that_a_kind_of_help_alone_was_rejected_says_nothing_of_other_words(hand_in):
    by = kenyan()
    hand_in(by, ("machines", 1), CUTTERS)
    gone = rejected(Need.objects.get(item="marking_machine"), by)
    hand_in(by, replace(asked("some machines", 1), vague=True), CUTTERS)
    assert Need.objects.get(status="draft", item="marking_machine").rejected_before == gone


def test_a_corrected_need_that_was_rejected_is_known_by_what_was_read(hand_in):
    by = kenyan()
    hand_in(by, MACHINES, CUTTERS)
    need = Need.objects.get(item="marking_machine")
    review.correct(need=need, facts={"quantity": Decimal(5)}, by=by, at=NOW)
    rejected(need, by)
    hand_in(by, MACHINES, CUTTERS, said="two marking machines, one cutter, no more")
    assert standing() == {("marking_machine", "withdrawn", 5), ("cutter", "draft", 1)}


def test_what_was_joined_stays_joined_with_both_its_passages(hand_in):
    by = kenyan()
    lines = [("two machines for the army", 2), ("the same two machines", 2)]
    hand_in(by, *lines)
    whole, part = Need.objects.order_by("pk")
    review.join(need=part, into=whole, by=by, at=NOW)
    hand_in(by, *lines, CUTTERS)
    part.refresh_from_db()
    assert (part.status, part.merged_into) == (NeedStatus.MERGED, whole)
    assert [passage.quote for passage in whole.passages.all()] == [quote for quote, _ in lines]
