"""A donor asks where more of an offer would do the most, and keeps filters; nobody learns more than may be seen."""

from datetime import date

import pytest
from django.urls import reverse

from matchmaker.core.vocabulary import Relation
from matchmaker.models import Cycle, Engagement, KeptFilter, Need, Report
from matchmaker.services import filters
from tests.factories import NeedFactory, OfferFactory, PartyFactory, PassageFactory, ProposalFactory, judged


@pytest.fixture
def donor(world, client_of):
    Cycle.objects.get_or_create(year=2026)
    return client_of("provider")


@pytest.fixture
def need(world):
    """Return a visible need that nothing covers."""
    Engagement.objects.update(theme="tracing")
    asked = NeedFactory(
        state=world.needs["public"].state, beneficiary="customs", tier=1, quantity=20, amount=30_000, currency="USD"
    )
    PassageFactory(need=asked, quote="machines for the customs service")
    return asked


def said(client, page, **form):
    """Send a form and return what the next page says of it, with its level."""
    answer = client.post(reverse(page), form, follow=True)
    (told,) = answer.context["messages"]
    return told.level_tag, str(told)


def test_the_best_uses_are_of_needs_that_the_donor_may_see(donor, world, need):
    page = donor.get(reverse("uses"), {"offer": world.offers["public"].public_id, "more": "1"})
    told = {row["need"] for row in page.context["rows"]}
    assert need in told
    assert told <= set(Need.objects.visible_to(world.users["provider"]))
    words = page.content.decode()
    assert "machines for the customs service" in words
    assert all(str(world.needs[name].public_id) not in words for name in ("draft", "submitted", "secret"))


@pytest.mark.parametrize("closed", ["", "Koidu"])
def test_what_a_state_asks_again_is_one_use(donor, world, need, closed):
    """As the donor reads it: neither a site that is closed to it nor what a coordinator judged changes the rows."""
    again = NeedFactory(state=need.state, beneficiary="customs", quantity=20, cycle=2024, requested=date(2024, 4, 1))
    PassageFactory(need=again, quote="machines for the customs service")
    Need.objects.filter(pk=again.pk).update(site=closed)
    other = NeedFactory(state=need.state, beneficiary="prisons", quantity=20)
    PassageFactory(need=other, quote="machines for the prison service")
    if closed:
        judged(need, again, Relation.UNRELATED, by=world.users["coordinator"])
        judged(need, other, Relation.RESTATED, by=world.users["coordinator"])
    page = donor.get(reverse("uses"), {"offer": "", "more": "900000", "currency": "USD"})
    told = {row["need"] for row in page.context["rows"]}
    assert {need, other} <= told
    assert again not in told


def test_a_rank_one_need_comes_first_and_money_needs_no_offer(donor, need):
    page = donor.get(reverse("uses"), {"offer": "", "more": "50000", "currency": "USD"})
    first = page.context["rows"][0]
    assert (first["need"], first["use"].tier1 > 0, first["whole"]) == (need, True, True)
    assert "ranks first" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"more": "0"}, "must be a number above zero"),
        ({"more": "many"}, "Give a number in digits alone"),
        ({"more": "1", "currency": "ZZZ"}, "valid choice"),
        ({"more": "1", "offer": "no-such"}, "valid choice"),
        ({"more": "9" * 40}, "no more than"),
    ],
)
def test_what_cannot_be_weighed_is_told_in_a_sentence(donor, asked, words):
    answer = donor.get(reverse("uses"), asked)
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_an_offer_of_another_provider_does_not_exist_here(donor, client_of, world):
    other = OfferFactory(provider=PartyFactory(code="FRA"))
    asked = {"offer": other.public_id, "more": "1"}
    assert "valid choice" in donor.get(reverse("uses"), asked).content.decode()
    assert client_of("focal_point").get(reverse("uses")).status_code == 404


def test_open_needs_are_narrowed_and_the_filter_is_kept_for_its_person_alone(donor, world, need):
    every = donor.get(reverse("open-needs")).context["rows"]
    assert need in {row["need"] for row in every}
    found = donor.get(reverse("open-needs"), {"text": "CUSTOMS service"}).context["rows"]
    assert {row["need"] for row in found} == {need}
    none = donor.get(reverse("open-needs"), {"text": "no such words"})
    assert none.context["rows"] == []
    assert "No need passes this filter" in none.content.decode()
    assert "something that is not among its choices" in donor.get(reverse("open-needs"), {"tier": "9"}).content.decode()
    told = said(donor, "filter-keep", name="  Marking  first ", theme="marking", tier="1")
    assert told == ("success", "The filter is kept for your next visit.")
    kept = KeptFilter.objects.get()
    assert (kept.user, kept.name, kept.wanted) == (
        world.users["provider"],
        "Marking first",
        {"theme": "marking", "tier": "1"},
    )
    assert "Marking first" in donor.get(reverse("open-needs")).content.decode()
    assert said(donor, "filter-forget", name="Marking first")[0] == "success"
    assert not KeptFilter.objects.exists()


def test_a_filter_without_a_name_or_a_condition_or_one_too_many_is_refused(donor, world, need):
    assert "give one" in said(donor, "filter-keep", name=" ", theme="marking")[1]
    assert "Nothing narrows" in said(donor, "filter-keep", name="All")[1]
    for number in range(filters.MOST):
        KeptFilter.objects.create(user=world.users["provider"], name=str(number), wanted={"theme": "marking"})
    assert "take one away first" in said(donor, "filter-keep", name="One more", theme="marking")[1]
    assert said(donor, "filter-keep", name="3", theme="marking", tier="1")[0] == "success"


def test_a_pair_that_is_proposed_leads_to_its_proposal(donor, world):
    Report.objects.update(confirmed=True)
    proposal = ProposalFactory(need=world.needs["public"], offer=world.offers["public"])
    page = donor.get(reverse("open-needs")).content.decode()
    assert reverse("proposal", args=[proposal.public_id]) in page


def test_the_page_of_uses_asks_little_of_the_database(donor, world, need, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        donor.get(reverse("uses"), {"offer": world.offers["public"].public_id, "more": "1"})


@pytest.mark.parametrize(
    ("persona", "address"),
    [
        ("provider", "/desk/donor/uses/?offer=&more=abc&currency=USD"),
        ("coordinator", "/desk/coordinator/inbox/?days=x"),
    ],
)
def test_a_filter_that_cannot_be_read_says_so_and_takes_no_focus(world, client_of, persona, address):
    """The inbox opened at the number of silent days, below everything that waits."""
    page = client_of(persona).get(address).content.decode()
    assert 'aria-invalid="true"' in page
    assert "autofocus" not in page
