"""What is listed on a row is taken, and what is not listed is refused: tried on rows against which something stands."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matchmaker.models import Answer, Need, Offer, Override, Scenario
from matchmaker.services import runs, scenarios
from tests import factories as make
from tests.api.bodies import actions
from tests.api.offered import API, caller, wrong
from tests.cells import World
from tests.services.test_cells import NOUNS, STATUSES

pytestmark = pytest.mark.django_db
SOON = timezone.now().date() + timedelta(days=30)


@pytest.fixture
def crowd():
    return World()


def asked(world, *, need=None, offer=None, said=(), **facts):
    """A proposal between the parties of the world, with the yes of some sides."""
    need = make.NeedFactory(**{"state": world.state, "quantity": 4, **(need or {})})
    offer = make.OfferFactory(**{"provider": world.giver, "capacity": 3, **(offer or {})})
    facts = {"quantity": 2, "implementer": world.carrier, "status": "endorsed", "answer_by": SOON, **facts}
    row = make.ProposalFactory(need=need, offer=offer, **facts)
    for side in said:
        Answer.objects.create(proposal=row, side=side, accepts=True, by=row.shown_by, at=make.NOW)
    return row


def proposals(world):
    """Proposals against whose steps something stands, each by what it is."""
    late = timezone.now().date() - timedelta(days=1)
    rows = {
        "as it should be": asked(world),
        "proposed": asked(world, status="proposed"),
        "nobody is named": asked(world, implementer=None),
        "all but who is not named": asked(world, implementer=None, said=["provider", "recipient"]),
        "the provider has spoken": asked(world, said=["provider"]),
        "the recipient carries it out": asked(world, said=["provider"], implementer=world.state),
        "the provider carries it out": asked(world, said=["provider"], implementer=world.giver),
        "all but one have spoken": asked(world, said=["provider", "implementer"]),
        "late": asked(world, answer_by=late),
        "of one machine": asked(world, need={"quantity": 1}, quantity=1),
        "of one that is left": asked(world, offer={"capacity": 1}, quantity=1),
        "of one for each": asked(world, offer={"maximum_per_recipient": 1}, quantity=1),
        "of one that the money buys": asked(
            world,
            need={"amount": 4000, "currency": "USD"},
            offer={
                "unit": "money",
                "kinds": ["funding"],
                "pays_for": ["equipment"],
                "currency": "USD",
                "capacity": 1500,
            },
            quantity=1,
            used=1000,
        ),
        "confidential": asked(world, need={"visibility": "coordinators"}),
        "of a part of one": asked(
            world,
            need={"members": [world.member.code, world.carrier.code], "quantity": 2},
            member=world.member.code,
            quantity=1,
        ),
    }
    changed = rows["the facts are others"] = asked(world)
    Need.objects.filter(pk=changed.need_id).update(beneficiary="police")
    told = rows["there is help already"] = asked(world, need={"beneficiary": "navy"}, status="proposed")
    make.EngagementFactory(state=told.need.state, beneficiary="navy", quantity=1)
    for status in ("met", "partly_met"):
        rows[status] = asked(world)
        Need.objects.filter(pk=rows[status].need_id).update(status=status, committed=4 if status == "met" else 1)
    full = rows["the offer is full"] = asked(world)
    Offer.objects.filter(pk=full.offer_id).update(status="exhausted", committed=3)
    last = rows["no room is left for the last yes"] = asked(world, said=["provider", "implementer"])
    Need.objects.filter(pk=last.need_id).update(status="partly_met", committed=3)
    last = rows["nothing is left for the last yes"] = asked(world, said=["recipient", "implementer"])
    given = make.CommitmentFactory(proposal__offer=last.offer, quantity=2)
    Offer.objects.filter(pk=last.offer_id).update(committed=given.used)
    for name, caps, side in (
        ("the State has all that it may", {"maximum_per_recipient": 2}, "recipient"),
        ("the State has less than it may", {"maximum_per_recipient": 3}, "provider"),
        ("the States are found", {"maximum_recipients": 1}, "provider"),
        ("one State is to be found", {"maximum_recipients": 2}, "provider"),
    ):
        said = {"provider", "recipient", "implementer"} - {side}
        row = rows[name] = asked(world, offer={"capacity": 5, **caps}, said=said, quantity=1)
        taker = {"proposal__need__state": world.state} if "maximum_per_recipient" in caps else {}
        make.CommitmentFactory(proposal__offer=row.offer, proposal__quantity=2, **taker)
        Offer.objects.filter(pk=row.offer_id).update(committed=2)
    for name, row in rows.items():
        row.crowded = name
    return [("proposal", row) for row in rows.values()]


def test_steps_of_proposals(crowd):
    """What decides beside role and status: who has spoken, deadlines, facts, room, and what one quantity leaves."""
    people = {name: crowd.people[name] for name in ("giver", "chair")}
    rows = proposals(crowd)
    found, tries = wrong(rows, people, steps={"endorse", "accept", "accept_on_paper", "counter"}, near=True)
    assert not found, "\n".join(map(str, found))
    assert tries > 2 * len(rows)


def test_a_list_and_its_rows_tell_the_same_of_caps(crowd):
    """Read once for the page; how many other States get something of an offer, a recipient cannot know."""
    rows = {
        row.crowded: str(row.public_id) for _, row in proposals(crowd) if "State" in row.crowded and row.offer.capped
    }
    client = caller(crowd.people["asker"])
    with CaptureQueriesContext(connection) as queries:
        listed = {row["public_id"]: row for row in client.get(f"{API}proposals/").json()["results"]}
    sent = [query["sql"] for query in queries]
    assert len(sent) <= 15
    assert sum("SUM(" in each for each in sent) == 1
    told = {name: "accept" in actions(listed[key]) for name, key in rows.items()}
    assert told == {
        name: "accept" in actions(client.get(f"{API}proposals/{key}/").json()) for name, key in rows.items()
    }
    assert told["the State has all that it may"] is False


def test_a_plan_that_waits_for_a_second_coordinator_is_not_to_be_published(crowd):
    """The list and the row say so; once it is confirmed, or where the plan rests on nothing of it, it is."""
    chair, second = crowd.people["chair"], crowd.people["carriers_chair"]
    _, other = (make.NeedFactory(quantity=2, minimum=2, tier=tier) for tier in (1, 3))
    offer, scenario = make.OfferFactory(capacity=2), make.ScenarioFactory()

    def solved():
        queued = runs.queue(scenario=Scenario.objects.get(pk=scenario.pk), by=chair, at=make.NOW, background=False)
        return runs.execute(run=queued, by=chair, at=make.NOW)

    before = solved()
    scenarios.pin(scenario=scenario, need=other, offer=offer, reason="agreed", by=chair, at=make.NOW)
    after = solved()
    rows, people = [("run", before), ("run", after)], {"chair": chair}

    def listed():
        told = {each["public_id"]: actions(each) for each in caller(chair).get(f"{API}runs/").json()["results"]}
        return ["publish" in told[str(run.public_id)] for run in (before, after)]

    assert listed() == [True, False]
    assert wrong(rows, people, steps={"publish"}) == ([], 2)
    scenarios.confirm(override=Override.objects.get(), by=second, at=make.NOW)
    assert listed() == [True, True]
    assert wrong(rows, people, steps={"publish"}) == ([], 2)


def test_an_offer_that_is_over_is_not_to_be_published(crowd):
    over = make.OfferFactory(provider=crowd.giver, status="draft", start=date(2020, 1, 1), end=date(2020, 12, 31))
    rows = [("offer", over), ("offer", crowd.offer("draft"))]
    assert wrong(rows, {"giver": crowd.people["giver"]}) == ([], 2 * 5)


@pytest.mark.proof
@pytest.mark.parametrize("noun", NOUNS)
def test_each_step_of_each_row_for_everybody(crowd, noun):
    rows = [(noun, crowd.row(noun, status)) for status in map(str, STATUSES.get(noun, ["here"]))]
    found, tries = wrong([*rows, *(proposals(crowd) if noun == "proposal" else [])], crowd.people)
    print(noun, len(rows), tries)
    assert not found, "\n".join(map(str, found))
