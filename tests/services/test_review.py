"""Review of what was read: each act, who may, what is kept beside it, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import NeedStatus
from matchmaker.models import AuditEntry, Need
from matchmaker.services import review
from matchmaker.services.facts import FACTS
from tests import personas
from tests.factories import NOW, NeedFactory, PassageFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    need = NeedFactory(status=NeedStatus.DRAFT)
    PassageFactory(need=need, order=0)
    return need


@pytest.fixture
def owner(draft):
    return personas.owner(draft.state)


def test_confirmed_once(draft, owner):
    for _ in range(2):
        assert review.confirm(need=draft, by=owner, at=NOW).confirmed_at == NOW
    assert AuditEntry.objects.filter(action="confirm").count() == 1


def test_what_was_read_stays_beside_what_a_person_says(draft, owner):
    review.correct(need=draft, facts={"quantity": Decimal(3), "beneficiary": "police"}, by=owner, at=NOW)
    twice = review.correct(need=draft, facts={"quantity": Decimal(4)}, by=owner, at=NOW)
    assert (twice.quantity, twice.beneficiary, twice.confirmed_at) == (4, "police", NOW)
    assert twice.read_as == {"quantity": "2.000", "beneficiary": ""}
    assert twice.passages.count() == 1
    entry = AuditEntry.objects.filter(action="correct").last()
    assert (entry.old["quantity"], entry.new["quantity"]) == ("3.000", "4")


def test_nothing_changed_is_confirmed(draft, owner):
    kept = {name: getattr(draft, name) for name in FACTS}
    assert review.correct(need=draft, facts=kept, by=owner, at=NOW).confirmed_at == NOW
    assert not AuditEntry.objects.filter(action="correct").exists()


def test_the_unit_follows_the_kind(draft, owner):
    course = review.correct(need=draft, facts={"kind": "training", "quantity": Decimal(20)}, by=owner, at=NOW)
    assert (course.unit, course.item) == ("place", "")
    money = {"kind": "funding", "amount": Decimal(5000), "currency": "EUR"}
    grant = review.correct(need=draft, facts=money, by=owner, at=NOW)
    assert (grant.unit, grant.quantity, grant.amount) == ("money", None, 5000)
    # Neither has a place beside the kind that stands, though it is not said again.
    same = review.correct(need=draft, facts={"quantity": Decimal(3), "item": "scanner"}, by=owner, at=NOW)
    assert (same.unit, same.quantity, same.item) == ("money", None, "")


BAD = {
    "a theme of nowhere": {"theme": "armour"},
    "a kind of nowhere": {"kind": "help"},
    "an item of nowhere": {"item": "sword"},
    "nothing asked": {"quantity": Decimal(0)},
    "less than nothing": {"amount": Decimal(-1), "currency": "USD"},
    "no number": {"quantity": Decimal("NaN")},
    "half a machine": {"quantity": Decimal("1.5")},
    "more than can be": {"quantity": Decimal(10) ** 15},
    "a currency of nowhere": {"amount": Decimal(1), "currency": "XXQ"},
    "money of no currency": {"amount": Decimal(1), "currency": ""},
    "an end before the start": {"start": date(2027, 1, 2), "end": date(2027, 1, 2)},
    "a fact that is not asked": {"status": "met"},
}


@pytest.mark.parametrize("case", BAD)
def test_facts_that_cannot_stand_are_refused_and_change_nothing(case, draft, owner):
    before = Need.objects.filter(pk=draft.pk).values().get()
    with pytest.raises(MatchmakerError):
        review.correct(need=draft, facts=BAD[case], by=owner, at=NOW)
    assert Need.objects.filter(pk=draft.pk).values().get() == before
    assert not AuditEntry.objects.exists()


def test_rejected_with_a_reason_it_stays_on_record(draft, owner):
    with pytest.raises(MatchmakerError, match="reason"):
        review.reject(need=draft, reason=" ", by=owner, at=NOW)
    gone = review.reject(need=draft, reason="We asked for this in 2022 and got it.", by=owner, at=NOW)
    assert gone.status == NeedStatus.WITHDRAWN
    assert AuditEntry.objects.get(action="withdraw").reason.startswith("We asked")


def test_two_drafts_become_one_with_both_passages(draft, owner):
    other = NeedFactory(state=draft.state, report=draft.report, status=NeedStatus.DRAFT)
    PassageFactory(need=other, order=0, quote="again: machines", start=70, end=85)
    whole = review.join(need=other, into=draft, by=owner, at=NOW)
    assert [p.quote for p in whole.passages.all()] == ["Two marking machines", "again: machines"]
    other.refresh_from_db()
    assert (other.status, other.merged_into) == (NeedStatus.MERGED, draft)


def test_what_is_joined_are_two_drafts_of_one_report(draft, owner):
    elsewhere = NeedFactory(state=draft.state, status=NeedStatus.DRAFT)
    gone = NeedFactory(state=draft.state, report=draft.report, status=NeedStatus.WITHDRAWN)
    strange = NeedFactory(status=NeedStatus.DRAFT)
    for into in (draft, elsewhere, gone, strange):
        with pytest.raises(MatchmakerError):
            review.join(need=draft, into=into, by=owner, at=NOW)
    assert Need.objects.get(pk=draft.pk).status == NeedStatus.DRAFT


def test_one_becomes_two_under_the_same_passage(draft, owner):
    course = {"kind": "training", "item": "", "quantity": Decimal(20)}
    first, second = review.split(need=draft, parts=[{"quantity": Decimal(1)}, course], by=owner, at=NOW)
    assert (first.pk, first.quantity, second.split_from) == (draft.pk, 1, draft)
    assert (second.unit, second.theme, second.confirmed_at) == ("place", draft.theme, NOW)
    assert second.passages.get().quote == draft.passages.get().quote
    with pytest.raises(MatchmakerError, match="two parts"):
        review.split(need=draft, parts=[{}], by=owner, at=NOW)


@pytest.mark.parametrize(
    ("parts", "refused"),
    [
        ([{"quantity": 1}, {"quantity": 1}], ""),
        ([{"quantity": 1}, {"quantity": 2}], "ask for 3 together, and the whole for 2: .* share of the quantity"),
        ([{"beneficiary": "army"}, {"beneficiary": "police"}], "ask for 4 together"),
        ([{}, {"quantity": 1}], "ask for 3 together"),
        ([{"quantity": 1}] * 3, "ask for 3 together"),
        ([{}, {"item": "cutter", "quantity": 9}], ""),
        ([{}, {"kind": "training", "quantity": 30}], ""),
        ([{"amount": 400}, {"amount": 600, "quantity": None}], ""),
        ([{"amount": 400}, {"amount": 601, "quantity": None}], "ask for USD 1001 together, and the whole for USD 1000"),
        ([{}, {"kind": "training", "quantity": 30, "amount": 1}], "ask for USD 1001 together"),
        ([{"amount": 900, "quantity": 1}, {"amount": 900, "currency": "EUR", "quantity": 1}], ""),
    ],
)
def test_parts_together_ask_for_no_more_than_the_whole(draft, owner, parts, refused):
    """Of its own kind and item, and of its money; what else a passage asks for has numbers of its own."""
    if any("amount" in part for part in parts):
        Need.objects.filter(pk=draft.pk).update(amount=1000, currency="USD")
    told = [
        {name: Decimal(fact) if isinstance(fact, int) else fact for name, fact in part.items()}
        | ({"item": ""} if "kind" in part else {})
        for part in parts
    ]
    if not refused:
        assert len(review.split(need=draft, parts=told, by=owner, at=NOW)) == len(parts)
        return
    with pytest.raises(MatchmakerError, match=refused) as error:
        review.split(need=draft, parts=told, by=owner, at=NOW)
    assert error.value.code == "beyond_whole"
    assert (Need.objects.count(), Need.objects.get().version) == (1, 1)


def test_a_part_that_cannot_stand_leaves_the_whole(draft, owner):
    with pytest.raises(MatchmakerError):
        review.split(need=draft, parts=[{"quantity": Decimal(1)}, {"theme": "armour"}], by=owner, at=NOW)
    assert Need.objects.get().quantity == 2


def test_all_that_is_confirmed_is_submitted_once(draft, owner):
    also = {"state": draft.state, "report": draft.report, "submitted_at": None}
    unsure, returned = (NeedFactory(status=status, **also) for status in (NeedStatus.DRAFT, NeedStatus.RETURNED))
    other = NeedFactory(status=NeedStatus.DRAFT, confirmed_at=NOW, **also)
    review.confirm(need=draft, by=owner, at=NOW)
    with pytest.raises(MatchmakerError):
        review.submit(report=draft.report, by=personas.other_state(), at=NOW)
    assert not AuditEntry.objects.filter(action="submit").exists()
    assert [need.pk for need in review.submit(report=draft.report, by=owner, at=NOW)] == [draft.pk, other.pk]
    assert review.submit(report=draft.report, by=owner, at=NOW) == []
    assert AuditEntry.objects.filter(action="submit").count() == 2
    assert [Need.objects.get(pk=need.pk).status for need in (unsure, returned)] == ["draft", "returned"]


def test_what_was_not_found_is_added_under_its_words(owner, draft):
    report = draft.report
    facts = {"theme": "marking", "kind": "equipment", "item": "marking_machine", "quantity": Decimal(2)}
    need = review.add(report=report, words="two  MARKING\nmachines for the police", facts=facts, by=owner, at=NOW)
    passage = need.passages.get()
    assert report.text[passage.start : passage.end] == passage.quote == "Two marking machines for the police"
    assert (need.status, passage.page) == (NeedStatus.DRAFT, 1)
    for words in ("three machines", "  "):
        with pytest.raises(MatchmakerError):
            review.add(report=report, words=words, facts=facts, by=owner, at=NOW)


@pytest.mark.parametrize("typed", ["l'UNREC a formé", "l’UNREC  a\nforme", "L`unrec a formé"])
def test_words_are_found_however_quotes_and_accents_are_typed(typed):
    text = "Puis l’UNREC a\nformé 25 policiers."
    start, end = review.located(text, typed)
    assert text[start:end] == "l’UNREC a\nformé"


STRANGERS = {
    "other State": lambda _: personas.other_state(),
    "provider": lambda _: personas.provider(),
    "provider of the State": personas.provider,
    "coordinator": lambda _: personas.coordinator(),
    "auditor": lambda _: personas.auditor(),
}


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_reviews_a_report(who, draft):
    by = STRANGERS[who](draft.state)
    other = NeedFactory(state=draft.state, report=draft.report, status=NeedStatus.DRAFT)
    facts = {"theme": "marking", "kind": "training"}
    acts = (
        lambda: review.confirm(need=draft, by=by, at=NOW),
        lambda: review.correct(need=draft, facts={"quantity": Decimal(1)}, by=by, at=NOW),
        lambda: review.reject(need=draft, reason="no", by=by, at=NOW),
        lambda: review.join(need=draft, into=other, by=by, at=NOW),
        lambda: review.split(need=draft, parts=[{}, facts], by=by, at=NOW),
        lambda: review.add(report=draft.report, words="marking", facts=facts, by=by, at=NOW),
    )
    for act in acts:
        with pytest.raises(MatchmakerError) as refused:
            act()
        assert refused.value.code == "not_allowed"
    assert set(Need.objects.values_list("status", "version")) == {("draft", 1)}
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("status", [s for s in NeedStatus if s not in ("draft", "returned", "merged")])
def test_what_has_left_the_desk_is_reviewed_no_more(status):
    need = NeedFactory(status=status, report=ReportFactory())
    by = personas.owner(need.state)
    for act in (
        lambda: review.confirm(need=need, by=by, at=NOW),
        lambda: review.join(need=need, into=NeedFactory(state=need.state, status="draft"), by=by, at=NOW),
    ):
        with pytest.raises(MatchmakerError) as refused:
            act()
        assert refused.value.code == "wrong_status"
