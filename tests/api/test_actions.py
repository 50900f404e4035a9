"""Rows tell their reader which actions are open and what each takes, as the table of transitions and the bodies say."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from api.serializers.actions import KNOWN
from api.urls import urlpatterns
from matchmaker.core import lifecycle
from matchmaker.core.lifecycle import CONSEQUENCES, TRANSITIONS, Requirement
from matchmaker.core.vocabulary import Relation
from matchmaker.models import Answer, AuditEntry, Delivery, Membership
from tests import factories as make
from tests import personas
from tests.api.bodies import actions
from tests.api.test_fundamentals import Caller
from tests.api.test_steps import take

# By which field of a body a need of the table is met; a fresh sign-in, and a date that has come, by none.
SAID_BY = {
    Requirement.REASON: {"reason", "why", "text"},
    Requirement.CODE: {"code"},
    Requirement.DATE: {"until", "dated"},
    Requirement.SECOND_PERSON: {"second"},
}
WITHOUT_FIELD = {
    ("need", "circulate", Requirement.DATE),  # the sixth working day after it was authenticated
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


@pytest.mark.parametrize(
    ("status", "answered", "back"),
    [("proposed", False, True), ("withdrawn", False, True), ("proposed", True, False), ("endorsed", False, False)],
)
def test_a_run_is_taken_back_only_while_nobody_took_a_step(world, status, answered, back):
    run = make.RunFactory()
    asked = make.ProposalFactory(run=run, status=status)
    if answered:
        Answer.objects.create(proposal=asked, side="provider", accepts=True, by=asked.shown_by, at=make.NOW)
    make.ProposalFactory(status="endorsed")  # of another run
    chair, place = Caller(world.users["coordinator"]), f"/api/v1/runs/{run.public_id}/"
    shown = chair("get", place)
    listed = next(
        row for row in chair("get", "/api/v1/runs/").json()["results"] if row["public_id"] == str(run.public_id)
    )
    assert ("unpublish" in actions(shown.json()), "unpublish" in actions(listed)) == (back, back)
    done = chair("post", f"{place}unpublish/", {"reason": "too soon"}, If_Match=shown.headers["ETag"])
    assert done.status_code == (200 if back else 409)


def told(reader, nouns, row):
    """What is offered on a row where it is read by itself, and where a list tells it."""
    listed = reader("get", f"/api/v1/{nouns}/?limit=200").json()["results"]
    one = reader("get", f"/api/v1/{nouns}/{row.public_id}/").json()
    found = [set(actions(each)) for each in (one, *(x for x in listed if x["public_id"] == str(row.public_id)))]
    assert len(found) == 2
    assert found[0] == found[1]
    return found[0]


def test_who_asked_off_plan_does_not_endorse_again(world):
    row, asker = make.ProposalFactory(status="proposed"), personas.coordinator()
    make.OverrideFactory(
        decision="endorse", need=row.need, offer=row.offer, proposal=row, scenario=None, asked_by=asker
    )
    for by, offered in ((asker, False), (personas.coordinator(), True)):
        chair = Caller(by)
        assert ("endorse" in told(chair, "proposals", row)) == offered
        done = take(chair, row, "endorse")
        assert done.status_code == (200 if offered else 400), done.json()


@pytest.mark.parametrize("named", [True, False])
def test_an_answer_on_paper_takes_another_coordinator_who_is_free(world, named):
    """Whoever is left is of the State that gives, asks or carries out, or acts no longer."""
    one = world.users["coordinator"]
    Membership.objects.filter(role="coordinator").exclude(user=one).delete()
    carrier = make.PartyFactory() if named else None
    row = make.ProposalFactory(status="endorsed", implementer=carrier, offer__provider=make.PartyFactory())
    for state in filter(None, (row.need.state, row.offer.provider, carrier)):
        personas.coordinator(state)
    gone = personas.coordinator()
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    chair, paper = Caller(one), {"accept_on_paper", "decline_on_paper"}
    assert paper.isdisjoint(told(chair, "proposals", row))
    said = {"side": "recipient", "code": "timing", "document": "Note 1", "dated": "2026-01-01", "second": "x"}
    for other in Membership.objects.filter(role="coordinator", user__is_active=True):
        refused = take(chair, row, "decline-on-paper", said | {"second": other.user.username})
        assert refused.json()["code"] == "second_person_missing"
    second = personas.coordinator()
    assert paper <= told(chair, "proposals", row)
    assert take(chair, row, "decline-on-paper", said | {"second": second.username}).status_code == 200


@pytest.mark.parametrize(("days", "due"), [(300, False), (370, True)])
def test_what_came_of_it_is_asked_when_its_day_has_come(world, days, due):
    then = timezone.now() - timedelta(days=days)
    row = make.CommitmentFactory(status="confirmed", delivered_at=then, confirmed_at=then)
    Delivery.objects.create(commitment=row, quantity=1, recorded_by=world.users["provider"], recorded_at=then)
    owner = Caller(personas.owner(row.need.state))
    assert ("follow_up" in told(owner, "commitments", row)) == due
    answers = dict.fromkeys(("in_use", "adequate", "effective", "sustainable"), True)
    assert take(owner, row, "follow-up", answers).status_code == (200 if due else 409)


@pytest.mark.parametrize(("days", "over"), [(None, True), (4, False), (12, True)])
def test_a_need_circulates_once_the_time_to_object_is_over(world, days, over):
    """Without an entry nobody can say when it began."""
    row, chair = make.NeedFactory(status="authenticated", submitted_at=make.NOW), world.users["coordinator"]
    if days is not None:
        at = timezone.now() - timedelta(days=days)
        AuditEntry.objects.create(by=chair, at=at, action="authenticate", noun="need", object_id=row.public_id)
    assert ("circulate" in told(Caller(chair), "needs", row)) == over
    assert take(Caller(chair), row, "circulate").status_code == (200 if over else 409)


def test_what_was_done_already_is_listed_no_more_and_changes_nothing(world):
    owner, chair = Caller(world.users["owner"]), Caller(world.users["coordinator"])
    done = {
        "confirm": (owner, make.ReportFactory(state=world.states["SLE"], confirmed=True)),
        "publish": (chair, make.RunFactory(status="finished", plan_status="optimal", published_at=make.NOW)),
    }
    for action, (by, row) in done.items():
        assert action not in told(by, f"{row._meta.model_name}s", row)
        answer = take(by, row, action)
        assert (answer.status_code, answer.json()["version"]) == (200, row.version)
    assert not AuditEntry.objects.filter(action__in=done).exists()


def test_what_was_never_decided_is_not_taken_back(world):
    chair, pair = Caller(world.users["coordinator"]), {"need": 1, "offer": 2, "quantity": None, "reason": "x"}
    for scenario, offered in ((make.ScenarioFactory(), False), (make.ScenarioFactory(forbids=[pair]), True)):
        told = chair("get", f"/api/v1/scenarios/{scenario.public_id}/").json()
        assert ("release" in actions(told)) == offered


def test_a_draft_is_joined_only_where_its_report_holds_another(world):
    owner, state = Caller(world.users["owner"]), world.states["SLE"]
    report, sent = (make.ReportFactory(state=state) for _ in range(2))
    two = [make.NeedFactory(state=state, status=status, report=report) for status in ("draft", "returned")]
    one, _ = (make.NeedFactory(state=state, status=status, report=sent) for status in ("draft", "submitted"))
    alone = [make.NeedFactory(state=state, status="draft", report=None) for _ in range(2)]
    for need, offered in ((two[0], True), (two[1], True), (one, False), (alone[0], False)):
        listed = owner("get", "/api/v1/needs/?limit=200").json()["results"]
        rows = [row for row in listed if row["public_id"] == str(need.public_id)]
        rows.append(owner("get", f"/api/v1/needs/{need.public_id}/").json())
        assert ["join" in actions(row) for row in rows] == [offered, offered]


def test_a_no_takes_the_codes_of_a_no(world):
    asked = make.ProposalFactory(status="proposed", need=make.NeedFactory(state=world.states["SLE"]))
    owner, place = Caller(world.users["owner"]), f"/api/v1/proposals/{asked.public_id}/"
    tag = owner("get", place).headers["ETag"]
    body = {"side": "recipient", "code": "countered"}
    refused = owner("post", f"{place}decline/", body, If_Match=tag)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "code")
    assert "countered" not in refused.json()["errors"][0]["detail"].partition("use")[2]
    assert owner("post", f"{place}decline/", body | {"code": "timing"}, If_Match=tag).status_code == 200
