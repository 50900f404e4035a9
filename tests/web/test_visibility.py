"""Who may open which page, and that nothing hidden shows anywhere: rows, counts, filters, choices, errors."""

import pytest

from matchmaker.core.vocabulary import Axis

PERSONAS = ("anonymous", "focal_point", "other_focal_point", "provider", "coordinator")

# For each persona, the rows that it may open in full, those of which it sees the existence, and the rest: nothing.
OPEN = {
    "anonymous": {"public"},
    "focal_point": {"public", "closed", "draft", "submitted"},
    "other_focal_point": {"public", "closed"},
    "provider": {"public", "closed"},
    "coordinator": {"public", "closed", "secret", "submitted"},
}
EXISTS = {"anonymous": {"closed"}}
OFFERS = {
    "anonymous": {"public"},
    "focal_point": {"public", "closed"},
    "other_focal_point": {"public", "closed"},
    "provider": {"public", "closed", "draft"},
    "coordinator": {"public", "closed", "secret"},
}
CANARIES = {
    "anonymous": {
        "canary-around",
        "canary-site",
        "canary-closed",
        "canary-secret",
        "canary-draft",
        "canary-submitted",
        "canary-ceiling",
        "canary-engagement",
        "anary-reason",
        "c0ffee",
    },
    "focal_point": {
        "canary-secret",
        "canary-ceiling",
        "canary-draft-offer",
        "canary-engagement",
        "anary-reason",
        "c0ffee",
    },
    "other_focal_point": {
        "canary-around",
        "canary-site",
        "canary-secret",
        "canary-draft",
        "canary-submitted",
        "canary-ceiling",
        "anary-reason",
        "c0ffee",
    },
    "provider": {
        "canary-around",
        "canary-site",
        "canary-secret",
        "canary-submitted",
        "canary-engagement",
        "anary-reason",
        "c0ffee",
    },
    "coordinator": {"canary-draft-offer"},
}


def addresses(world):
    yield from (
        "/",
        "/needs/",
        "/offers/",
        "/plan/",
        "/resources/",
        *(f"/indicators/?axis={axis}" for axis in Axis),
        "/methods/",
        "/accounts/login/",
        "/desk/coordinator/",
    )
    yield from (f"/needs/{need.public_id}/" for need in world.needs.values())
    yield from (f"/offers/{offer.public_id}/" for offer in world.offers.values())
    yield f"/desk/coordinator/reports/{world.report.public_id}/"


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_need_opens_to_whom_it_should(world, client_of, persona):
    client = client_of(persona)
    for name, need in world.needs.items():
        answer = client.get(f"/needs/{need.public_id}/")
        seen = name in OPEN[persona] | EXISTS.get(persona, set())
        assert answer.status_code == (200 if seen else 404), name
        if seen:
            assert (need.passages.get().quote in answer.content.decode()) == (name in OPEN[persona]), name


@pytest.mark.parametrize("persona", PERSONAS)
def test_an_offer_opens_to_whom_it_should(world, client_of, persona):
    client = client_of(persona)
    opened = {
        name for name, offer in world.offers.items() if client.get(f"/offers/{offer.public_id}/").status_code == 200
    }
    assert opened == OFFERS[persona]


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_coordinators_desk_exists_for_coordinators_only(world, client_of, persona):
    client = client_of(persona)
    for address in ("/desk/coordinator/", f"/desk/coordinator/reports/{world.report.public_id}/"):
        assert client.get(address).status_code == (200 if persona == "coordinator" else 404)


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_page_shows_what_is_hidden(world, client_of, persona):
    client = client_of(persona)
    for address in addresses(world):
        html = client.get(address).content.decode()
        assert [canary for canary in CANARIES[persona] if canary in html] == [], address


def test_the_canaries_do_sing_where_they_may(world, client_of):
    client = client_of("coordinator")
    html = "".join(client.get(address).content.decode() for address in addresses(world))
    for canary in CANARIES["anonymous"] - {"canary-draft"}:
        assert canary in html


def test_what_is_hidden_answers_as_what_never_was(world, client_of):
    client = client_of("anonymous")
    never = client.get("/needs/00000000-0000-4000-8000-000000000000/")
    hidden = client.get(f"/needs/{world.needs['secret'].public_id}/")
    assert hidden.status_code == never.status_code == 404
    assert hidden.content == never.content


@pytest.mark.parametrize(
    "query",
    ["text=canary", "text=legal", "kind=legal", "status=partly_met", "text=request"],
)
def test_filters_tell_the_public_nothing_of_closed_facts(world, client_of, query):
    answer = client_of("anonymous").get(f"/needs/?{query}")
    assert str(world.needs["closed"].public_id) not in answer.content.decode()
    assert str(world.needs["secret"].public_id) not in answer.content.decode()


def test_a_cycle_that_only_closed_needs_have_answers_as_one_that_never_was(world, client_of):
    client = client_of("anonymous")
    closed, never = (client.get(f"/needs/?cycle={year}").content.decode() for year in (2024, 1998))
    assert closed == never.replace("1998", "2024")


def test_choices_of_filters_come_from_open_facts_only(world, client_of):
    html = client_of("anonymous").get("/needs/").content.decode()
    assert "Kenya" not in html
    assert "2024" not in html
    assert ">Togo<" in html
    html = client_of("provider").get("/needs/").content.decode()
    assert "2024" in html


def test_open_facts_of_a_closed_need_can_be_filtered_by(world, client_of):
    for query in ("state=TGO", "theme=stockpile_management", "text=togo"):
        assert str(world.needs["closed"].public_id) in client_of("anonymous").get(f"/needs/?{query}").content.decode()


def test_the_text_around_a_passage_is_for_the_state_and_coordinators(world, client_of):
    address = f"/needs/{world.needs['public'].public_id}/"
    for persona in PERSONAS:
        html = client_of(persona).get(address).content.decode()
        assert "two marking machines" in html
        assert ("canary-around" in html) == (persona in {"focal_point", "coordinator"}), persona
