"""Endorsing several proposals on the coordinator's desk: chosen, looked over, endorsed, and told row by row."""

import pytest
from django.test import Client
from django.urls import reverse

from matchmaker.models import Allocation, Proposal
from tests import personas
from tests.conftest import signed_in
from tests.factories import NeedFactory, OfferFactory, ProposalFactory
from tests.pages import post, refused

NEVER = "00000000-0000-4000-8000-000000000000"
PAGE, ACT = "endorsements", "endorsements-endorse"


@pytest.fixture
def waiting(world):
    """Three proposals of the published plan, in two themes."""

    def proposed(theme):
        need, offer = NeedFactory(theme=theme), OfferFactory(themes=[theme])
        Allocation.objects.create(run=world.run, need=need, offer=offer, quantity=1, fit=1, terms={})
        undecided = {"status": "proposed", "endorsed_by": None, "endorsed_at": None, "answer_by": None}
        return ProposalFactory(need=need, offer=offer, run=world.run, **undecided)

    return [proposed(theme) for theme in ("marking", "marking", "tracing")]


def ticked(page) -> set[str]:
    return {str(row.public_id) for row in page.context["rows"]}


@pytest.mark.parametrize("persona", ["anonymous", "focal_point", "provider"])
def test_to_whoever_is_no_coordinator_it_does_not_exist(world, waiting, client_of, persona):
    client = client_of(persona)
    assert client.get(reverse(PAGE)).status_code == 404
    assert client.post(reverse(ACT), {"proposal": str(waiting[0].public_id)}).status_code == 404


def test_the_inbox_leads_to_a_preview_that_is_narrowed_and_endorsed(world, waiting, client_of):
    chair = client_of("coordinator")
    assert reverse(PAGE) in chair.get(reverse("inbox")).content.decode()
    assert ticked(chair.get(reverse(PAGE))) == {str(row.public_id) for row in waiting}
    some = ticked(chair.get(reverse(PAGE), {"theme": "marking"}))
    assert some == {str(row.public_id) for row in waiting[:2]}
    one = ticked(chair.get(reverse(PAGE), {"state": waiting[0].need.state.code}))
    assert one == {str(waiting[0].public_id)}
    assert ticked(chair.get(reverse(PAGE), {"provider": waiting[2].offer.provider.code})) == {str(waiting[2].public_id)}
    assert post(chair, ACT, proposal=sorted(some)) == "2 proposals are endorsed."
    page = chair.get(reverse(PAGE))
    assert ticked(page) == {str(waiting[2].public_id)}
    assert {row.pk for row, _about in page.context["today"]} == {row.pk for row in waiting[:2]}


def test_what_stays_back_is_named_with_its_reason_and_what_is_refused_too(world, waiting, client_of):
    chair, own = Client(HTTP_HOST="localhost"), waiting[0]
    chair.force_login(personas.coordinator(own.need.state))
    page = chair.get(reverse(PAGE))
    assert ticked(page) == {str(row.public_id) for row in waiting[1:]}
    assert "Your own State has part in it" in page.content.decode()
    said = refused(chair, ACT, proposal=[str(own.public_id)])
    assert own.need.state.name in said
    assert "open it by itself" in said
    assert not Proposal.objects.filter(status="endorsed", run=world.run).exists()


def test_bad_input_is_a_sentence_or_not_found(world, waiting, client_of):
    chair = client_of("coordinator")
    assert "tick at least one" in refused(chair, ACT)
    for given in (NEVER, "x"):
        assert chair.post(reverse(ACT), {"proposal": [str(waiting[0].public_id), given]}).status_code == 404
    assert b"not among its choices" in chair.get(reverse(PAGE), {"state": "XXX"}).content
    assert not Proposal.objects.filter(status="endorsed", run=world.run).exists()


def test_an_old_sign_in_is_asked_for_the_password_once_for_all(world, waiting, client_of):
    chair = client_of("coordinator")
    signed_in(chair, 0)
    answer = chair.post(reverse(ACT), {"proposal": [str(row.public_id) for row in waiting]})
    assert answer.url.startswith("/accounts/reauthenticate/")
    answer = chair.post(answer.url, {"password": "a password of a persona"}, follow=True)
    assert "3 proposals are endorsed." in answer.content.decode()
