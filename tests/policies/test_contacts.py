"""Contacts: each side of a commitment is told whom to write to on the others; nobody else is, on page, row and mail."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from matchmaker import contacts
from matchmaker.core.vocabulary import Side
from matchmaker.models import Answer, Commitment, User
from matchmaker.services import notifications, proposals
from tests import personas
from tests.factories import NOW, CommitmentFactory, OrganisationFactory, PartyFactory, ProposalFactory, ReportFactory

pytestmark = pytest.mark.django_db


def named(user: User, name: str) -> User:
    user.first_name, user.email = name, f"{name}@mail.example"
    User.objects.bulk_update([user], ["first_name", "email"])
    return user


@pytest.fixture
def people():
    """The three sides, who have agreed on something, and everybody else."""
    row = ProposalFactory(implementer=OrganisationFactory())
    idle = {
        "provider": named(personas.provider(row.offer.provider), "idle-gives"),
        "recipient": named(personas.owner(row.need.state), "idle-asks"),
    }
    sides = {
        "provider": named(personas.provider(row.offer.provider), "gives"),
        "recipient": named(personas.owner(row.need.state), "asks"),
        "implementer": named(personas.provider(row.implementer), "carries-out"),
    }
    others = {
        "coordinator": personas.coordinator(),
        "other State": personas.other_state(),
        "other provider": personas.provider(),
        "auditor": personas.auditor(),
    }
    return row, sides, others, idle


def agree(row, sides):
    for side, by in sides.items():
        proposals.accept(proposal=row, side=Side(side), by=by, at=NOW)
    return Commitment.objects.get()


def told(row, user):
    found = contacts.exchanged([row], user)[row.pk]
    return None if found is None else {each.side: each.name for each in found}


def test_each_side_is_told_of_those_who_said_yes_for_the_others(people):
    proposal, sides, others, idle = people
    row = agree(proposal, sides)
    names = {side: by.first_name for side, by in sides.items()}
    for side, by in sides.items():
        assert told(row, by) == {other: name for other, name in names.items() if other != side}
    assert told(row, idle["provider"]) == told(row, sides["provider"])
    assert {told(row, by) is None for by in others.values()} == {True}


def test_page_and_row_show_them_to_the_sides_alone_and_not_before(people):
    proposal, sides, others, _ = people
    addresses = {by.email for by in sides.values()}

    def shown(by, row):
        client = Client()
        client.force_login(by)
        pages = [reverse("proposal", args=[proposal.public_id]), f"/api/v1/proposals/{proposal.public_id}/"]
        if row:
            pages += [
                reverse("commitment", args=[row.public_id]),
                f"/api/v1/commitments/{row.public_id}/",
                "/api/v1/commitments/",
            ]
        texts = [client.get(page).content.decode() for page in pages]
        return [{address for address in addresses if address in text} - {by.email} for text in texts]

    assert all(found == set() for by in [*sides.values(), *others.values()] for found in shown(by, None))
    row = agree(proposal, sides)
    for by in sides.values():
        assert shown(by, row) == [set(), set(), *[addresses - {by.email}] * 3]
    # Released, it is everybody's to see; its people are not.
    Commitment.objects.update(released_by_provider=True, released_by_recipient=True)
    assert all(found == set() for by in others.values() for found in shown(by, row))
    for address in (f"/api/v1/commitments/{row.public_id}/", "/api/v1/commitments/"):
        answer = Client().get(address)
        assert answer.status_code == 200
        assert not [each for each in addresses if each in answer.content.decode()]


def test_whoever_left_is_not_named_and_a_cancelled_commitment_names_nobody(people):
    proposal, sides, _, idle = people
    row = agree(proposal, sides)
    sides["recipient"].memberships.all().delete()
    assert told(row, sides["provider"])["recipient"] == idle["recipient"].first_name
    Commitment.objects.update(status="cancelled")
    row.refresh_from_db()
    assert told(row, sides["provider"]) is None


def test_a_state_that_answered_on_paper_is_reached_by_its_reports_point_of_contact():
    row = CommitmentFactory()
    by = personas.provider(row.offer.provider)
    (nobody,) = contacts.exchanged([row], by)[row.pk]
    assert (nobody.side, nobody.name, nobody.email) == ("recipient", "", "")
    point = {"role": "poa", "name": "A. Kamara", "agency": "National Commission", "email": "poa@sle.example"}
    ReportFactory(state=row.need.state, contacts=[{**point, "role": "iti", "name": "Tracing"}, point])
    (found,) = contacts.exchanged([row], by)[row.pk]
    assert (found.name, found.agency, found.email) == ("A. Kamara", "National Commission", "poa@sle.example")


def test_of_a_regional_need_it_is_the_member():
    member = PartyFactory(code="KEN")
    row = CommitmentFactory(proposal__member="KEN", proposal__need__members=["KEN"])
    named(personas.owner(row.need.state), "body")
    named(personas.owner(member), "member")
    assert told(row, personas.provider(row.offer.provider)) == {"recipient": "member"}


def test_the_mail_says_that_something_is_agreed_and_no_name(people):
    proposal, sides, _, _ = people
    agree(proposal, sides)
    notifications.send_digests(at=NOW)
    letters = {each.to[0]: each for each in mail.outbox}
    for by in sides.values():
        letter = letters[by.email]
        assert "Agreed and not begun yet: whom to write to: 1" in letter.body
        others_addresses = [each.email for each in sides.values() if each != by]
        assert not [each for each in others_addresses if each in letter.message().as_string()]
        assert letter.recipients() == [by.email]


def test_rows_cost_no_more_questions_when_there_are_many(django_assert_max_num_queries):
    rows = CommitmentFactory.create_batch(12, proposal__offer=ProposalFactory(offer__capacity=90).offer)
    by = personas.provider(rows[0].offer.provider)
    Answer.objects.create(proposal=rows[0].proposal, side="recipient", accepts=True, by=by, at=NOW)
    with django_assert_max_num_queries(6):
        found = contacts.exchanged(rows, by)
    assert len(found) == 12
