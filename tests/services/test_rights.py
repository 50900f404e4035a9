"""Who may write what: each refusal leaves nothing behind."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.gazetteer import FIXTURES
from matchmaker.core.vocabulary import Direction, EngagementStatus, Kind, NeedStatus, OfferStatus, Role, Theme, Unit
from matchmaker.models import AuditEntry, Engagement, Need, Offer, Party, Report
from matchmaker.services import engagements, needs, offers, proposals, reports
from matchmaker.services.reference import load_reference
from tests import personas
from tests.factories import NOW, NeedFactory, OfferFactory, OrganisationFactory, PartyFactory, ProposalFactory

pytestmark = pytest.mark.django_db
SAMPLE = FIXTURES / "reports" / "khm-2026.txt"


@pytest.fixture
def cambodia(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_reference()
    return Party.objects.get(code="KHM")


def kept(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_to_others_a_report_that_is_known_is_refused_like_any(cambodia, settings):
    reports.receive(path=SAMPLE, by=personas.owner(cambodia), at=NOW)
    strangers = {
        "another State": personas.other_state(),
        "its provider": personas.provider(cambodia),
        "a coordinator of the State": personas.coordinator(cambodia),
        "an auditor": personas.auditor(),
    }
    for who, by in strangers.items():
        with pytest.raises(MatchmakerError) as refused:
            reports.receive(path=SAMPLE, by=by, at=NOW)
        assert refused.value.code == "not_allowed", who
    assert Report.objects.count() == 1
    assert len(kept(settings)) == 1


def test_the_same_bytes_as_another_states_own_report_are_a_report_of_its_own(cambodia):
    reports.receive(path=SAMPLE, by=personas.owner(cambodia), at=NOW)
    laos = Party.objects.get(code="LAO")
    report, new = reports.receive(path=SAMPLE, by=personas.owner(laos), at=NOW, state="LAO")
    assert new
    assert report.state == laos


def test_no_file_stays_behind_where_the_rows_fail(cambodia, settings, monkeypatch):
    def broken(**_):
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr("matchmaker.services.audit.record", broken)
    with pytest.raises(RuntimeError):
        reports.receive(path=SAMPLE, by=personas.owner(cambodia), at=NOW)
    assert kept(settings) == []
    assert not Report.objects.exists()
    assert not Need.objects.exists()


OFFER = {
    "title": "Machines",
    "text": "Marking machines",
    "themes": [Theme.MARKING],
    "kinds": [Kind.EQUIPMENT],
    "capacity": Decimal(2),
    "unit": Unit.ITEM,
    "start": date(2026, 6, 1),
    "end": date(2027, 6, 1),
}


def test_only_its_provider_writes_an_offer():
    provider = OrganisationFactory()
    for by in (personas.coordinator(), personas.other_state(), personas.provider(), personas.auditor()):
        with pytest.raises(MatchmakerError, match="do not speak for"):
            offers.create(provider=provider, by=by, at=NOW, **OFFER)
    assert not Offer.objects.exists()
    assert offers.create(provider=provider, by=personas.provider(provider), at=NOW, **OFFER).status == OfferStatus.DRAFT


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("its State", True),
        ("its provider", True),
        ("coordinator", True),
        ("other State", False),
        ("other provider", False),
        ("auditor", False),
        ("provider of the State", False),
    ],
)
def test_who_records_an_engagement(who, may):
    state, provider = PartyFactory(), OrganisationFactory()
    by = {
        "its State": lambda: personas.owner(state),
        "its provider": lambda: personas.provider(provider),
        "coordinator": personas.coordinator,
        "other State": personas.other_state,
        "other provider": personas.provider,
        "auditor": personas.auditor,
        "provider of the State": lambda: personas.provider(state),
    }[who]()
    fields = {
        "direction": Direction.RECEIVED,
        "theme": Theme.MARKING,
        "kind": Kind.TRAINING,
        "text": "A course",
        "status": EngagementStatus.RUNNING,
    }
    if may:
        assert engagements.record(state=state, providers=[provider], by=by, at=NOW, **fields)
    else:
        with pytest.raises(MatchmakerError, match="take no part"):
            engagements.record(state=state, providers=[provider], by=by, at=NOW, **fields)
    assert Engagement.objects.count() == AuditEntry.objects.count() == int(may)


def test_silence_circulates_only_after_the_fifth_working_day():
    need = NeedFactory(status=NeedStatus.SUBMITTED)
    chair = personas.coordinator()
    friday = datetime(2026, 6, 5, 9, tzinfo=UTC)
    needs.advance(need=need, action="authenticate", by=chair, at=friday)
    with pytest.raises(MatchmakerError, match="up to and including 12 June 2026"):
        needs.advance(need=need, action="circulate", by=chair, at=datetime(2026, 6, 12, 23, 59, tzinfo=UTC))
    done = needs.advance(need=need, action="circulate", by=chair, at=datetime(2026, 6, 13, 0, 0, tzinfo=UTC))
    assert done.status == NeedStatus.CIRCULATED


def test_a_merge_names_another_standing_need_of_the_same_state():
    part = NeedFactory(status=NeedStatus.SUBMITTED)
    whole = NeedFactory(state=part.state)
    chair = personas.coordinator()
    unfit = (None, part, NeedFactory(), NeedFactory(state=part.state, status=NeedStatus.WITHDRAWN))
    for into in unfit:
        with pytest.raises(MatchmakerError) as refused:
            needs.advance(need=part, action="merge", by=chair, at=NOW, reason="one request", into=into)
        assert refused.value.code in {"into_missing", "into_unfit"}
    merged = needs.advance(need=part, action="merge", by=chair, at=NOW, reason="one request", into=whole)
    assert (merged.status, merged.merged_into) == (NeedStatus.MERGED, whole)


def test_what_was_withdrawn_as_a_draft_was_never_the_coordinators_to_see():
    state, chair = PartyFactory(), personas.coordinator()
    draft = NeedFactory(state=state, status=NeedStatus.DRAFT)
    needs.advance(need=draft, action="withdraw", by=personas.owner(state), at=NOW, reason="a slip")
    handed_in = NeedFactory(state=state, status=NeedStatus.DRAFT)
    needs.advance(need=handed_in, action="submit", by=personas.owner(state), at=NOW)
    needs.advance(need=handed_in, action="withdraw", by=personas.owner(state), at=NOW, reason="met at home")
    assert list(Need.objects.visible_to(chair)) == [handed_in]
    offer = OfferFactory(status=OfferStatus.DRAFT)
    giver = personas.person(Role.PROVIDER, offer.provider)
    offers.advance(offer=offer, action="withdraw", by=giver, at=NOW, reason="a slip")
    assert not Offer.objects.visible_to(chair).exists()
    assert Offer.objects.visible_to(giver).exists()


def refused(act, **facts):
    with pytest.raises(MatchmakerError) as error:
        act(reason="why", at=NOW, **facts)
    return error.value


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("authenticate", "submitted"),
        ("return", "submitted"),
        ("circulate", "authenticated"),
        ("supersede", "circulated"),
    ],
)
def test_a_need_of_the_own_state_is_for_another_coordinator(action, status):
    need, state = NeedFactory(status=status), PartyFactory(code="JAM")
    regional = NeedFactory(status=status, state=OrganisationFactory(), members=["JAM"])
    for row, by in ((need, personas.coordinator(need.state)), (regional, personas.coordinator(state))):
        error = refused(needs.advance, need=row, action=action, by=by)
        assert (error.code, error.message) == (
            "own_state",
            "Your own State is concerned: another coordinator must decide.",
        )
    assert refused(needs.advance, need=need, action=action, by=personas.other_state()).code == "not_allowed"
    assert Need.objects.filter(status=status).count() == 2
    assert not AuditEntry.objects.exists()


def test_what_no_coordinator_does_is_not_left_to_another_one():
    need = NeedFactory(status="submitted")
    assert (
        refused(needs.advance, need=need, action="withdraw", by=personas.coordinator(need.state)).code == "not_allowed"
    )


@pytest.mark.parametrize("act", [proposals.endorse, proposals.withdraw])
def test_a_proposal_of_the_own_state_is_for_another_coordinator(act):
    row = ProposalFactory(status="proposed")
    for state in (row.need.state, row.offer.provider):
        assert refused(act, proposal=row, by=personas.coordinator(state)).code == "own_state"
    assert refused(act, proposal=row, by=personas.owner(row.need.state)).code == "not_allowed"
