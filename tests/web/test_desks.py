"""The desks: one match from a need written by hand to the answer after twelve months, through the pages alone."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matchmaker.models import Commitment, Cycle, Delivery, Need, Offer, Party, Proposal, Report
from matchmaker.web import acting
from tests import personas
from tests.conftest import signed_in
from tests.factories import CommitmentFactory, ProposalFactory
from tests.pages import post, refused

NEED = {"state": "SLE", "cycle": "2026", "words": "A marking machine.", "theme": "marking", "kind": "equipment"}
NEED |= {
    "item": "marking_machine",
    "quantity": "2",
    "beneficiary": "customs",
    "languages": "en",
    "readiness": ["women"],
}
NEED |= {"start": "2026-09-01", "end": "2027-08-01"}
OFFER = {"provider": "DEU", "title": "Machines", "text": "Machines for whoever needs them.", "kinds": ["equipment"]}
OFFER |= {"themes": ["marking"], "capacity": "3", "start": "2026-08-01", "end": "2027-12-31", "visibility": "public"}


@pytest.fixture
def desks(world, client_of, settings):
    Cycle.objects.get_or_create(year=2026)
    found = {name: client_of(name) for name in ("focal_point", "other_focal_point", "provider", "coordinator")}
    second = Client(HTTP_HOST="localhost")
    second.force_login(personas.coordinator(Party.objects.get(code="TGO")))
    return found | {"second": second}


def test_one_match_from_a_written_need_to_the_answer_after_twelve_months(desks, world, monkeypatch):
    state, donor, chair = desks["focal_point"], desks["provider"], desks["coordinator"]
    post(state, "my-need-new", **NEED)
    need = Need.objects.get(text="A marking machine.")
    assert (need.status, need.readiness, need.languages) == ("draft", {"women": True}, ["en"])
    post(state, "my-need-submit", need.public_id)
    assert need.theme in chair.get(reverse("inbox")).content.decode().lower()
    post(chair, "received-need-return", need.public_id, **{"return-reason": "How many people?"})
    post(state, "my-need-change", need.public_id, **(NEED | {"words": "A marking machine for six people."}))
    post(state, "my-need-submit", need.public_id)
    post(chair, "received-need-authenticate", need.public_id)
    assert "may object" in refused(chair, "received-need-circulate", need.public_id)
    today = timezone.now()
    monkeypatch.setattr(acting, "timezone", SimpleNamespace(now=lambda: today + timedelta(days=10)))
    for client in (chair, desks["second"]):
        signed_in(client, (today + timedelta(days=10)).timestamp())
    post(chair, "received-need-circulate", need.public_id)

    post(donor, "my-offer-new", **OFFER)
    offer = Offer.objects.get(title="Machines")
    post(donor, "my-offer-publish", offer.public_id)
    page = donor.get(reverse("open-needs")).content.decode()
    assert "A marking machine for six people." in page
    post(donor, "interest", need=need.public_id, offer=offer.public_id)
    proposal = Proposal.objects.get(need=need)
    assert "say in a sentence why you endorse" in refused(chair, "proposal-endorse", proposal.public_id)
    why = {"endorse-reason": "The plan is older than the need."}
    refused(chair, "proposal-endorse", proposal.public_id, level="info", **why)
    post(desks["second"], "proposal-endorse", proposal.public_id)
    post(donor, "proposal-implementer", proposal.public_id, **{"implementer-implementer": "DEU"})
    post(donor, "proposal-accept", proposal.public_id, side="provider")
    assert "That was the last yes" in post(state, "proposal-accept", proposal.public_id, side="recipient")
    commitment = Commitment.objects.get(need=need)
    post(donor, "commitment-start", commitment.public_id)
    post(donor, "commitment-deliver", commitment.public_id, **{"deliver-quantity": "2"})
    post(state, "commitment-confirm", commitment.public_id)
    told = {f"follow_up-{name}": "yes" for name in ("in_use", "adequate", "effective", "sustainable")}
    assert "twelve months" in refused(state, "commitment-follow-up", commitment.public_id, **told)
    monkeypatch.setattr(acting, "timezone", SimpleNamespace(now=lambda: today + timedelta(days=400)))
    post(state, "commitment-follow-up", commitment.public_id, **told, **{"follow_up-lesson": "Train two."})
    assert Delivery.objects.get(commitment=commitment).sustainable
    for client in (donor, state):
        post(client, "commitment-release", commitment.public_id)
    assert desks["other_focal_point"].get(reverse("commitment", args=[commitment.public_id])).status_code == 200
    need.refresh_from_db()
    assert need.status == "met"


def test_a_no_a_counter_and_a_cancelled_commitment(desks, world):
    Report.objects.update(confirmed=True)
    need, offer = world.needs["public"], world.offers["public"]
    facts = {"need": need, "offer": offer, "quantity": Decimal(2), "implementer": offer.provider}
    first = ProposalFactory(**facts)
    post(
        desks["provider"],
        "proposal-counter",
        first.public_id,
        **{"counter-quantity": "1", "counter-text": "One is left."},
    )
    assert Proposal.objects.get(replaces=first).quantity == 1
    second = Proposal.objects.get(replaces=first)
    Proposal.objects.filter(pk=second.pk).update(
        status="endorsed", endorsed_by=world.users["coordinator"], answer_by=timezone.now() + timedelta(days=9)
    )
    no = reverse("proposal-decline", args=[second.public_id])
    assert "This field is required." in desks["focal_point"].post(no, {"side": "recipient"}).content.decode()
    said = {"side": "recipient", "decline-code": "timing", "decline-text": "Not this year."}
    post(desks["focal_point"], "proposal-decline", second.public_id, **said)
    second.refresh_from_db()
    assert second.status == "declined"
    commitment = CommitmentFactory(proposal__need=need, proposal__offer=offer, proposal__quantity=1)
    Need.objects.filter(pk=need.pk).update(committed=1)
    Offer.objects.filter(pk=offer.pk).update(committed=1)
    post(desks["focal_point"], "commitment-cancel", commitment.public_id, **{"cancel-reason": "Bought elsewhere."})
    commitment.refresh_from_db()
    assert commitment.status == "cancelled"


PAGES = {
    "requesting": {"focal_point", "other_focal_point"},
    "my-need-new": {"focal_point", "other_focal_point"},
    "my-priorities": {"focal_point", "other_focal_point"},
    "my-standing": {"focal_point"},
    "open-offers": {"focal_point"},
    "my-need-change": {"focal_point"},
    "donor": {"provider"},
    "open-needs": {"provider"},
    "my-offer-new": {"provider"},
    "my-offer": {"provider"},
    "my-offer-change": {"provider"},
    "inbox": {"coordinator"},
    "received-need": {"coordinator"},
    "proposal": {"focal_point", "provider", "coordinator"},
    "commitment": {"focal_point", "provider", "coordinator"},
}


def test_a_page_exists_for_its_people_only_and_asks_little_of_the_database(
    desks, world, many, client_of, django_assert_max_num_queries
):
    proposal = ProposalFactory(need=world.needs["public"], offer=world.offers["public"])
    ids = {
        "my-standing": world.needs["public"],
        "open-offers": world.needs["public"],
        "my-need-change": world.needs["public"],
        "my-offer": world.offers["public"],
        "my-offer-change": world.offers["public"],
        "received-need": world.needs["submitted"],
        "proposal": proposal,
        "commitment": CommitmentFactory(proposal__need=world.needs["public"], proposal__offer=world.offers["public"]),
    }
    for name, people in PAGES.items():
        address = reverse(name, args=[ids[name].public_id] if name in ids else [])
        for persona, client in desks.items():
            if persona == "second":
                continue
            with django_assert_max_num_queries(15, info=name):
                answer = client.get(address)
            assert (answer.status_code == 200) is (persona in people), f"{name} for {persona}"
            assert answer.status_code in (200, 404)
        assert client_of("anonymous").get(address).status_code in (302, 404)


def test_what_a_step_refers_to_does_not_exist_for_others(desks, world):
    proposal = ProposalFactory(need=world.needs["public"], offer=world.offers["public"])
    other = desks["other_focal_point"]
    for name, row in (
        ("my-need-withdraw", world.needs["public"]),
        ("my-need-show", world.needs["public"]),
        ("proposal-accept", proposal),
        ("proposal-decline", proposal),
        ("proposal-endorse", proposal),
    ):
        assert other.post(reverse(name, args=[row.public_id]), {"side": "recipient"}).status_code == 404
    assert (
        desks["focal_point"]
        .post(reverse("proposal-accept", args=[proposal.public_id]), {"side": "provider"})
        .status_code
        == 404
    )
    hidden = {"need": world.needs["secret"].public_id, "offer": world.offers["public"].public_id}
    assert desks["provider"].post(reverse("interest"), hidden).status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"theme": ""}, "required"),
        ({"cycle": "1999"}, "valid choice"),
        ({"quantity": "-1"}, "greater than or equal"),
        ({"amount": "5"}, "An amount needs its currency"),
        ({"start": "2027-09-01"}, "cannot end before it starts"),
        ({"languages": "French"}, "valid choice"),
        ({"state": "TGO"}, "valid choice"),
        ({"words": "\x00"}, "Null characters"),
        ({"words": "a\x07b"}, "There are letters here that no text holds"),
    ],
)
def test_a_need_that_cannot_stand_is_told_in_a_sentence_and_what_was_typed_stays(desks, change, words):
    answer = desks["focal_point"].post(reverse("my-need-new"), NEED | change)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page, [line for line in page.splitlines() if "problem" in line or "note-" in line]
    assert "customs" in page
    assert not Need.objects.filter(beneficiary="customs").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"capacity": "0"}, "An offer needs its capacity"),
        ({"kinds": ["equipment", "training"]}, "counted differently"),
        ({"kinds": ["funding"]}, "Money, and only money, has a currency"),
        ({"eligible_states": "XXX"}, "valid choice"),
        ({"end": "2026-01-01"}, "cannot end before it starts"),
        ({"minimum_per_recipient": "9"}, "more than the whole offer"),
        ({"maximum_per_recipient": "1", "minimum_per_recipient": "2"}, "less than the least"),
        ({"languages": "English"}, "valid choice"),
        ({"title": "Ma\x1fchines"}, "There are letters here that no text holds"),
    ],
)
def test_an_offer_that_cannot_stand_is_told_in_a_sentence_and_what_was_typed_stays(desks, change, words):
    answer = desks["provider"].post(reverse("my-offer-new"), OFFER | change)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page, [line for line in page.splitlines() if "problem" in line or "note-" in line]
    assert "Machines for whoever needs them." in page
    assert not Offer.objects.filter(title="Machines").exists()


def test_an_agency_is_kept_under_its_stored_word_and_shown_by_its_name(desks):
    post(desks["focal_point"], "my-need-new", **(NEED | {"beneficiary": " border GUARD ", "languages": ["fr", "pt"]}))
    need = Need.objects.get(text="A marking machine.")
    assert (need.beneficiary, need.languages) == ("border_guard", ["fr", "pt"])
    page = desks["focal_point"].get(reverse("my-need-change", args=[need.public_id])).content.decode()
    assert 'value="Border guard"' in page or 'value="border guard"' in page
    post(desks["focal_point"], "my-need-change", need.public_id, **(NEED | {"beneficiary": "Rangers of the north"}))
    need.refresh_from_db()
    assert need.beneficiary == "Rangers of the north"


def test_the_desk_shows_by_cycle_what_the_latest_plan_proposes_or_why_it_proposes_nothing(desks, world):
    need, other = world.needs["public"], world.needs["submitted"]
    proposal = ProposalFactory(need=need, offer=world.offers["public"])
    world.run.unmet.create(need=other, missing=1, reason="no_offer")
    page = desks["focal_point"].get(reverse("requesting"))
    ((cycle, places),) = page.context["cycles"]
    told = {place.need: (place.proposals, place.reasons) for place in places}
    assert (cycle, told[need], told[other]) == (2026, ([proposal], []), ([], ["no_offer"]))
    assert {row.state.code for row in told} == {"SLE"}
    assert "no offer" in page.content.decode().lower()


def test_a_state_orders_its_needs_and_is_told_when_a_rank_is_full(desks, world):
    needs = [world.needs["public"], world.needs["draft"], world.needs["submitted"]]
    wanted = {f"tier-{need.public_id}": str(rank) for rank, need in enumerate(needs, start=1)}
    post(desks["focal_point"], "my-priorities", group="SLE-2026", **wanted)
    assert [Need.objects.get(pk=need.pk).tier for need in needs] == [1, 2, 3]
    state = Party.objects.get(code="SLE")
    extra = [
        Need.objects.create(
            state=state, cycle=2026, theme="marking", kind="training", unit="place", requested="2026-05-01"
        )
        for _ in range(3)
    ]
    full = {f"tier-{need.public_id}": "1" for need in extra}
    assert "has room for 3" in refused(desks["focal_point"], "my-priorities", group="SLE-2026", **full)
    assert set(Need.objects.filter(pk__in=[need.pk for need in extra]).values_list("tier", flat=True)) == {3}


def test_a_state_shows_interest_in_an_offer_that_fits(desks, world):
    need, offer, state = world.needs["public"], world.offers["public"], desks["focal_point"]
    where = reverse("open-offers", args=[need.public_id])
    assert "nothing of it enters a proposal before" in state.get(where).content.decode()
    Report.objects.update(confirmed=True)
    assert where in state.get(reverse("my-standing", args=[need.public_id])).content.decode()
    assert offer.title in state.get(where).content.decode()
    meant = {"need": need.public_id, "offer": offer.public_id}
    assert state.post(reverse("my-need-interest", args=[need.public_id]), meant | {"offer": uuid4()}).status_code == 404
    assert state.post(reverse("my-need-interest", args=[need.public_id]), meant | {"member": "KEN"}).status_code == 404
    post(state, "my-need-interest", need.public_id, **meant)
    found = Proposal.objects.get(need=need, offer=offer, status="proposed")
    assert found.shown_by == world.users["focal_point"]
    assert reverse("proposal", args=[found.public_id]) in state.get(where).content.decode()
    closed = reverse("open-offers", args=[world.needs["draft"].public_id])
    assert state.get(closed).status_code == 404


def test_what_is_past_says_so_and_what_can_be_done(world, client_of):
    need, offer = world.needs["public"], world.offers["public"]
    late = ProposalFactory(need=need, offer=offer, status="endorsed", answer_by=date(2020, 1, 1))
    inbox = client_of("coordinator").get("/desk/coordinator/inbox/").content.decode()
    assert "over since 1 January 2020" in inbox
    assert "until 1 January 2020" not in inbox
    Proposal.objects.filter(pk=late.pk).update(status="lapsed")
    for persona in ("focal_point", "provider"):
        page = client_of(persona).get(f"/desk/proposals/{late.public_id}/").content.decode()
        assert "The time to answer was over on 1 January 2020" in page
    Offer.objects.filter(pk=offer.pk).update(status="expired")
    page = client_of("provider").get(f"/desk/donor/offers/{offer.public_id}/").content.decode()
    assert "Renew it until a day to come" in page
    assert f'action="/desk/donor/offers/{offer.public_id}/renew/"' in page
