"""Meeting packs: all of a plan with numbers for the agenda; what is confidential is marked or wholly left out."""

from datetime import timedelta

import pytest

from matchmaker.models import Allocation, Offer, Run, Unmet
from tests.factories import NOW, NeedFactory, RunFactory

NEVER = "00000000-0000-4000-8000-000000000000"


def pack_of(run, **chosen):
    return f"/desk/coordinator/runs/{run.public_id}/pack/" + "".join(f"?{k}={v}" for k, v in chosen.items())


@pytest.mark.parametrize("persona", ["anonymous", "focal_point", "provider"])
def test_the_coordinators_pack_exists_for_nobody_else(world, client_of, persona):
    assert client_of(persona).get(pack_of(world.run)).status_code == 404
    assert client_of("coordinator").get(f"/desk/coordinator/runs/{NEVER}/pack/").status_code == 404


def test_a_plan_is_told_by_state_and_by_theme_with_numbers(many, client_of, django_assert_max_num_queries):
    chair = client_of("coordinator")
    with django_assert_max_num_queries(15):
        html = chair.get(pack_of(many.run)).content.decode()
    for words in ("3.1 Kenya", "3.2 Sierra Leone", "3.3 Togo", "4.1 Destruction", "6. Duplicates avoided"):
        assert words in html
    assert "2 × marking machine, Germany" in html
    assert "No plan was published before this one." in html


def test_what_is_confidential_is_marked_or_leaves_no_trace(world, client_of):
    chair, secret = client_of("coordinator"), world.needs["secret"]
    Unmet.objects.filter(need=world.needs["closed"]).update(
        reason="capacity",
        evidence=[
            {"offer": str(world.offers["public"].public_id), "need": str(secret.public_id), "quantity": "2", "tier": 1}
        ],
    )
    html = chair.get(pack_of(world.run)).content.decode()
    assert html.count("Kenya") > 1
    assert "◆</span> Destruction" in html
    html = chair.get(pack_of(world.run, confidential="out")).content.decode()
    assert "Kenya" not in html
    assert "◆" not in html
    assert "Destruction" not in html
    Offer.objects.filter(pk=world.offers["public"].pk).update(visibility="coordinators")
    assert "Machines" not in chair.get(pack_of(world.run, confidential="out")).content.decode()


def test_changes_are_told_against_the_plan_published_before(world, client_of):
    before = RunFactory(published_at=NOW - timedelta(days=400), finished_at=NOW)
    for later in (20, 30):
        RunFactory(published_at=world.run.published_at + timedelta(days=later), finished_at=NOW)
    gone, offer = NeedFactory(state=world.needs["closed"].state), world.offers["public"]
    lines = [(world.needs["public"], 1), (gone, 2)]
    for need, quantity in lines:
        Allocation.objects.create(run=before, need=need, offer=offer, quantity=quantity, fit=1, terms={})
    page = client_of("coordinator").get(pack_of(world.run))
    told = page.context["pack"]
    assert told.before == before
    assert (list(told.states_gained), list(told.states_lost)) == ([], ["Togo"])
    assert [row["before"] for row in told.changes["lost"]] == ["2 × marking machine"]
    assert [(row["before"], row["after"]) for row in told.changes["changed"]] == [
        ("1 × marking machine", "2 × marking machine")
    ]


def test_the_public_pack_holds_totals_and_no_state(many, client_of):
    page = client_of("anonymous").get("/plan/pack/")
    html = page.content.decode()
    assert "Togo" not in html
    assert "Sierra Leone" not in html
    assert "Africa" in html
    earlier = RunFactory(published_at=NOW - timedelta(days=400), finished_at=NOW)
    assert client_of("anonymous").get("/plan/pack/").context["before"].run == earlier
    Run.objects.update(published_at=None)
    assert b"No plan is published yet" in client_of("anonymous").get("/plan/pack/").content
