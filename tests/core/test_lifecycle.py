"""The table of transitions: every cell of noun x status x action x role, against a copy written by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.core import lifecycle
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import (
    CommitmentStatus,
    NeedStatus,
    OfferStatus,
    OverrideStatus,
    ProposalStatus,
    Role,
    RunStatus,
)

STATUSES = {
    "need": NeedStatus,
    "offer": OfferStatus,
    "run": RunStatus,
    "proposal": ProposalStatus,
    "override": OverrideStatus,
    "commitment": CommitmentStatus,
}
# From the workflow: noun, action, who (F focal point, P provider, C coordinator), from > to, what it needs.
BY_HAND = """
need submit F draft returned > submitted
need receive C draft > submitted
need authenticate C submitted > authenticated
need return C submitted > returned ! reason
need object F authenticated > returned ! reason
need circulate C authenticated > circulated ! date
need merge C submitted authenticated circulated > merged ! reason
need supersede C submitted authenticated circulated > superseded ! reason
need replace FC draft > superseded
need withdraw F draft returned submitted authenticated circulated partly_met > withdrawn ! reason
need correct F draft > draft
need correct F returned > returned
need correct F circulated > circulated
need correct F partly_met > partly_met
need confirm F draft > draft
need confirm F returned > returned
need join F draft returned > merged
need meet_in_part FPC circulated partly_met met > partly_met
need meet FPC circulated partly_met > met
need reopen FP partly_met met > circulated
need expire C circulated partly_met > expired ! date
offer publish P draft > published
offer amend P draft > draft
offer amend P published > published
offer amend P exhausted > exhausted
offer renew P published expired > published ! date
offer withdraw P draft published > withdrawn ! reason
offer close P published exhausted > closed
offer exhaust FPC published > exhausted
offer reopen FP exhausted > published
offer expire C published > expired ! date
run start C queued > running
run resume C running > running
run finish C running > finished
run fail C queued running > failed ! reason
run cancel C queued running > cancelled
run publish C finished > finished
run unpublish C finished > finished ! reason
proposal endorse C proposed > endorsed ! fresh_sign_in
proposal endorse_off_plan C proposed > proposed ! reason second_person fresh_sign_in
proposal name_implementer PC proposed > proposed
proposal name_implementer PC endorsed > endorsed
proposal accept FP endorsed > endorsed
proposal accept_on_paper C endorsed > endorsed ! date second_person fresh_sign_in
proposal decline_on_paper C proposed endorsed > declined ! code date second_person
proposal commit FPC endorsed > committed
proposal decline FP proposed endorsed > declined ! code
proposal counter P proposed endorsed > declined ! reason
proposal lapse C proposed endorsed > lapsed ! date
proposal withdraw C proposed endorsed > withdrawn ! reason
override confirm C asked > confirmed ! second_person fresh_sign_in
override refuse C asked > refused ! reason fresh_sign_in
override release C asked confirmed > released ! reason fresh_sign_in
commitment start P agreed > in_delivery
commitment deliver P in_delivery > delivered ! date
commitment confirm F delivered > confirmed
commitment follow_up F confirmed > followed_up ! date
commitment cancel FP agreed in_delivery > cancelled ! reason
"""
LETTERS = {"F": Role.FOCAL_POINT, "P": Role.PROVIDER, "C": Role.COORDINATOR}


def cells():
    """(noun, action, status, role) to (target, what it needs), by hand."""
    found = {}
    for line in BY_HAND.strip().splitlines():
        left, _, right = line.partition(" > ")
        noun, action, who, *sources = left.split()
        target, _, needs = right.partition(" ! ")
        for status in sources:
            for letter in who:
                found[noun, action, status, LETTERS[letter]] = (target, set(needs.split()))
    return found


HAND = cells()
ACTIONS = sorted({(noun, action) for noun, action, _, _ in HAND})


@pytest.mark.parametrize(("noun", "action"), ACTIONS)
def test_every_cell(noun, action):
    for status in STATUSES[noun]:
        for role in Role:
            wanted = HAND.get((noun, action, status.value, role))
            if wanted is None:
                with pytest.raises(MatchmakerError) as refused:
                    lifecycle.transition(noun, action, status, [role], "a reason")
                assert refused.value.code in {"not_allowed", "wrong_status"}
                assert action not in lifecycle.allowed(noun, status, [role])
                continue
            row = lifecycle.transition(noun, action, status, [role], "a reason")
            assert (row.target, set(row.needs)) == wanted
            assert action in lifecycle.allowed(noun, status, [role])
            if wanted[1] & {"reason", "code"}:
                with pytest.raises(MatchmakerError, match="needs a reason"):
                    lifecycle.transition(noun, action, status, [role], "  ")


def test_the_table_has_no_other_rows():
    assert sorted({(row.noun, row.action) for row in lifecycle.TRANSITIONS}) == ACTIONS


def test_nothing_leaves_an_end():
    ends = {"need": {"withdrawn", "merged", "superseded", "expired"}, "proposal": {"declined", "lapsed", "withdrawn"}}
    ends |= {
        "offer": {"closed", "withdrawn"},
        "run": {"failed", "cancelled"},
        "override": {"refused", "released"},
        "commitment": {"cancelled", "followed_up"},
    }
    for noun, statuses in ends.items():
        for status in statuses:
            assert lifecycle.allowed(noun, status, list(Role)) == ()


def test_what_is_not_in_the_table_is_no_action():
    with pytest.raises(MatchmakerError) as refused:
        lifecycle.transition("need", "fly", "draft", list(Role))
    assert refused.value.code == "unknown_action"


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_the_last_day_to_object_is_the_fifth_working_day(day):
    end = lifecycle.objection_ends(day)
    between = [date.fromordinal(n) for n in range(day.toordinal() + 1, end.toordinal() + 1)]
    assert sum(d.isoweekday() <= 5 for d in between) == 5
    assert end.isoweekday() <= 5


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.integers(0, 60))
def test_months_after_are_the_same_day_or_the_months_last(day, months):
    later = lifecycle.months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and date.fromordinal(later.toordinal() + 1).day == 1)


def test_what_changes_no_status_is_not_told_as_a_change_of_status():
    with pytest.raises(MatchmakerError, match="This cannot be done to a need that is met") as refused:
        lifecycle.transition("need", "correct", "met", [Role.FOCAL_POINT])
    assert refused.value.code == "wrong_status"
