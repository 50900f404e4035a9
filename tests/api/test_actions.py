"""Rows tell their reader which actions are open and what each takes, as the table of transitions and the bodies say."""

import re

import pytest

from api.serializers.actions import KNOWN
from api.urls import urlpatterns
from matchmaker.core import lifecycle
from matchmaker.core.lifecycle import CONSEQUENCES, TRANSITIONS, Requirement
from matchmaker.core.vocabulary import Relation
from tests import factories as make
from tests import personas
from tests.api.bodies import actions
from tests.api.test_fundamentals import Caller

# By which field of a body a need of the table is met; a fresh sign-in, and a date that has come, by none.
SAID_BY = {
    Requirement.REASON: {"reason", "why", "text"},
    Requirement.CODE: {"code"},
    Requirement.DATE: {"until", "dated"},
    Requirement.SECOND_PERSON: {"second"},
}
WITHOUT_FIELD = {
    ("commitment", "deliver", Requirement.DATE),  # the day on which it is written down
    ("commitment", "follow_up", Requirement.DATE),  # twelve months after
    ("override", "confirm", Requirement.SECOND_PERSON),  # who asks is the second
}
ROUTES = {
    (pattern.name, method.upper()): getattr(pattern.callback.cls, handler)
    for pattern in urlpatterns
    for method, handler in (getattr(pattern.callback, "actions", None) or {}).items()
}


def route_of(noun, action, method):
    if method == "PATCH":
        return noun, method
    return f"{'import' if noun == 'job' else noun}-{action}", method


def test_each_action_that_people_take_has_a_route():
    people = {(row.noun, row.action) for row in TRANSITIONS} - CONSEQUENCES - {("override", "release")}
    assert people <= set(KNOWN), people - set(KNOWN)  # an override is released in its scenario
    for (noun, action), told in KNOWN.items():
        handler = ROUTES[route_of(noun, action, told["method"])]
        assert handler.act.action == action


@pytest.mark.parametrize(("noun", "action"), sorted(KNOWN))
def test_what_the_table_needs_is_what_the_body_takes(noun, action):
    told = KNOWN[noun, action]
    assert told["needs"] == [str(need) for need in lifecycle.needed(noun, action)]
    for need in lifecycle.needed(noun, action):
        if need in SAID_BY and (noun, action, need) not in WITHOUT_FIELD:
            assert SAID_BY[need] & set(told["required"]), (need, told)
    if told["method"] == "PATCH":
        assert told["required"] == []
        assert told["optional"]


def test_a_row_tells_what_each_action_takes(world):
    chair, owner = Caller(world.users["coordinator"]), Caller(world.users["owner"])
    need = f"/api/v1/needs/{world.needs['submitted'].public_id}/"
    told = {each["action"]: each for each in owner("get", need).json()["allowed_actions"]}
    assert told["withdraw"] == {
        "action": "withdraw",
        "method": "POST",
        "needs": ["reason"],
        "required": ["reason"],
        "optional": [],
    }
    asked = make.ProposalFactory(status="proposed", need=make.NeedFactory(state=world.needs["public"].state))
    told = chair("get", f"/api/v1/proposals/{asked.public_id}/").json()["allowed_actions"]
    endorse = next(each for each in told if each["action"] == "endorse")
    assert (endorse["needs"], endorse["optional"]) == (["fresh_sign_in"], ["reason"])


def test_what_is_listed_is_at_the_address_it_says(world):
    owner = Caller(world.users["owner"])
    row = f"/api/v1/needs/{world.needs['draft'].public_id}/"
    for each in owner("get", row).json()["allowed_actions"]:
        place = row if each["method"] == "PATCH" else f"{row}{each['action'].replace('_', '-')}/"
        refused = owner(each["method"].lower(), place, {"no_such": 1}, If_Match='"1"')
        assert refused.status_code != 404, each
        assert refused.json()["code"] == "unknown_field", each
        if each["required"] or each["optional"]:
            known = re.search(r"use (.+)\.", refused.json()["detail"])[1].split(", ")
            assert set(known) == {*each["required"], *each["optional"]}, each


@pytest.mark.parametrize(
    ("nationality", "judged", "expected"),
    [
        ("JAM", False, ["judge"]),
        ("JAM", True, ["judge", "take_back"]),
        ("SLE", False, []),
        (None, False, []),
    ],
)
def test_who_judges_a_pair(world, nationality, judged, expected):
    reader = personas.coordinator(world.states[nationality]) if nationality else world.users["owner"]
    needs = [make.NeedFactory(state=world.states["SLE"]) for _ in range(2)]
    pair = make.judged(*needs, Relation.UNRELATED, by=reader if judged else None)
    answer = Caller(reader)("get", f"/api/v1/duplicates/{pair.public_id}/")
    assert actions(answer.json()) == expected
