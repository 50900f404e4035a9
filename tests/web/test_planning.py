"""Scenarios and runs on the coordinator's desk: written, decided, run, watched, compared, published, taken back."""

from datetime import timedelta

import pytest

from matchmaker.models import AuditEntry, Cycle, Need, Offer, Proposal, Run, Scenario
from matchmaker.services import jobs
from matchmaker.web.planning import settings_of
from matchmaker.web.views import runs
from tests.conftest import signed_in
from tests.factories import NOW, NeedFactory, OfferFactory, RunFactory, ScenarioFactory

NEVER = "00000000-0000-4000-8000-000000000000"
DESK = "/desk/coordinator"
POSTS = ("revise", "decide", "release", "stand", "copy", "run")


@pytest.fixture
def chair(world, client_of):
    Cycle.objects.get_or_create(year=2026, defaults={"meeting": "BMS9"})
    return client_of("coordinator")


def written(chair, **fields):
    given = {**settings_of(None), "name": "Weighed", "cycle": 2026, **fields}
    return chair.post(f"{DESK}/scenarios/", given, follow=True)


@pytest.mark.parametrize("persona", ["anonymous", "focal_point", "provider"])
def test_to_whoever_is_no_coordinator_none_of_it_exists(world, client_of, persona):
    client, scenario, run = client_of(persona), Scenario.objects.get(), Run.objects.get()
    pages = ["scenarios/", f"scenarios/{scenario.public_id}/", "runs/", f"runs/{run.public_id}/"]
    pages += [f"runs/{run.public_id}/progress/", f"runs/{run.public_id}/publish/"]
    pages += [f"runs/compare/?before={run.public_id}&after={run.public_id}"]
    assert {client.get(f"{DESK}/{page}").status_code for page in pages} == {404}
    acts = [f"scenarios/{scenario.public_id}/{act}/" for act in POSTS]
    acts += [f"runs/{run.public_id}/{act}/" for act in ("cancel", "publish", "unpublish")]
    assert {client.post(f"{DESK}/{act}").status_code for act in acts} == {404}


def test_what_never_was_is_not_found(world, chair):
    for page in (f"scenarios/{NEVER}/", f"runs/{NEVER}/", f"runs/{NEVER}/progress/", f"runs/{NEVER}/publish/"):
        assert chair.get(f"{DESK}/{page}").status_code == 404
    assert chair.get(f"{DESK}/runs/compare/?before={NEVER}&after=x").status_code == 404
    scenario = Scenario.objects.get()
    assert chair.post(f"{DESK}/scenarios/{scenario.public_id}/release/", {"need": "x"}).status_code == 404


def test_a_scenario_is_written_revised_and_copied(chair):
    assert b"This field is required" in written(chair, name="  ").content
    assert b"numbers that never rise" in written(chair, slopes="1 2 3 4").content
    page = written(chair, tiers="9; 2, 1", money_cap="1000", money_cap_currency="EUR")
    scenario = Scenario.objects.get(name="Weighed")
    assert scenario.weights["tiers"] == ["9", "2", "1"]
    assert (scenario.money_cap, b"Weighed" in page.content) == (1000, True)
    there = f"{DESK}/scenarios/{scenario.public_id}"
    chair.post(f"{there}/revise/", {**settings_of(scenario), "name": "Plain", "tiers": "4 2 1", "ammunition": "on"})
    scenario.refresh_from_db()
    assert (scenario.name, scenario.weights, scenario.ammunition) == ("Plain", {}, True)
    chair.post(f"{there}/copy/", {"name": "Another"})
    assert Scenario.objects.get(name="Another").money_cap == 1000


def test_from_a_pin_to_a_published_plan_and_back(chair):
    _first, other, offer = NeedFactory(tier=1), NeedFactory(), OfferFactory(capacity=2, minimum_per_recipient=2)
    written(chair)
    scenario = Scenario.objects.get(name="Weighed")
    there = f"{DESK}/scenarios/{scenario.public_id}"

    def solved():
        page = chair.post(f"{there}/run/", {"run-time_limit": 20, "run-seed": 0}, follow=True)
        assert b"In the queue" in page.content
        jobs.work_off()
        return Run.objects.order_by("-id").first()

    first = solved()
    wish = {"wish-need": other.public_id, "wish-offer": offer.public_id, "wish-reason": "agreed in New York"}
    page = chair.post(f"{there}/decide/", {**wish, "decision": "pin", "wish-quantity": "7"})
    assert b"at most 2" in page.content
    assert all(each in page.content for each in (b'aria-describedby="id_wish-quantity_error"', b"autofocus"))
    page = chair.post(f"{there}/decide/", {**wish, "decision": "look", "wish-reason": ""}).content.decode()
    assert "In numbers: it costs" in page.partition("What if it were forced?")[2].partition("dropped")[0]
    assert "says so already" in page.partition("What if it were dropped?")[2]
    assert page.count("What if it were") == 2
    scenario.refresh_from_db()
    assert (scenario.pins, scenario.forbids) == ([], [])
    page = chair.post(f"{there}/decide/", {**wish, "decision": "pin"}, follow=True)
    assert b"Against the plan." in page.content
    assert "of “Benefit over all States”." in page.content.decode()
    second = solved()
    page = chair.get(f"{DESK}/runs/compare/", {"before": first.public_id, "after": second.public_id}).content.decode()
    assert other.state.name in page
    assert "agreed in New York" in page
    assert "In numbers: it costs" in page
    assert b"no second coordinator" in chair.get(f"{DESK}/runs/{second.public_id}/publish/").content
    page = chair.get(f"{DESK}/runs/{first.public_id}/publish/").content.decode()
    assert "new proposal" in page
    assert not Proposal.objects.exists()
    page = chair.post(f"{DESK}/runs/{first.public_id}/publish/", follow=True).content.decode()
    assert "Published: its matches are proposals now." in page
    assert Proposal.objects.count() == first.allocations.count()
    chair.post(f"{DESK}/runs/{first.public_id}/unpublish/", {"reason": "a wrong offer"})
    first.refresh_from_db()
    assert first.published_at is None
    chair.post(f"{there}/release/", {"need": other.public_id, "offer": offer.public_id, "reason": "settled"})
    scenario.refresh_from_db()
    assert scenario.pins == []
    assert AuditEntry.objects.filter(action="release").exists()


def test_a_decision_against_the_plan_asks_for_the_password_and_then_goes_on(world, chair):
    other, offer, scenario = NeedFactory(), OfferFactory(capacity=2), Scenario.objects.get()
    signed_in(chair, 0)
    wish = {"wish-need": other.public_id, "wish-offer": offer.public_id, "wish-reason": "agreed", "decision": "pin"}
    answer = chair.post(f"{DESK}/scenarios/{scenario.public_id}/decide/", wish)
    assert answer.url.startswith("/accounts/reauthenticate/")
    page = chair.post(answer.url, {"password": "a password of a persona"}, follow=True)
    # No run of this world holds what it was made of, so there is nothing that it could stand against.
    assert b"There is no plan yet." in page.content
    assert b"Against the plan." not in page.content
    scenario.refresh_from_db()
    assert len(scenario.pins) == 1


def test_on_a_further_page_of_runs_no_earlier_plan_is_taken_for_the_one_that_stands(chair, world, monkeypatch):
    monkeypatch.setattr(runs, "PER_PAGE", 2)
    standing = Run.objects.get(published_at__isnull=False)
    for published_at in (None, standing.published_at + timedelta(days=1), None):
        RunFactory(published_at=published_at)
    first, second = (chair.get(f"{DESK}/runs/?page={number}").content.decode() for number in (1, 2))
    assert (first.count(" checked required"), second.count(" checked required")) == (2, 0)
    assert str(standing.public_id) in second


def test_the_desk_shows_the_plan_that_stands_and_names_what_was_tried_since(chair, world):
    """A coordinator who tried something asked the desk why a State gets nothing, and was answered of the trial."""
    stands = Run.objects.get(published_at__isnull=False)
    assert "Tried since" not in chair.get(f"{DESK}/").content.decode()
    tried = RunFactory(scenario=ScenarioFactory(name="What if"), published_at=None)
    page = chair.get(f"{DESK}/").content.decode()
    assert "Tried since, and not published: What if." in page
    assert f"{DESK}/runs/{stands.public_id}/states/" in page
    page = chair.get(f"{DESK}/runs/").content.decode()
    for name, chosen in (("before", stands), ("after", tried)):
        assert f'name="{name}" value="{chosen.public_id}" checked' in page
        assert page.count(f'name="{name}"') == 2
    Run.objects.update(published_at=None)
    assert "The latest plan, not published yet" in chair.get(f"{DESK}/").content.decode()


def test_of_what_is_no_number_the_form_says_so_and_keeps_it(chair):
    page = written(chair, tiers="four 2 1", language="0,5").content.decode()
    assert "“four” is no number: write numbers such as 4 2 1." in page
    assert 'value="four 2 1"' in page
    assert "“-1” is no number" in written(chair, pair_cost="-1").content.decode()
    written(chair, language="0,5")
    assert Scenario.objects.get(name="Weighed").weights["language"] == "0.5"


def test_a_run_at_work_tells_how_far_it_is_and_is_cancelled(chair):
    run = RunFactory(status="running", published_at=None, plan_status="", input_digest="", stages=[])
    told = {"stage": "states", "value": "3", "bound": "5", "gap": "0.4", "seconds": 2.5}
    Run.objects.filter(pk=run.pk).update(progress=told, cancel_requested=False)
    address = f"{DESK}/runs/{run.public_id}/"
    said = chair.get(f"{address}progress/").json()
    assert said["over"] is False
    assert "3 reached, at most 5 possible, gap 0.4; 2.5 seconds" in said["line"]
    assert said["line"].encode() in chair.get(address).content
    page = chair.post(f"{address}cancel/", follow=True).content
    assert b"Asked to end" in page
    Run.objects.filter(pk=run.pk).update(status="failed", failure="Two workers fell silent.")
    assert chair.get(f"{address}progress/").json()["over"]
    assert b"Two workers fell silent." in chair.get(address).content
    waiting = RunFactory(status="queued", published_at=None, plan_status="", created_at=NOW)
    assert "No worker has taken it up yet" in chair.get(f"{DESK}/runs/{waiting.public_id}/progress/").json()["line"]


def test_lists_take_no_more_queries_with_more_rows(chair, django_assert_max_num_queries):
    for _ in range(5):
        RunFactory()
    for page in ("runs/", "scenarios/"):
        with django_assert_max_num_queries(16):
            assert chair.get(f"{DESK}/{page}").status_code == 200


EMPTY = {
    "No need takes part": (lambda: Need.objects.update(status="draft"), "/inbox/"),
    "No offer takes part": (lambda: Offer.objects.update(status="draft"), "/offers/"),
    "The rule that refuses most is “another theme”": (lambda: Offer.objects.update(themes=["gender"]), "/scenarios/"),
    "No need is left to be served": (
        lambda: Need.objects.update(quantity=None, amount=None, kind="funding", unit="money"),
        "/duplicates/",
    ),
    "limits, pins or minima": (lambda: Offer.objects.update(opening_minimum=9, capacity=10), "/scenarios/"),
}


@pytest.mark.parametrize("words", EMPTY)
def test_a_run_without_a_match_says_why_and_what_to_do(world, chair, words):
    Need.objects.update(status="draft")
    Offer.objects.update(status="draft")
    NeedFactory()
    OfferFactory()
    undo, leads = EMPTY[words]
    undo()
    written(chair)
    scenario = Scenario.objects.get(name="Weighed")
    chair.post(f"{DESK}/scenarios/{scenario.public_id}/run/", {"run-time_limit": 20, "run-seed": 0})
    jobs.work_off()
    page = chair.get(f"{DESK}/runs/{Run.objects.order_by('-id').first().public_id}/").content.decode()
    told = page.partition("No match could be made.")[2].partition("</div>")[0]
    assert words in told
    assert leads in told


def test_a_filter_that_the_plan_knows_nothing_of_is_named(world, chair):
    run = f"{DESK}/runs/{Run.objects.get().public_id}/"
    known = Run.objects.get().allocations.first().need.theme
    assert "no such provider, theme or State" not in chair.get(run, {"theme": known}).content.decode()
    page = chair.get(run, {"theme": "nonsense", "page": "1"}).content.decode()
    assert "The plan has no such provider, theme or State: it is shown without that filter." in page
