"""A need inside a plan: why, what instead, what each change would take; and a State's needs on one page."""

from decimal import Decimal

import pytest

from matchmaker.models import Need, Offer, Run, Scenario
from matchmaker.services import jobs, runs, scenarios
from tests import personas
from tests.factories import NOW, NeedFactory, OfferFactory, PassageFactory, ProposalFactory, ScenarioFactory

NEVER = "00000000-0000-4000-8000-000000000000"
DESK = "/desk/coordinator/runs"


@pytest.fixture
def scarce(world):
    """Two States, one offer that is enough for one of them, and the plan that gives it to the first tier."""
    chair = personas.coordinator()
    Need.objects.update(status="withdrawn")
    Offer.objects.update(status="withdrawn")
    first, second = NeedFactory(quantity=2, minimum=2, tier=1), NeedFactory(quantity=2, minimum=2)
    PassageFactory(need=second, quote="two machines for the ports")
    offer = OfferFactory(capacity=2, title="Two machines")
    run = runs.queue(scenario=ScenarioFactory(), by=chair, at=NOW, background=False)
    return runs.execute(run=run, by=chair, at=NOW), first, second, offer


def page_of(run, need):
    return f"{DESK}/{run.public_id}/needs/{need.public_id}/"


@pytest.mark.parametrize("persona", ["anonymous", "focal_point", "provider"])
def test_to_whoever_is_no_coordinator_none_of_it_exists(scarce, client_of, persona):
    run, first, *_ = scarce
    client = client_of(persona)
    pages = [page_of(run, first), f"{page_of(run, first)}progress/", f"{DESK}/{run.public_id}/states/?state=SLE"]
    pages += [f"{DESK}/{run.public_id}/states/progress/?state=SLE"]
    assert {client.get(page).status_code for page in pages} == {404}
    assert client.post(f"{page_of(run, first)}decide/").status_code == 404


def test_what_the_run_does_not_speak_of_is_not_found(scarce, client_of, world):
    run, first, *_ = scarce
    chair = client_of("coordinator")
    assert chair.get(page_of(run, world.needs["public"])).status_code == 404
    assert chair.get(f"{page_of(run, first)}?for=XYZ\x00").status_code == 404
    assert chair.get(f"{DESK}/{NEVER}/needs/{first.public_id}/").status_code == 404
    assert chair.get(f"{DESK}/{NEVER}/states/").status_code == 404
    wrong = {"offer": NEVER, "decision": "pin", "reason": "x"}
    assert chair.post(f"{page_of(run, first)}decide/", wrong).status_code == 404
    assert chair.post(f"{page_of(run, first)}decide/", {**wrong, "offer": "x"}).status_code == 404


def test_a_line_tells_its_terms_and_what_dropping_it_would_do(scarce, client_of, django_assert_max_num_queries):
    run, first, second, _offer = scarce
    chair = client_of("coordinator")
    chair.get(page_of(run, first))
    with django_assert_max_num_queries(15):
        html = chair.get(page_of(run, first)).content.decode()
    assert "the provider is of the same subregion" in html
    assert f"{first.state.name} would get nothing any more." in html
    assert f"{second.state.name} would get something, which now gets nothing." in html
    assert "In numbers: it costs 1 of “Share of first-tier needs served”." in html


def test_forcing_an_offer_lands_in_a_copy_and_is_undone_there(scarce, client_of):
    run, first, second, offer = scarce
    chair = client_of("coordinator")
    html = chair.get(page_of(run, second)).content.decode()
    assert "Why it gets nothing" in html
    assert f"{first.state.name} would get nothing any more." in html
    what = {"offer": offer.public_id, "decision": "pin", "where": "copy"}
    page = chair.post(f"{page_of(run, second)}decide/", {**what, "reason": " "}, follow=True).content.decode()
    assert "takes a reason" in page
    assert Scenario.objects.count() == 2
    page = chair.post(f"{page_of(run, second)}decide/", {**what, "reason": "agreed"}, follow=True).content.decode()
    assert "Undo it here" in page
    copied = Scenario.objects.latest("pk")
    assert len(copied.pins) == 1
    there = f"/desk/coordinator/scenarios/{copied.public_id}/release/"
    chair.post(there, {"need": second.public_id, "offer": offer.public_id})
    copied.refresh_from_db()
    assert copied.pins == []


def test_what_is_pinned_already_is_named_where_it_stands_in_the_way(scarce, client_of):
    """Whoever looked at forcing what a pin had taken was only told that it cannot be said."""
    run, first, second, offer = scarce
    by = personas.coordinator()
    held = scenarios.pin(scenario=ScenarioFactory(), need=first, offer=offer, reason="agreed", by=by, at=NOW)
    held = runs.queue(scenario=held, by=by, at=NOW, background=False)
    run, chair = runs.execute(run=held, by=by, at=NOW), client_of("coordinator")
    page = chair.get(page_of(run, second)).content.decode()
    assert "This is pinned, and stands in the way: Two machines" in page
    assert f"{first.state.name}, Marking" in page
    assert f"/desk/coordinator/scenarios/{run.scenario.public_id}/#wishes" in page


def test_what_is_endorsed_already_is_named_where_it_stands_in_the_way(scarce, client_of):
    run, first, second, offer = scarce
    kept = ProposalFactory(need=first, offer=offer, quantity=2)
    by = personas.coordinator()
    run = runs.queue(scenario=run.scenario, by=by, at=NOW, background=False)
    run, chair = runs.execute(run=run, by=by, at=NOW), client_of("coordinator")
    page = chair.get(page_of(run, second)).content.decode()
    assert "This is endorsed already" in page
    assert f'href="/desk/proposals/{kept.public_id}/"' in page


def test_so_much_as_somebody_wants_is_priced_before_it_is_forced(scarce, client_of):
    run, _first, second, offer = scarce
    chair = client_of("coordinator")
    page = chair.get(page_of(run, second), {"offer": offer.public_id, "quantity": "2"}).content.decode()
    assert "What if exactly 2 were forced?" in page
    assert "Force exactly 2" in page
    page = chair.get(page_of(run, second), {"offer": offer.public_id, "quantity": "9"}).content.decode()
    assert "This offer cannot give exactly that" in page
    page = chair.get(page_of(run, second), {"offer": offer.public_id, "quantity": "1.5"}).content.decode()
    assert "This offer cannot give exactly that" in page
    page = chair.get(page_of(run, second), {"offer": offer.public_id, "quantity": "many"}).content.decode()
    assert "Give a number in digits alone" in page
    what = {"offer": offer.public_id, "decision": "pin", "where": "copy", "quantity": "2", "reason": "agreed"}
    chair.post(f"{page_of(run, second)}decide/", what)
    assert Scenario.objects.latest("pk").pins[0]["quantity"] == "2"


def test_so_much_money_is_said_with_its_currency(scarce, client_of):
    chair, by = client_of("coordinator"), personas.coordinator()
    money = {"unit": "money", "currency": "EUR"}
    need = NeedFactory(kind="funding", item="", quantity=None, amount=60000, minimum=None, **money)
    for _ in range(2):
        OfferFactory(kinds=["funding"], items=[], capacity=60000, pays_for=[], **money)
    held = ScenarioFactory()

    def solved():
        return runs.execute(run=runs.queue(scenario=held, by=by, at=NOW, background=False), by=by, at=NOW)

    before = solved()
    offer = Offer.objects.filter(unit="money", status="published").exclude(allocations__run=before).get()
    page = chair.get(page_of(before, need), {"offer": offer.public_id, "quantity": "40000"}).content.decode()
    assert "What if exactly EUR 40,000 were forced?" in page
    assert "Force exactly EUR 40,000" in page
    held = scenarios.pin(scenario=held, need=need, offer=offer, quantity=Decimal(40000), reason="agreed", by=by, at=NOW)
    after = solved()
    assert "Exactly EUR 40,000." in chair.get(f"/desk/coordinator/scenarios/{held.public_id}/").content.decode()
    told = chair.get(f"{DESK}/compare/", {"before": before.public_id, "after": after.public_id}).content.decode()
    assert "(EUR 40,000)<br>" in told
    Need.objects.filter(pk=need.pk).update(status="returned")
    assert "Exactly 40,000." in chair.get(f"/desk/coordinator/scenarios/{held.public_id}/").content.decode()


def test_a_large_run_prices_a_quantity_by_a_worker(scarce, client_of):
    run, _first, second, offer = scarce
    Run.objects.filter(pk=run.pk).update(candidate_count=10_000)
    chair, asked = client_of("coordinator"), {"offer": offer.public_id, "quantity": "2"}
    chair.get(page_of(run, second))
    jobs.work_off()
    assert "It is being worked out." in chair.get(page_of(run, second), asked).content.decode()
    jobs.work_off()
    assert "It is being worked out." not in chair.get(page_of(run, second), asked).content.decode()


def test_two_scenarios_are_told_in_short_and_undone_from_there(scarce, client_of):
    run, first, second, offer = scarce
    chair = client_of("coordinator")
    what = {"offer": offer.public_id, "decision": "pin", "where": "copy", "reason": "agreed"}
    chair.post(f"{page_of(run, second)}decide/", what)
    copied = Scenario.objects.latest("pk")
    chair.post(f"/desk/coordinator/scenarios/{copied.public_id}/run/", {"run-time_limit": 20, "run-seed": 0})
    jobs.work_off()
    after = Run.objects.latest("pk")
    page = chair.get(f"{DESK}/compare/", {"before": run.public_id, "after": after.public_id}).content.decode()
    assert "Needs: 1 newly served, 1 no longer served, 0 with another quantity." in page
    assert f"No longer served at all: {first.state.name}." in page
    assert f"/scenarios/{copied.public_id}/release/" in page
    chair.post(
        f"/desk/coordinator/scenarios/{copied.public_id}/release/", {"need": second.public_id, "offer": offer.public_id}
    )
    page = chair.get(f"{DESK}/compare/", {"before": run.public_id, "after": after.public_id}).content.decode()
    assert "/release/" not in page


def test_the_own_state_is_for_another_coordinator(scarce, client_of, world):
    run, first, _second, offer = scarce
    world.users["coordinator"].memberships.update(party=first.state)
    chair = client_of("coordinator")
    html = chair.get(page_of(run, first)).content.decode()
    assert "another coordinator must decide" in html
    assert "<button" not in html.split("<main")[1].split("</main")[0]
    what = {"offer": offer.public_id, "decision": "forbid", "reason": "ours", "where": "own"}
    assert b"another coordinator must decide" in chair.post(f"{page_of(run, first)}decide/", what, follow=True).content
    assert not Scenario.objects.exclude(forbids=[]).exists()


def test_why_a_state_got_nothing_is_answered_on_one_page(scarce, client_of, django_assert_max_num_queries):
    run, _first, second, _offer = scarce
    NeedFactory(state=second.state, report=None, status="submitted")
    run.unmet.update(smallest_change=None, searched=False)
    chair, address = client_of("coordinator"), f"{DESK}/{run.public_id}/states/"
    assert b"What does a State get" in chair.get(address).content
    html = chair.get(address, {"state": second.state.name.upper()}).content.decode()
    assert "Gets nothing." in html
    assert "It waits to be authenticated by a coordinator." in html
    assert "still searched for 1 need" in html
    assert not chair.get(f"{address}progress/", {"state": second.state.code}).json()["over"]
    jobs.work_off()
    assert chair.get(f"{address}progress/", {"state": second.state.code}).json()["over"]
    with django_assert_max_num_queries(15):
        html = chair.get(address, {"state": second.state.code.lower()}).content.decode()
    assert "capacity from 2 to 4" in html


def test_a_state_is_searched_by_parts_of_names_and_one_that_is_none_is_said_so(scarce, client_of):
    run, *_ = scarce
    chair, address = client_of("coordinator"), f"{DESK}/{run.public_id}/states/"
    found = chair.get(address, {"state": "state X"})
    assert len(found.context["found"]) > 1
    assert b"Which one?" in found.content
    assert b"No State is called" in chair.get(address, {"state": "Atlantis\x00"}).content
    assert b"it has submitted no need" in chair.get(address, {"state": "FRA"}).content


def test_every_page_of_a_step_says_that_another_coordinator_must_decide(world, client_of):
    state = world.needs["public"].state
    world.users["coordinator"].memberships.update(party=state)
    chair = client_of("coordinator")
    Run.objects.filter(pk=world.run.pk).update(published_at=None)
    scenario = world.run.scenario
    wish = {"need": str(world.needs["public"].public_id), "offer": str(world.offers["public"].public_id), "reason": "x"}
    Scenario.objects.filter(pk=scenario.pk).update(pins=[{**wish, "quantity": None}])
    publishing = chair.get(f"{DESK}/{world.run.public_id}/publish/").content.decode()
    assert "another coordinator must endorse it" in publishing
    row = ProposalFactory(need=world.needs["public"], offer=world.offers["public"])
    pages = {
        f"/desk/proposals/{row.public_id}/": "another coordinator must decide",
        f"/desk/coordinator/needs/{world.needs['submitted'].public_id}/": "another coordinator must decide",
        f"/desk/coordinator/scenarios/{scenario.public_id}/": "another coordinator must decide",
        "/desk/coordinator/inbox/": "another coordinator must decide",
        f"{DESK}/{world.run.public_id}/": "for another coordinator",
        "/desk/coordinator/": "for another coordinator",
    }
    assert [page for page, words in pages.items() if words not in chair.get(page).content.decode()] == []


def test_the_inbox_counts_what_it_lists_and_asks_for_days_in_a_sentence(world, client_of):
    NeedFactory(status="submitted")
    page = client_of("coordinator").get("/desk/coordinator/inbox/", {"days": "many"})
    assert b"Enter a whole number" in page.content
    heaps = {heap["heap"]: len(heap["entries"]) for heap in page.context["heaps"]}
    assert heaps["authenticate"] == 2
    assert 'Needs to authenticate <span class="soft">2</span>' in page.content.decode()
