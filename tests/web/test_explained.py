"""What the sides are told of the published plan: two worlds that differ only in what is hidden read the same."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from matchmaker.core.assignment import solve
from matchmaker.models import Need, Party, User
from matchmaker.services import runs
from tests import personas
from tests.factories import (
    NOW,
    EngagementFactory,
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PartyFactory,
    ScenarioFactory,
)

pytestmark = pytest.mark.django_db
OWN, GIVEN, SEEN = (UUID(int=number) for number in (1, 2, 3))
CASES = {
    "capacity": ({}, {}),
    "served": ({"tier": 1}, {}),
    "minimum": ({"quantity": 3, "minimum": 3}, {"capacity": 4}),
    "no offer": ({"theme": "tracing"}, {}),
    "not eligible": ({"start": date(2026, 1, 1), "end": date(2026, 2, 1)}, {}),
    "covered": ({"beneficiary": "police"}, {}),
}
# Facts in which two hidden needs may differ; each takes all of the offer.
HIDDEN = (
    {"tier": 1, "quantity": Decimal(4), "beneficiary": "canary-first", "site": "canary-site", "state__code": "KEN"},
    {
        "tier": 1,
        "quantity": Decimal(9),
        "minimum": 2,
        "beneficiary": "canary-second",
        "state__code": "BDI",
        "start": date(2026, 5, 1),
        "amount": 7,
        "currency": "USD",
    },
)


class UndoneError(Exception):
    """Raised to take a world back."""


@pytest.fixture(autouse=True)
def _solved_at_hand(monkeypatch):
    """Solve without a process of its own: these problems are tiny, and a dozen of them are solved."""
    monkeypatch.setattr(runs, "answer", lambda problem, **_: solve(problem, isolated=False))


def world(asked, offered, hidden):
    """A State with a need, an offer, a need that both may see, and one that is for coordinators only; all published."""
    state = PartyFactory(code="SLE", names={"en": "Sierra Leone"})
    giver = OrganisationFactory(code="UNREC", names={"en": "Centre"})
    own = NeedFactory(public_id=OWN, state=state, **{"quantity": Decimal(2), **asked})
    if asked.get("beneficiary"):
        EngagementFactory(public_id=UUID(int=4), state=state, beneficiary="police", quantity=1, text="One machine")
    offer = OfferFactory(
        public_id=GIVEN,
        title="Machines",
        provider=giver,
        **{"capacity": Decimal(4), "minimum_per_recipient": 1, **offered},
    )
    NeedFactory(
        public_id=SEEN,
        state=PartyFactory(code="JAM", names={"en": "Jamaica"}),
        quantity=Decimal(2),
        visibility="public",
    )
    NeedFactory(visibility="coordinators", **hidden)
    chair = personas.coordinator()
    run = runs.queue(scenario=ScenarioFactory(), by=chair, at=NOW, time_limit=20)
    runs.publish(run=runs.execute(run=run, by=chair, at=NOW), by=chair, at=NOW)
    return {"owner": personas.owner(state), "giver": personas.provider(giver), "offer": offer, "own": own}


def read(user, address):
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def told(asked, offered, hidden):
    """What owner and giver read in one world, which is taken back afterwards, so that the next has the same keys."""
    pages = {}
    try:
        with transaction.atomic():
            people = world(asked, offered, hidden)
            row = Need.objects.get(public_id=OWN).unmet.first()
            pages["row"] = (row.reason, str(row.missing)) if row else None
            pages["owner"] = read(people["owner"], f"/needs/{OWN}/")
            pages["giver"] = read(people["giver"], f"/offers/{GIVEN}/")
            raise UndoneError
    except UndoneError:
        assert not Party.objects.exists()
        assert not User.objects.exists()
    return pages


@pytest.mark.parametrize("case", CASES)
def test_two_worlds_that_differ_in_a_hidden_need_read_the_same(case):
    first, second = (told(*CASES[case], hidden) for hidden in HIDDEN)
    assert first["row"] == second["row"]
    assert first == second
    for page in (first["owner"], first["giver"]):
        assert "canary" not in page
        assert "KEN" not in page
        assert "Kenya" not in page


def test_each_reader_is_told_its_own():
    people = world({}, {}, HIDDEN[0])
    page = read(people["owner"], f"/needs/{OWN}/")
    assert "Why the plan leaves it open" in page
    assert "The offers that fit are full" in page
    assert "Another 2 × marking machine in one of the offers that fit would be enough" in " ".join(page.split())
    assert f"/offers/{GIVEN}/" in page
    page = read(people["giver"], f"/offers/{GIVEN}/")
    assert "In the published plan" in page
    assert "4 items" in page
    # Other readers of the same rows: a State, a provider, a coordinator of another State.
    for user in (personas.other_state(), personas.provider(), personas.coordinator()):
        for address, words in ((f"/needs/{OWN}/", "Why the plan"), (f"/offers/{GIVEN}/", "In the published plan")):
            assert words not in read(user, address)


def test_what_lies_in_the_own_facts_is_told_with_the_smallest_change():
    people = world({"theme": "tracing"}, {}, HIDDEN[0])
    page = read(people["owner"], f"/needs/{OWN}/")
    assert "No provider offers this kind of help in this theme" in page
    assert "The smallest change that would serve it" in page
    Need.objects.filter(public_id=OWN).update(theme="marking", start=date(2026, 1, 1), end=date(2026, 2, 1))
    Need.objects.get(public_id=OWN).unmet.update(reason="not_eligible")
    page = read(people["owner"], f"/needs/{OWN}/")
    assert "from 1 February 2026 to 1 June 2026" in page
    people = {"giver": personas.provider(people["offer"].provider)}
    page = read(people["giver"], f"/offers/{GIVEN}/")
    assert "What 1 item more would do" in page
