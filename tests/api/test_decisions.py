"""What coordinators weigh and decide through the API: prices, overrides; what each side is told of the plan."""

from decimal import Decimal

import pytest

from matchmaker.core.vocabulary import Visibility
from matchmaker.models import AuditEntry, Cycle, Engagement, Need, Override
from matchmaker.services import jobs, runs, scenarios
from tests import factories as make
from tests import personas
from tests.api.bodies import actions
from tests.api.test_fundamentals import Caller, caller  # noqa: F401 - a fixture
from tests.api.test_problems import problem
from tests.factories import NOW

API = "/api/v1/"


@pytest.fixture
def plan(world):
    """A published plan of one offer and two needs, of which it serves one."""
    Cycle.objects.create(year=2026, meeting="Ninth Biennial Meeting of States")
    for name in ("public", "closed"):
        facts = {"theme": "marking", "kind": "equipment", "unit": "item", "quantity": 500, "status": "circulated"}
        Need.objects.filter(pk=world.needs[name].pk).update(cycle=2026, visibility="participants", **facts)
    chair = personas.coordinator()
    run = runs.queue(scenario=make.ScenarioFactory(cycle=2026), by=chair, at=NOW, time_limit=3, background=False)
    run = runs.execute(run=run, by=chair, at=NOW)
    runs.publish(run=run, by=chair, at=NOW)
    return run


def test_numbers_that_need_not_be_whole_are_strings(caller, plan):  # noqa: F811
    """A plan and all that is told of it, whatever its fields are called."""
    chair, place = caller["coordinator"], f"{API}runs/{plan.public_id}/"
    first = make.RunFactory(seconds=0.123456789, published_at=None, progress={"stage": "tier1", "seconds": "2.5"})

    def floats(told, path=""):
        if isinstance(told, dict | list):
            pairs = told.items() if isinstance(told, dict) else enumerate(told)
            return [found for key, value in pairs for found in floats(value, f"{path}/{key}")]
        return [path] if isinstance(told, float) else []

    under = ("", "allocations/", "unmet/", "refusals/", "prices/", f"compare/?before={plan.public_id}")
    for address in (*(f"{place}{each}" for each in under), f"{API}runs/", f"{API}plan/", f"{API}indicators/"):
        answer = chair("get", address)
        assert answer.status_code == 200, address
        assert floats(answer.json()) == [], address
    assert chair("get", f"{API}runs/{first.public_id}/").json()["seconds"] == "0.123"
    assert Decimal(chair("get", f"{API}plan/").json()["run"]["seconds"]) >= 0


def test_prices_of_all_pairs_at_once_and_of_one_exactly(world, caller, plan):  # noqa: F811
    chair = caller["coordinator"]
    place = f"{API}runs/{plan.public_id}/"
    rows = chair("get", f"{place}prices/").json()["results"]
    assert len(rows) == plan.candidate_count > 1
    used = next(row for row in rows if row["action"] == "forbid")
    alternatives = chair("get", f"{place}prices/?need={used['need']}").json()["results"]
    assert alternatives[0] == used
    assert {row["need"] for row in alternatives} == {used["need"]}
    asked = chair(
        "post", f"{place}price/", {key: used[key] for key in ("need", "member", "offer")}, Idempotency_Key="p"
    )
    assert asked.status_code == 202, asked.content
    jobs.work_off()
    job = chair("get", asked.headers["Location"]).json()
    (told,) = job["result"]["prices"]
    assert (job["status"], told["action"], told["stage"]) == ("finished", "forbid", used["stage"])
    assert float(told["low"]) <= float(told["high"])
    assert float(told["high"]) > 0
    kept_apart = {"need": str(world.needs["secret"].public_id), "offer": used["offer"]}
    asked = chair("post", f"{place}price/", kept_apart)
    jobs.work_off()
    assert chair("get", asked.headers["Location"]).json()["code"] == "no_candidate"
    assert problem(chair("get", f"{place}prices/?need=x"), 400)["errors"][0]["field"] == "need"
    assert problem(caller["owner"]("get", f"{place}prices/"), 404)
    assert problem(caller["owner"]("post", f"{place}price/", {}), 404)
    queued = make.RunFactory(status="queued", published_at=None)
    assert problem(chair("get", f"{API}runs/{queued.public_id}/prices/"), 409)["code"] == "no_plan"


def test_two_plans_are_compared_with_what_was_decided_between_them_and_its_price(world, caller, plan):  # noqa: F811
    line, chair = plan.allocations.first(), plan.created_by
    apart = {"need": line.need, "offer": line.offer, "reason": "agreed elsewhere"}
    other = scenarios.copy(scenario=plan.scenario, name="Without it", by=chair, at=NOW)
    other = scenarios.forbid(scenario=other, **apart, by=chair, at=NOW)
    later = runs.queue(scenario=other, by=chair, at=NOW, time_limit=3, background=False)
    later = runs.execute(run=later, by=chair, at=NOW)
    told = caller["coordinator"]("get", f"{API}runs/{later.public_id}/compare/?before={plan.public_id}").json()
    (wish,) = told["wishes"]
    assert (wish["decision"], wish["reason"], wish["kept"]) == ("forbid", "agreed elsewhere", True)
    assert wish["price"]["loses"][0]["need"] == wish["need"]["public_id"] == str(line.need.public_id)
    refused = Caller(chair)("post", f"{API}runs/{later.public_id}/publish/", {}, If_Match=f'"{later.version}"')
    assert problem(refused, 409)["code"] == "override_unconfirmed"


def test_publishing_is_shown_before_it_is_done(world, caller, plan):  # noqa: F811
    told = caller["coordinator"]("get", f"{API}runs/{plan.public_id}/outlook/").json()
    assert set(told) == {"fresh", "gives_way"}
    what_if = make.RunFactory(scenario__what_if=True, status="finished", published_at=None)
    refused = caller["coordinator"]("get", f"{API}runs/{what_if.public_id}/outlook/")
    assert problem(refused, 409)["code"] == "what_if"


def test_each_side_is_told_why_and_nobody_else(world, caller, plan):  # noqa: F811
    unmet = plan.unmet.filter(need__in=[world.needs["public"], world.needs["closed"]]).first()
    place = f"{API}needs/{unmet.need.public_id}/explanation/"
    (told,) = caller["owner"]("get", place).json()["unmet"]
    assert (told["reason"], float(told["missing"])) == (unmet.reason, float(unmet.missing))
    for name in ("other_state", "provider"):
        assert caller[name]("get", place).json() == {"unmet": []}
    offer = f"{API}offers/{world.offers['public'].public_id}/explanation/"
    assert float(caller["provider"]("get", offer).json()["taken"]) > 0
    assert caller["other_state"]("get", offer).json() == {"taken": None, "more": None, "gains": []}


def test_readings_are_told_to_the_state_alone(world, caller):  # noqa: F811
    secret = world.needs["secret"]
    place = f"{API}needs/{secret.public_id}/"
    caller["coordinator"]("get", place)
    (reading,) = caller["owner"]("get", f"{place}readings/").json()["results"]
    assert (reading["by"], reading["where"]) == (world.users["coordinator"].username, "v1:need")
    assert caller["coordinator"]("get", f"{place}readings/").json()["count"] == 0
    assert problem(caller["provider"]("get", f"{place}readings/"), 404)


def test_another_coordinator_confirms_or_refuses_a_decision(world, caller):  # noqa: F811
    first, second = personas.coordinator(), Caller(personas.coordinator())
    pair = {"need": world.needs["public"], "offer": world.offers["public"]}
    kept, dropped = (
        make.OverrideFactory(asked_by=first, **(pair | {"offer": offer}))
        for offer in (world.offers["public"], world.offers["closed"])
    )
    place = f"{API}overrides/{kept.public_id}/"
    assert actions(Caller(first)("get", place).json()) == []
    assert problem(Caller(first)("post", f"{place}confirm/", {}), 400)["code"] == "second_person_missing"
    assert actions(second("get", place).json()) == ["confirm", "refuse"]
    assert second("post", f"{place}confirm/", {}).json()["status"] == "confirmed"
    assert problem(second("post", f"{place}confirm/", {}), 409)["code"] == "wrong_status"
    wishes = [{"need": str(dropped.need.public_id), "offer": str(dropped.offer.public_id), "reason": "x"}]
    type(dropped.scenario).objects.filter(pk=dropped.scenario_id).update(pins=wishes)
    refused = second("post", f"{API}overrides/{dropped.public_id}/refuse/", {"reason": "too dear"})
    assert (refused.json()["status"], refused.json()["answer"]) == ("refused", "too dear")
    assert second("get", f"{API}overrides/?status=confirmed").json()["count"] == 1
    assert caller["owner"]("get", f"{API}overrides/").json()["count"] == 0
    assert ("override", "confirm") in {
        (e["noun"], e["action"]) for e in second("get", f"{API}changes/").json()["results"]
    }
    assert caller["owner"]("get", f"{API}changes/").json()["results"] == []
    assert Override.objects.get(pk=kept.pk).decided_by.username == second("get", f"{API}me/").json()["username"]


def test_assistance_written_by_hand_is_corrected_by_who_takes_part(world, caller):  # noqa: F811
    row = make.EngagementFactory(state=world.states["SLE"], visibility=Visibility.PUBLIC, report=None)
    row.providers.add(world.giver)
    place = f"{API}engagements/{row.public_id}/"
    read = caller["owner"]("get", place)
    assert actions(read.json()) == ["correct"]
    assert actions(caller["other_state"]("get", place).json()) == []
    told = caller["owner"]("patch", place, {"text": "Two courses"}, If_Match=read.headers["ETag"])
    assert (told.status_code, told.json()["text"]) == (200, "Two courses"), told.content
    assert AuditEntry.objects.filter(action="correct", noun="engagement").exists()
    assert problem(caller["owner"]("patch", place, {"text": "x"}, If_Match=read.headers["ETag"]), 412)
    # Whether the version is right is no business of those who may not change it.
    for version in ('"1"', '"2"'):
        refused = caller["other_state"]("patch", place, {"text": "x"}, If_Match=version)
        assert problem(refused, 403)["code"] == "not_allowed"
    assert Engagement.objects.get(pk=row.pk).text == "Two courses"
    later = caller["owner"]("get", place)
    caller["owner"]("patch", place, {"site": "Kenema"}, If_Match=later.headers["ETag"])
    for reader, times in (("owner", 2), ("other_state", 1)):
        feed = caller[reader]("get", f"{API}changes/").json()["results"]
        told = [(entry["noun"], entry["action"]) for entry in feed]
        # Where it was is not for others to read, so they learn of no change.
        assert told.count(("engagement", "correct")) == times, reader


def test_all_that_a_state_writes_on_its_page_it_writes_here(world, caller):  # noqa: F811
    Cycle.objects.get_or_create(year=2026, defaults={"meeting": "Ninth Biennial Meeting of States"})
    said = {"text": "Two machines for the police", "readiness": {"women": True}, "minimum": "1", "condition": "soon"}
    body = {"state": "SLE", "cycle": 2026, "theme": "marking", "kind": "equipment", "quantity": "2", **said}
    made = caller["owner"]("post", f"{API}needs/", body)
    assert made.status_code == 201, made.content
    assert {name: made.json()[name] for name in said} == said
    new = {"text": "Three machines", "condition": "", "quantity": "3"}
    told = caller["owner"]("patch", made.headers["Location"], new, If_Match=made.headers["ETag"])
    assert {name: told.json()[name] for name in new} == new


def test_a_coordinator_is_told_that_the_own_state_is_concerned(world, caller):  # noqa: F811
    national = Caller(personas.coordinator(world.states["SLE"]))
    place = f"{API}needs/{world.needs['submitted'].public_id}/authenticate/"
    # Before the version is looked at, and in nobody else's answer.
    for version in ('"1"', '"7"'):
        refused = problem(national("post", place, {}, If_Match=version), 403)
        assert refused["code"] == "own_state"
        assert refused["detail"] == "Your own State is concerned: another coordinator must decide."
        assert problem(caller["owner"]("post", place, {}, If_Match=version), 403)["code"] == "not_allowed"
    hidden = f"{API}needs/{world.needs['draft'].public_id}/authenticate/"
    assert problem(national("post", hidden, {}, If_Match='"1"'), 404)
    withdrawn = place.replace("authenticate", "withdraw")
    assert problem(national("post", withdrawn, {"reason": "why"}, If_Match='"1"'), 403)["code"] == "not_allowed"
