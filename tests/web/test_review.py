"""The review of the own reports: who finds the pages, what each act does, what is refused with a sentence."""

import re

import pytest

from matchmaker.core.vocabulary import NeedStatus
from matchmaker.models import AuditEntry, Need
from matchmaker.web.facts import FactsForm
from tests.factories import judged

FACTS = {"theme": "tracing", "kind": "training", "quantity": "25"}


@pytest.fixture
def pages(world):
    report, draft = world.report.public_id, world.needs["draft"].public_id
    return {
        "list": "/desk/requesting/reports/",
        "report": f"/desk/requesting/reports/{report}/",
        "add": f"/desk/requesting/reports/{report}/add/",
        "need": f"/desk/requesting/needs/{draft}/",
        **{act: f"/desk/requesting/needs/{draft}/{act}/" for act in ("confirm", "reject", "join", "split")},
    }


@pytest.mark.parametrize("persona", ["other_focal_point", "provider", "coordinator"])
@pytest.mark.parametrize("page", ["list", "report", "add", "need", "confirm", "reject", "join", "split"])
def test_to_whoever_does_not_speak_for_the_state_no_page_exists(world, pages, client_of, persona, page):
    client = client_of(persona)
    if page == "list" and persona == "other_focal_point":
        assert "Sierra Leone" not in client.get(pages[page]).content.decode()
        return
    method = client.get if page in ("list", "report", "need") else client.post
    assert method(pages[page]).status_code == 404
    assert Need.objects.get(pk=world.needs["draft"].pk).version == 1


@pytest.mark.parametrize("page", ["list", "report", "need"])
def test_whoever_has_not_signed_in_is_asked_to(pages, client, page):
    assert client.get(pages[page]).headers["Location"].startswith("/accounts/login/?next=")


def test_acts_are_posts(pages, client_of):
    client = client_of("focal_point")
    for act in ("add", "confirm", "reject", "join", "split"):
        assert client.get(pages[act]).status_code == 405


def test_the_report_stands_beside_what_was_found(pages, client_of):
    html = client_of("focal_point").get(pages["report"]).content.decode()
    assert "1 need waits for you." in html
    assert "7.4 The police ask for" in html
    assert 'class="item item-waits"' in html
    assert "A tick was lost." in html


def test_confirmed_corrected_split_and_added_by_hand(world, pages, client_of):
    client, draft = client_of("focal_point"), world.needs["draft"]
    assert "Confirmed." in client.post(pages["confirm"], follow=True).content.decode()
    html = client.post(pages["need"], FACTS, follow=True).content.decode()
    assert "Tracing: Training, 25 places" in html
    assert "As it was read:" in html
    assert "How many (places, items, days): 20" in html
    assert "20.000" not in html
    part = {f"part-{name}": value for name, value in (FACTS | {"kind": "legal"}).items()}
    assert "Split in two." in client.post(pages["split"], part, follow=True).content.decode()
    added = {f"add-{name}": value for name, value in FACTS.items()} | {"add-words": "two marking machines"}
    assert "Added." in client.post(pages["add"], added, follow=True).content.decode()
    draft.refresh_from_db()
    assert (draft.quantity, draft.read_as) == (25, {"quantity": "20.000"})
    assert Need.objects.filter(split_from=draft, unit="expert_day").count() == 1
    acts = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert [act for act in acts if act not in ("confirm", "screen")] == ["correct", "split", "add"]


def test_a_split_writes_back_nothing_that_was_corrected_in_between(world, pages, client_of, monkeypatch):
    draft, checked = world.needs["draft"], FactsForm.is_valid

    def meanwhile(form):
        Need.objects.filter(pk=draft.pk).update(site="corrected meanwhile", beneficiary="customs")
        return checked(form)

    monkeypatch.setattr(FactsForm, "is_valid", meanwhile)
    part = {f"part-{name}": value for name, value in FACTS.items()}
    client_of("focal_point").post(pages["split"], part | {"kept-quantity": "1", "part-quantity": "19"})
    draft.refresh_from_db()
    assert (draft.quantity, draft.site, draft.beneficiary) == (1, "corrected meanwhile", "customs")
    assert Need.objects.filter(split_from=draft).count() == 1


def test_a_split_shares_what_is_asked_for(world, pages, client_of):
    """Two machines, one for each town, became four or three: the whole could not give anything up."""
    client, draft = client_of("focal_point"), world.needs["draft"]
    Need.objects.filter(pk=draft.pk).update(quantity=20)
    form = client.get(pages["need"]).content.decode()
    assert re.search(r'<input[^>]*name="kept-quantity"[^>]*value="20"|value="20"[^>]*name="kept-quantity"', form)
    assert not re.search(r'value="20"[^>]*name="part-quantity"|name="part-quantity"[^>]*value="20"', form)
    assert 'name="kept-amount"' not in form
    part = {"part-theme": draft.theme, "part-kind": draft.kind, "part-item": draft.item, "part-quantity": "8"}
    client.post(pages["split"], part | {"kept-quantity": "12"})
    draft.refresh_from_db()
    assert (draft.quantity, Need.objects.get(split_from=draft).quantity) == (12, 8)
    Need.objects.filter(pk=draft.pk).update(kind="funding", item="", quantity=None)
    assert "What stays with this need" not in client.get(pages["need"]).content.decode()
    Need.objects.filter(pk=draft.pk).update(kind=draft.kind, item=draft.item, quantity=12)
    refused = client.post(pages["split"], part | {"kept-quantity": "-1"}).content.decode()
    assert 'aria-describedby="id_kept-quantity_error"' in refused
    assert Need.objects.filter(split_from=draft).count() == 1


def test_what_is_confirmed_is_submitted_at_once(world, pages, client_of):
    client, draft = client_of("focal_point"), world.needs["draft"]
    address = f"/desk/requesting/reports/{world.report.public_id}/submit/"
    assert address not in client.get(pages["report"]).content.decode()
    client.post(pages["confirm"])
    assert address in client.get(pages["report"]).content.decode()
    assert client_of("other_focal_point").post(address).status_code == 404
    assert "1 need is submitted." in client.post(address, follow=True).content.decode()
    draft.refresh_from_db()
    assert draft.status == NeedStatus.SUBMITTED
    assert "is submitted." not in client.post(address, follow=True).content.decode()


def test_rejected_and_joined(world, pages, client_of):
    client, draft = client_of("focal_point"), world.needs["draft"]
    assert "needs a reason" in client.post(pages["reject"], {"reason": ""}, follow=True).content.decode()
    other = Need.objects.create(
        state=draft.state,
        report=draft.report,
        cycle=2026,
        theme="tracing",
        kind="legal",
        unit="expert_day",
        requested=draft.requested,
    )
    client.post(pages["join"], {"into": str(other.public_id)})
    draft.refresh_from_db()
    assert (draft.status, draft.merged_into) == (NeedStatus.MERGED, other)
    client.post(f"/desk/requesting/needs/{other.public_id}/reject/", {"reason": "met at home"})
    other.refresh_from_db()
    assert other.status == NeedStatus.WITHDRAWN


BAD = {
    "no theme": ("need", {"kind": "training"}, "This field is required."),
    "no number": ("need", FACTS | {"quantity": "many"}, "Give a number in digits alone"),
    "an amount of nothing": ("need", FACTS | {"amount": "5"}, "An amount needs its currency"),
    "days that cross": ("need", FACTS | {"start": "2027-02-01", "end": "2027-01-01"}, "cannot end before it starts"),
    "words of nowhere": ("add", {"add-words": "a fleet", "add-theme": "marking", "add-kind": "legal"}, "do not stand"),
    "a control character": ("need", FACTS | {"beneficiary": "a\x00b"}, "Null characters are not allowed."),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_stand_is_said_and_what_was_typed_is_kept(world, pages, client_of, case):
    page, given, words = BAD[case]
    answer = client_of("focal_point").post(pages[page], given)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Need.objects.get(pk=world.needs["draft"].pk).version == 1
    if "add-words" in given:
        assert "a fleet" in answer.content.decode()


def test_joining_with_a_stranger_answers_as_with_nobody(world, pages, client_of):
    client = client_of("focal_point")
    answers = [
        client.post(pages["join"], {"into": into})
        for into in (str(world.needs["closed"].public_id), "00000000-0000-4000-8000-000000000000", "nonsense", "")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(rb'value="\w{64}"', b"", answer.content) for answer in answers}) == 1


def test_the_pages_ask_the_database_little(world, pages, client_of, django_assert_max_num_queries):
    client = client_of("focal_point")
    for page in ("list", "report", "need"):
        with django_assert_max_num_queries(15):
            client.get(pages[page])


def test_a_need_says_what_of_the_own_records_is_alike_and_nothing_of_others(world, pages, client_of):
    own, other = world.needs["public"], world.needs["closed"]
    judged(world.needs["draft"], own)
    judged(world.needs["draft"], other, relation="overlapping")
    html = client_of("focal_point").get(pages["report"]).content.decode()
    assert "Restated: Need, 2026, Sierra Leone, Marking" in html
    assert '<q lang="en" dir="auto">two marking machines</q>' in html
    assert "canary-closed" not in html
    assert "Overlapping: " not in html
