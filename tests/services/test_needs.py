"""The life of a need: steps and their entries, order, and who sees it."""

import pytest
from django.db import DatabaseError, transaction

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import NeedStatus
from matchmaker.models import AuditEntry, Need
from matchmaker.services import needs
from tests import personas
from tests.factories import NOW, NeedFactory

pytestmark = pytest.mark.django_db

PEOPLE = {
    "owner": lambda need: personas.owner(need.state),
    "other State": lambda _: personas.other_state(),
    "provider": lambda _: personas.provider(),
    "coordinator": lambda _: personas.coordinator(),
    "coordinator of the own State": lambda need: personas.coordinator(need.state),
    "auditor": lambda _: personas.auditor(),
}


def test_a_step_and_its_entry_are_one(monkeypatch):
    need = NeedFactory(status=NeedStatus.SUBMITTED)

    def broken(**_):
        raise DatabaseError("the trail cannot be written")

    monkeypatch.setattr(needs.audit, "record", broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        needs.advance(need=need, action="authenticate", by=personas.coordinator(), at=NOW)
    assert Need.objects.get(pk=need.pk).status == NeedStatus.SUBMITTED


def test_the_entry_says_who_when_what_and_why():
    need = NeedFactory(status=NeedStatus.SUBMITTED)
    by = personas.coordinator()
    needs.advance(need=need, action="return", by=by, at=NOW, reason="The quantity is missing.")
    entry = AuditEntry.objects.get(object_id=need.public_id)
    assert (entry.by, entry.at, entry.action) == (by, NOW, "return")
    assert (entry.old, entry.new, entry.reason) == (
        {"status": "submitted"},
        {"status": "returned"},
        "The quantity is missing.",
    )


def test_a_return_without_a_reason_is_refused():
    need = NeedFactory(status=NeedStatus.SUBMITTED)
    with pytest.raises(MatchmakerError, match="needs a reason"):
        needs.advance(need=need, action="return", by=personas.coordinator(), at=NOW)


def test_only_the_state_decides_who_sees_its_need():
    need = NeedFactory(visibility="participants")
    with pytest.raises(MatchmakerError, match="Only the State that asks"):
        needs.show_to(need=need, visibility="public", by=personas.coordinator(), at=NOW)
    assert needs.show_to(need=need, visibility="public", by=personas.owner(need.state), at=NOW).visibility == "public"
    assert AuditEntry.objects.get(object_id=need.public_id).new == {"visibility": "public"}


def test_a_state_orders_its_needs_three_first_and_five_second():
    state = NeedFactory().state
    standing = NeedFactory.create_batch(9, state=state, status=NeedStatus.CIRCULATED)
    by = personas.owner(state)
    order = dict.fromkeys(standing[:3], 1) | dict.fromkeys(standing[3:8], 2)
    assert needs.prioritise(state=state, cycle=2026, tiers=order, by=by, at=NOW) == standing[:8]
    assert [need.tier for need in Need.objects.filter(pk__in=[n.pk for n in standing]).order_by("pk")] == [
        *[1] * 3,
        *[2] * 5,
        3,
    ]
    assert AuditEntry.objects.filter(action="prioritise").count() == 8
    for tier in (1, 2):
        with pytest.raises(MatchmakerError, match=f"Tier {tier} has room"):
            needs.prioritise(state=state, cycle=2026, tiers={standing[8]: tier}, by=by, at=NOW)
    # A need that stands no more gives its place free.
    needs.advance(need=standing[0], action="withdraw", by=by, at=NOW, reason="met at home")
    needs.prioritise(state=state, cycle=2026, tiers={standing[8]: 1}, by=by, at=NOW)
    assert Need.objects.get(pk=standing[8].pk).tier == 1


@pytest.mark.parametrize("who", ["other State", "provider", "coordinator", "coordinator of the own State", "auditor"])
def test_nobody_else_orders_the_needs_of_a_state(who):
    need = NeedFactory(status=NeedStatus.CIRCULATED)
    with pytest.raises(MatchmakerError) as refused:
        needs.prioritise(state=need.state, cycle=2026, tiers={need: 1}, by=PEOPLE[who](need), at=NOW)
    assert refused.value.code == "not_allowed"
    assert Need.objects.get(pk=need.pk).tier == 3


@pytest.mark.parametrize("change", [{"status": NeedStatus.WITHDRAWN}, {"cycle": 2024}, {"state": "another"}, {}])
def test_only_standing_needs_of_the_state_and_cycle_are_ordered_in_tiers_that_exist(change):
    need = NeedFactory(status=NeedStatus.CIRCULATED)
    other = NeedFactory(**{"state": need.state, **{k: v for k, v in change.items() if k != "state"}})
    if change.get("state"):
        other = NeedFactory()
    tier = 1 if change else 4
    with pytest.raises(MatchmakerError) as refused:
        needs.prioritise(state=need.state, cycle=2026, tiers={other: tier}, by=personas.owner(need.state), at=NOW)
    assert refused.value.code == "not_standing"


@pytest.mark.parametrize("action", ["receive", "meet", "meet_in_part", "reopen", "expire", "replace", "correct", "fly"])
def test_what_follows_from_other_things_nobody_does_by_itself(action):
    need = NeedFactory()
    for by in (personas.owner(need.state), personas.coordinator()):
        with pytest.raises(MatchmakerError) as refused:
            needs.advance(need=need, action=action, by=by, at=NOW, reason="because")
        assert refused.value.code == "unknown_action"
    assert Need.objects.get().status == NeedStatus.CIRCULATED


def test_parts_of_one_need_share_its_place():
    state = NeedFactory().state
    whole, second, third, fourth = NeedFactory.create_batch(4, state=state)
    parts = NeedFactory.create_batch(2, state=state, split_from=whole)
    order = dict.fromkeys((whole, *parts, second, third), 1)
    by = personas.owner(state)
    needs.prioritise(state=state, cycle=2026, tiers=order, by=by, at=NOW)
    with pytest.raises(MatchmakerError, match="Tier 1 has room"):
        needs.prioritise(state=state, cycle=2026, tiers={fourth: 1}, by=by, at=NOW)
