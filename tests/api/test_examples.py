"""Every example of the schema is sent as it stands, and done."""

from datetime import UTC, datetime, timedelta

import pytest
from jsonschema import Draft202012Validator

from api.examples import BODIES, NEED, OFFER, OTHER_NEED, SCENARIO
from matchmaker.models import Cycle
from tests import factories as make
from tests import personas
from tests.api.test_fundamentals import Caller
from tests.api.test_steps import many

LONG_AGO = datetime.now(UTC) - timedelta(days=400)


class Stage:
    """The rows that the examples name, and one person of each sort."""

    def __init__(self):
        Cycle.objects.create(year=2026, meeting="Ninth Biennial Meeting of States")
        self.state, self.giver = make.PartyFactory(code="SLE"), make.OrganisationFactory(code="UNREC", region="Africa")
        self.people = {
            "owner": personas.owner(self.state),
            "giver": personas.provider(self.giver),
            "chair": personas.coordinator(),
        }
        second = personas.coordinator()
        second.username = "coordinator.two"
        second.save()

    def need(self, name=NEED, status="circulated", **facts):
        return make.NeedFactory(public_id=name, state=self.state, status=status, **facts)

    def drafts(self):
        report = make.ReportFactory(state=self.state)
        self.need(OTHER_NEED, "draft", report=report)
        return self.need(status="draft", report=report)

    def two(self, status):
        self.need(OTHER_NEED, status)
        return self.need(status=status)

    def authenticated(self):
        need = self.need(status="submitted")
        self.take("chair", need, "authenticate", {})
        return need

    def offer(self, status="published", **facts):
        return make.OfferFactory(public_id=OFFER, provider=self.giver, status=status, **facts)

    def pair(self):
        self.need()
        self.offer()

    def scenario(self):
        return make.ScenarioFactory(public_id=SCENARIO, created_by=self.people["chair"])

    def planned(self):
        self.pair()
        return self.scenario()

    def pinned(self):
        scenario = self.planned()
        self.take("chair", scenario, "pin", BODIES["scenarios_pin"])
        return scenario

    def received(self):
        Cycle.objects.get_or_create(year=2024, meeting="Fourth Review Conference")
        return make.ReportFactory(state=self.state)

    def run(self, **facts):
        run = make.RunFactory(scenario__created_by=self.people["chair"], **facts)
        make.AllocationFactory(run=run, need=self.need(), offer=self.offer())
        return run

    def proposal(self, **facts):
        return make.ProposalFactory(need=self.need(), offer=self.offer(), quantity=2, **facts)

    def commitment(self, *steps):
        """What both sides said yes to, and the steps after it."""
        row = self.proposal()
        for who, side in (("owner", "recipient"), ("giver", "provider")):
            self.take(who, row, "accept", {"side": side})
        held = row.commitments.get()
        for who, action in steps:
            self.take(who, held, action, BODIES.get(f"commitments_{action}", {}))
        return held

    def long_confirmed(self):
        held = self.commitment(("giver", "start"), ("giver", "deliver"), ("owner", "confirm"))
        type(held).objects.update(confirmed_at=LONG_AGO)
        return held

    def take(self, who, row, action, body):
        row.refresh_from_db()
        answer = Caller(self.people[who])("post", f"{many(row)}{action}/", body, If_Match=f'"{row.version}"')
        assert answer.status_code == 200, answer.content
        row.refresh_from_db()

    def judged(self):
        return make.judged(self.need(), self.need(OTHER_NEED))

    def engagement(self):
        row = make.EngagementFactory(state=self.state, theme="marking", kind="training", item="", quantity=20)
        row.providers.add(self.giver)
        return row

    def override(self):
        scenario = self.pinned()
        override = scenario.overrides.get()
        asked_by = personas.coordinator()
        type(override).objects.update(status="asked", asked_by=asked_by, decided_by=None, decided_at=None)
        override.refresh_from_db()
        return override


# Who sends each example, and the row that it is sent to; None where it is sent to a list.
SENT = {
    "needs_create": ("owner", lambda stage: None),
    "needs_correct": ("owner", Stage.drafts),
    "needs_join": ("owner", Stage.drafts),
    "needs_merge": ("chair", lambda stage: stage.two("submitted")),
    "needs_object": ("owner", Stage.authenticated),
    "needs_return": ("chair", lambda stage: stage.need(status="submitted")),
    "needs_show": ("owner", Stage.need),
    "needs_split": ("owner", Stage.drafts),
    "needs_supersede": ("chair", Stage.need),
    "needs_withdraw": ("owner", Stage.need),
    "needs_prioritise": ("owner", lambda stage: stage.two("circulated") and None),
    "offers_create": ("giver", lambda stage: None),
    "offers_amend": ("giver", Stage.offer),
    "offers_renew": ("giver", lambda stage: stage.offer(renewal="2027-01-31")),
    "offers_withdraw": ("giver", Stage.offer),
    "engagements_create": ("owner", lambda stage: None),
    "engagements_correct": ("owner", Stage.engagement),
    "reports_correct": ("owner", Stage.received),
    "reports_add_need": ("owner", lambda stage: make.ReportFactory(state=stage.state, confirmed=False)),
    "duplicates_judge": ("chair", Stage.judged),
    "scenarios_create": ("chair", lambda stage: None),
    "scenarios_revise": ("chair", Stage.scenario),
    "scenarios_copy": ("chair", Stage.scenario),
    "scenarios_pin": ("chair", Stage.planned),
    "scenarios_forbid": ("chair", Stage.planned),
    "scenarios_release": ("chair", Stage.pinned),
    "runs_create": ("chair", lambda stage: stage.planned() and None),
    "runs_price": ("chair", lambda stage: stage.run(problem=b"{}")),
    "runs_unpublish": ("chair", Stage.run),
    "overrides_refuse": ("chair", Stage.override),
    "proposals_create": ("owner", lambda stage: stage.pair()),
    "proposals_endorse": ("chair", lambda stage: stage.proposal(status="proposed", run=make.RunFactory())),
    "proposals_name_implementer": ("giver", Stage.proposal),
    "proposals_accept": ("owner", Stage.proposal),
    "proposals_accept_on_paper": ("chair", Stage.proposal),
    "proposals_decline": ("owner", Stage.proposal),
    "proposals_decline_on_paper": ("chair", Stage.proposal),
    "proposals_counter": ("giver", Stage.proposal),
    "proposals_withdraw": ("chair", Stage.proposal),
    "commitments_cancel": ("giver", lambda stage: stage.commitment()),
    "commitments_deliver": ("giver", lambda stage: stage.commitment(("giver", "start"))),
    "commitments_follow_up": ("owner", Stage.long_confirmed),
    "me_describe": ("owner", lambda stage: None),
    "me_filters_create": ("giver", lambda stage: None),
    "me_tokens_create": ("owner", lambda stage: None),
}


@pytest.fixture(scope="module")
def schema(django_db_blocker):
    from drf_spectacular.generators import SchemaGenerator

    with django_db_blocker.block():
        return SchemaGenerator(api_version="v1").get_schema(public=True)


def operations(schema):
    return {
        operation["operationId"]: (method, path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    }


def test_every_operation_that_takes_a_body_shows_one_and_no_other_does(schema):
    taking = {
        name
        for name, (*_, told) in operations(schema).items()
        if "application/json" in told.get("requestBody", {}).get("content", {})
    }
    shown = {
        name
        for name in taking
        if operations(schema)[name][2]["requestBody"]["content"]["application/json"].get("examples")
    }
    assert taking == shown == set(BODIES) == set(SENT)


@pytest.mark.parametrize("name", SENT)
def test_the_example_is_sent_and_done(db, settings, schema, name):
    settings.JOBS = "worker"
    who, prepare = SENT[name]
    stage = Stage()
    row = prepare(stage)
    method, path, told = operations(schema)[name]
    (example,) = told["requestBody"]["content"]["application/json"]["examples"].values()
    headers = {"If_Match": f'"{row.version}"'} if row and hasattr(row, "version") else {}
    caller = Caller(stage.people[who])
    if name == "me_describe":
        headers = {"If_Match": caller("get", path).headers["ETag"]}
    answer = caller(method, path.replace("{public_id}", str(row and row.public_id)), example["value"], **headers)
    assert 200 <= answer.status_code < 300, answer.content
    if answer.status_code == 204:  # nothing is left to tell of a row that its reader may no longer see
        assert name == "needs_return"
        return
    shape = told["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
    wrong = list(Draft202012Validator(shape | {"components": schema["components"]}).iter_errors(answer.json()))
    assert not wrong, wrong[0].message
