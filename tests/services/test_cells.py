"""Role x ownership x action x status: what is offered and what is taken, of every noun, against a table written by hand.

The actions and statuses come from the table of transitions and the vocabulary, so that one without a line by hand
fails. Each service is called as each person on each row; a refusal leaves the row and the trail as they were.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from matchmaker import actions, named
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.lifecycle import CONSEQUENCES, TRANSITIONS
from matchmaker.core.vocabulary import (
    CommitmentStatus,
    DeclineCode,
    NeedStatus,
    OfferStatus,
    OverrideStatus,
    ProposalStatus,
    Relation,
    RunStatus,
    Side,
)
from matchmaker.models import AuditEntry, Duplicate, Run
from matchmaker.services import (
    commitments,
    deliveries,
    duplicates,
    engagements,
    needs,
    offers,
    overrides,
    proposals,
    reports,
    review,
    runs,
    scenarios,
)
from tests import factories as make
from tests.cells import World
from tests.factories import NOW

pytestmark = pytest.mark.django_db
FACTS = {"theme": "marking", "kind": "equipment", "item": "marking_machine", "quantity": Decimal(9)}

# noun, action, who, from which statuses, to which, where to another; a row without a status is "here". From the workflow.
BY_HAND = """
need submit: asker: draft returned > submitted
need authenticate: free: submitted > authenticated
need return: free: submitted > returned
need object: asker: authenticated > returned
need circulate: free: authenticated > circulated
need merge: free: submitted authenticated circulated > merged
need supersede: free: submitted authenticated circulated > superseded
need withdraw: asker: draft returned submitted authenticated circulated partly_met > withdrawn
need correct: asker: draft returned circulated partly_met
need confirm: asker: draft returned
need join: asker: draft returned > merged
need split: asker: draft returned
need show: asker: *
offer publish: giver: draft > published
offer amend: giver: draft published exhausted
offer renew: giver: published expired > published
offer withdraw: giver: draft published > withdrawn
offer close: giver: published exhausted > closed
run cancel: chairs: queued running > cancelled
run publish: chairs: finished
run unpublish: chairs: published
run repair: chairs: published
proposal endorse: chair: proposed > endorsed
proposal name_implementer: giver carrier chair: proposed endorsed
proposal accept: asker member giver carrier: endorsed
proposal accept_on_paper: chair: endorsed
proposal decline: asker member giver carrier: proposed endorsed > declined
proposal decline_on_paper: chair: proposed endorsed > declined
proposal counter: giver: proposed endorsed > declined
proposal withdraw: chair: proposed endorsed > withdrawn
override confirm: chair carriers_chair: asked > confirmed
override refuse: chair carriers_chair: asked > refused
commitment start: giver: agreed > in_delivery
commitment deliver: giver: in_delivery > delivered
commitment confirm: asker member: delivered > confirmed
commitment follow_up: asker member: confirmed > followed_up
commitment cancel: asker member giver: agreed in_delivery > cancelled
commitment release: asker member giver: *
report confirm: asker: here
report add_need: asker: here confirmed
scenario revise: chairs: here
scenario copy: chairs: here
scenario pin: chair carriers_chair: here
scenario forbid: chair carriers_chair: here
scenario release: chair carriers_chair: here
engagement correct: asker giver chairs: here
duplicate judge: free: here
"""
CHAIRS = {"chair", "askers_chair", "members_chair", "givers_chair", "carriers_chair"}
GROUPS = {"chairs": CHAIRS, "free": CHAIRS - {"askers_chair", "members_chair"}}
"""All coordinators; and those whose own State does not ask."""
STATUSES = {
    "need": list(NeedStatus),
    "offer": list(OfferStatus),
    "run": [*RunStatus, "published"],
    "proposal": list(ProposalStatus),
    "override": list(OverrideStatus),
    "commitment": list(CommitmentStatus),
    "report": ["here", "confirmed"],
}
REFUSALS = {"not_allowed", "wrong_status", "own_state", "not_published", "unknown_record", "second_person_missing"}
# What is offered of a scenario names no pair yet, so it is offered to coordinators of the States in it as well.
STAYS = {("run", "cancel", "running")}
"""A run that is being solved is asked to end: its worker ends it."""
NEAR = {"askers_provider", "askers_chair", "members_chair", "givers_focal_point", "carrier", "auditor"}
"""Who comes nearest to a right without having it."""
OFFERED_BESIDE = {("scenario", action): CHAIRS for action in ("pin", "forbid", "release")}


def by_hand():
    """(noun, action) to who, from where and to where; the last is empty where the status stays."""
    found = {}
    for line in BY_HAND.strip().splitlines():
        line, _, target = line.partition(" > ")
        what, who, where = (part.split() for part in line.split(":"))
        noun, action = what
        names = {name for each in who for name in GROUPS.get(each, {each})}
        statuses = {str(each) for each in STATUSES.get(noun, ["here"])} if where == ["*"] else set(where)
        found[noun, action] = (names, statuses, target)
    return found


HAND = by_hand()
NOUNS = sorted({noun for noun, _ in HAND})


def answers(act, sides=Side):
    """An answer is tried for each side: somebody may give it where it is taken for one of them."""

    def tried(world, row, by):
        refused = None
        for side in sides:
            try:
                with transaction.atomic():
                    return act(row, side, by)
            except MatchmakerError as error:
                refused = error
        raise refused

    return tried


def paper(world):
    return {"side": Side.RECIPIENT, "document": "Note 1", "dated": NOW.date(), "second": world.asked_first}


def needs_step(action):
    return lambda world, row, by: needs.advance(need=row, action=action, by=by, at=NOW, reason="for a reason")


def offers_step(action):
    return lambda world, row, by: offers.advance(offer=row, action=action, by=by, at=NOW, reason="for a reason")


def into(world, row):
    return world.need("draft", report=row.report)


ANSWERED = {"in_use": True, "adequate": True, "effective": True, "sustainable": False}
ACTS = {
    **{("need", each): needs_step(each) for each in ("submit", "authenticate", "return", "object", "circulate")},
    **{("need", each): needs_step(each) for each in ("supersede", "withdraw")},
    ("need", "merge"): lambda w, row, by: needs.advance(
        need=row, action="merge", by=by, at=NOW, reason="one request", into=w.need("circulated")
    ),
    ("need", "correct"): lambda w, row, by: needs.correct(need=row, by=by, at=NOW, quantity=Decimal(9)),
    ("need", "confirm"): lambda w, row, by: review.confirm(need=row, by=by, at=NOW),
    ("need", "join"): lambda w, row, by: review.join(need=row, into=into(w, row), by=by, at=NOW),
    ("need", "split"): lambda w, row, by: review.split(
        need=row, parts=[{"quantity": Decimal(3)}, {"quantity": Decimal(1)}], by=by, at=NOW
    ),
    ("need", "show"): lambda w, row, by: needs.show_to(need=row, visibility="public", by=by, at=NOW),
    **{("offer", each): offers_step(each) for each in ("publish", "withdraw", "close")},
    ("offer", "amend"): lambda w, row, by: offers.amend(offer=row, title="Better", by=by, at=NOW),
    ("offer", "renew"): lambda w, row, by: offers.renew(offer=row, until=date(2027, 5, 1), by=by, at=NOW),
    ("run", "cancel"): lambda w, row, by: runs.cancel(run=row, by=by, at=NOW),
    ("run", "publish"): lambda w, row, by: runs.publish(run=row, by=by, at=NOW),
    ("run", "unpublish"): lambda w, row, by: runs.unpublish(run=row, reason="too soon", by=by, at=NOW),
    ("run", "repair"): lambda w, row, by: scenarios.repair(run=row, by=by, at=NOW),
    ("proposal", "endorse"): lambda w, row, by: proposals.endorse(proposal=row, by=by, at=NOW),
    ("proposal", "name_implementer"): lambda w, row, by: proposals.name_implementer(
        proposal=row, implementer=make.OrganisationFactory(), by=by, at=NOW
    ),
    ("proposal", "accept"): answers(lambda row, side, by: proposals.accept(proposal=row, side=side, by=by, at=NOW)),
    ("proposal", "decline"): answers(
        lambda row, side, by: proposals.decline(
            proposal=row, side=side, code=DeclineCode.TIMING, text="", by=by, at=NOW
        )
    ),
    ("proposal", "accept_on_paper"): lambda w, row, by: proposals.accept_on_paper(
        proposal=row, by=by, at=NOW, **paper(w)
    ),
    ("proposal", "decline_on_paper"): lambda w, row, by: proposals.decline_on_paper(
        proposal=row, by=by, at=NOW, code=DeclineCode.TIMING, **paper(w)
    ),
    ("proposal", "counter"): lambda w, row, by: proposals.counter(
        proposal=row, quantity=Decimal(1), text="half", by=by, at=NOW
    ),
    ("proposal", "withdraw"): lambda w, row, by: proposals.withdraw(proposal=row, reason="a slip", by=by, at=NOW),
    ("override", "confirm"): lambda w, row, by: scenarios.confirm(override=row, by=by, at=NOW),
    ("override", "refuse"): lambda w, row, by: scenarios.refuse(override=row, reason="no", by=by, at=NOW),
    ("commitment", "start"): lambda w, row, by: deliveries.start(commitment=row, by=by, at=NOW),
    ("commitment", "deliver"): lambda w, row, by: deliveries.deliver(
        commitment=row, quantity=Decimal(1), by=by, at=NOW
    ),
    ("commitment", "confirm"): lambda w, row, by: deliveries.confirm(commitment=row, by=by, at=NOW),
    ("commitment", "follow_up"): lambda w, row, by: deliveries.follow_up(commitment=row, by=by, at=NOW, **ANSWERED),
    ("commitment", "cancel"): lambda w, row, by: commitments.cancel(commitment=row, reason="a flood", by=by, at=NOW),
    ("commitment", "release"): lambda w, row, by: commitments.release(commitment=row, by=by, at=NOW),
    ("report", "confirm"): lambda w, row, by: reports.confirm(report=row, by=by, at=NOW),
    ("report", "add_need"): lambda w, row, by: review.add(
        report=row, words="Two marking machines", facts=FACTS, by=by, at=NOW
    ),
    ("scenario", "revise"): lambda w, row, by: scenarios.revise(scenario=row, name="Another", by=by, at=NOW),
    ("scenario", "copy"): lambda w, row, by: scenarios.copy(scenario=row, name="A copy", by=by, at=NOW),
    **{
        ("scenario", name): lambda w, row, by, act=act: act(scenario=row, reason="agreed", by=by, at=NOW, **row.pair)
        for name, act in (("pin", scenarios.pin), ("forbid", scenarios.forbid), ("release", scenarios.release))
    },
    ("engagement", "correct"): lambda w, row, by: engagements.correct(engagement=row, text="Two", by=by, at=NOW),
    ("duplicate", "judge"): lambda w, row, by: duplicates.judge(
        one=row.pair_of[0], other=row.pair_of[1], relation=Relation.RENEWAL, why="two lots", by=by, at=NOW
    ),
}


def taken(world, row, action, by):
    """Whether a service takes an action; whatever it did is undone, and where it did nothing all is as it was."""
    noun, refused = row._meta.model_name, ""
    with transaction.atomic():
        before, entries = type(row).objects.filter(pk=row.pk).values().get(), AuditEntry.objects.count()
        try:
            ACTS[noun, action](world, row, by)
        except MatchmakerError as error:
            refused = error.code
        fresh = AuditEntry.objects.order_by("pk")[entries:]
        found = bool(fresh)
        assert refused in REFUSALS | {""}, (noun, action, refused)
        assert not (refused and found), (noun, action)
        assert all(entry.by_id == by.pk for entry in fresh), (noun, action)
        after = getattr(type(row).objects.get(pk=row.pk), "status", "")
        moves = found and (noun, action, before.get("status")) not in STAYS
        assert after == ((moves and HAND[noun, action][2]) or before.get("status", "")), (noun, action, after)
        assert found or type(row).objects.filter(pk=row.pk).values().get() == before, (noun, action)
        transaction.set_rollback(True)
    row.refresh_from_db(fields=[field.name for field in row._meta.concrete_fields])
    return found


def offered(row, by):
    """What a person is offered; a judgement is marked for its reader, and a run whose proposals were answered."""
    if isinstance(row, Duplicate):
        named.with_own_state([row], by)
    elif isinstance(row, Run):
        row = Run.objects.marking_answered().get(pk=row.pk)
        overrides.mark_unconfirmed([row])
    return actions.on(by, row, NOW)


def walked(noun, *, whole):
    """Compare what is offered in every cell, and what services take in all or, of each action, in those next to its own."""
    world, wrong, cells = World(), [], 0
    steps = {action: cell for (of, action), cell in HAND.items() if of == noun}
    everywhere = list(map(str, STATUSES.get(noun, ["here"])))
    for status in everywhere:
        row = world.row(noun, status)
        for name, by in world.people.items():
            told = set(offered(row, by))
            for action, (who, statuses, _) in steps.items():
                expected = name in who and status in statuses
                beside = name in OFFERED_BESIDE.get((noun, action), ()) and status in statuses
                cells += 1
                if (action in told) != (expected or beside):
                    wrong.append((noun, action, status, name, "offered" if action in told else "not offered"))
                first, others = sorted(statuses)[0], sorted(set(everywhere) - statuses)
                where = name == sorted(who)[0] and status in {*statuses, *others[:1]}
                if whole or where or (status == first and name in who | NEAR):
                    cells += 1
                    if taken(world, row, action, by) != expected:
                        wrong.append((noun, action, status, name, "refused" if expected else "taken"))
        assert actions.on(AnonymousUser(), row, NOW) == ()
    assert not wrong, (len(wrong), wrong[:12])
    return cells


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_offered_and_what_is_taken_next_to_it(noun):
    assert walked(noun, whole=False) > 10


@pytest.mark.proof
@pytest.mark.parametrize("noun", NOUNS)
def test_every_cell(noun):
    print(noun, walked(noun, whole=True), "cells")


def test_every_action_that_people_take_has_its_line():
    people = {(row.noun, row.action) for row in TRANSITIONS} - CONSEQUENCES - {("override", "release")}
    assert people <= set(HAND), people - set(HAND)  # an override is released in its scenario
    assert set(HAND) == set(ACTS)
    for row in TRANSITIONS:
        if (row.noun, row.action) in HAND and row.noun != "run":
            assert set(map(str, row.sources)) <= HAND[row.noun, row.action][1]
