"""Who knows of which row: every cell of the table, against a copy written by hand."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from matchmaker import policies
from matchmaker.core import visibility
from matchmaker.core.visibility import Reader
from matchmaker.core.vocabulary import NeedStatus, OfferStatus, Visibility
from matchmaker.models import (
    Allocation,
    AuditEntry,
    Duplicate,
    Engagement,
    Need,
    Offer,
    Passage,
    Report,
    Run,
    Scenario,
    Unmet,
)
from matchmaker.models.needs import LEFT_OWNER
from matchmaker.services import engagements, needs
from tests import personas
from tests.factories import (
    NOW,
    AllocationFactory,
    EngagementFactory,
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PartyFactory,
    PassageFactory,
    ReportFactory,
    UnmetFactory,
    judged,
)

pytestmark = pytest.mark.django_db

READERS = {
    "owner": lambda row: personas.owner(row.state),
    "other State": lambda _: personas.other_state(),
    "provider": lambda _: personas.provider(),
    "coordinator": lambda _: personas.coordinator(),
    "auditor": lambda _: personas.auditor(),
    "anonymous": lambda _: AnonymousUser(),
}
EVERYBODY = set(READERS)
OUT = {NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET, NeedStatus.MET}


def knows_of_need(status, visibility):
    """Who may know that a need exists, by hand."""
    if status in {NeedStatus.DRAFT, NeedStatus.RETURNED}:
        return {"owner"}
    if status not in OUT or visibility == Visibility.COORDINATORS:
        return {"owner", "coordinator"}
    return EVERYBODY


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("status", [s for s in NeedStatus if s != NeedStatus.MERGED])
def test_needs(status, visibility):
    need = NeedFactory(status=status, visibility=visibility)
    for who, make in READERS.items():
        seen = Need.objects.visible_to(make(need)).filter(pk=need.pk).exists()
        assert seen == (who in knows_of_need(status, visibility)), who


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.PARTICIPANTS])
def test_the_words_of_a_circulated_need(visibility):
    need = NeedFactory(visibility=visibility)
    readers = {who for who, make in READERS.items() if policies.reads_need(make(need), need)}
    sites = {who for who, make in READERS.items() if policies.reads_site(make(need), need)}
    assert readers == (EVERYBODY if visibility == "public" else EVERYBODY - {"anonymous", "auditor"})
    assert sites == {"owner", "coordinator"}


def knows_of_offer(status, visibility):
    """Who may know of an offer, by hand."""
    if status == OfferStatus.DRAFT:
        return {"owner"}
    if status not in {OfferStatus.PUBLISHED, OfferStatus.EXHAUSTED, OfferStatus.CLOSED}:
        return {"owner", "coordinator"}
    return {
        Visibility.PUBLIC: EVERYBODY,
        Visibility.PARTICIPANTS: EVERYBODY - {"anonymous", "auditor"},
        Visibility.COORDINATORS: {"owner", "coordinator"},
    }[visibility]


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("status", OfferStatus)
def test_offers(status, visibility):
    offer = OfferFactory(status=status, visibility=visibility)
    readers = READERS | {"owner": lambda row: personas.provider(row.provider)}
    for who, make in readers.items():
        seen = Offer.objects.visible_to(make(offer)).filter(pk=offer.pk).exists()
        assert seen == (who in knows_of_offer(status, visibility)), who


def test_ceiling_notes_are_the_providers_and_the_coordinators():
    offer = OfferFactory()
    readers = READERS | {"owner": lambda row: personas.provider(row.provider)}
    del readers["other State"]
    assert {who for who, make in readers.items() if policies.reads_ceiling(make(offer), offer)} == {
        "owner",
        "coordinator",
    }


def test_reports_are_the_states_and_the_coordinators():
    report = ReportFactory()
    seen = {who for who, make in READERS.items() if Report.objects.visible_to(make(report)).exists()}
    whole = {who for who, make in READERS.items() if policies.reads_report(make(report), report)}
    assert seen == whole == {"owner", "coordinator"}


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Visibility.PUBLIC, EVERYBODY),
        (Visibility.PARTICIPANTS, EVERYBODY - {"anonymous", "auditor"}),
        (Visibility.COORDINATORS, {"owner", "coordinator"}),
    ],
)
def test_engagements(visibility, readers):
    row = EngagementFactory(visibility=visibility)
    assert {who for who, make in READERS.items() if Engagement.objects.visible_to(make(row)).exists()} == readers


def test_an_engagement_is_known_to_its_giver_and_its_receiver():
    row = EngagementFactory(visibility=Visibility.COORDINATORS)
    giver = personas.provider()
    row.providers.add(giver.roles[0].party)
    assert Engagement.objects.visible_to(giver).get() == row
    assert Engagement.objects.visible_to(personas.owner(row.state)).get() == row
    assert not Engagement.objects.visible_to(personas.provider()).exists()


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("status", [s for s in NeedStatus if s != NeedStatus.MERGED])
def test_a_passage_is_read_where_the_words_of_its_need_are(status, visibility):
    need = PassageFactory(need__status=status, need__visibility=visibility).need
    readers = knows_of_need(status, visibility)
    if visibility != Visibility.PUBLIC:
        readers = readers - {"anonymous", "auditor"}
    assert {who for who, make in READERS.items() if Passage.objects.visible_to(make(need)).exists()} == readers


def test_scenarios_runs_and_their_lines_are_the_coordinators():
    need = AllocationFactory().need
    UnmetFactory(need=need)
    for model in (Scenario, Run, Allocation, Unmet):
        seen = {who for who, make in READERS.items() if model.objects.visible_to(make(need)).exists()}
        assert seen == {"coordinator"}, model


def test_a_judgement_between_parties_is_the_coordinators():
    need, other = NeedFactory(), NeedFactory()
    judged(need, other)
    assert {who for who, make in READERS.items() if Duplicate.objects.visible_to(make(need)).exists()} == {
        "coordinator"
    }


def test_a_judgement_between_own_records_is_known_to_their_owner():
    need = NeedFactory()
    judged(need, EngagementFactory(state=need.state))
    assert {who for who, make in READERS.items() if Duplicate.objects.visible_to(make(need)).exists()} == {
        "owner",
        "coordinator",
    }


def test_a_judgement_about_a_draft_is_its_owners_alone():
    draft = NeedFactory(status=NeedStatus.DRAFT)
    judged(draft, NeedFactory(state=draft.state))
    assert {who for who, make in READERS.items() if Duplicate.objects.visible_to(make(draft)).exists()} == {"owner"}


def test_the_trail_is_the_auditors_and_each_ones_own():
    need, foreign = NeedFactory(status=NeedStatus.SUBMITTED), NeedFactory(status=NeedStatus.SUBMITTED)
    chair, colleague = personas.coordinator(), personas.coordinator()
    needs.advance(need=need, action="authenticate", by=chair, at=NOW)
    needs.advance(need=foreign, action="authenticate", by=colleague, at=NOW)
    own, others = AuditEntry.objects.get(object_id=need.public_id), AuditEntry.objects.get(object_id=foreign.public_id)
    assert set(AuditEntry.objects.visible_to(personas.auditor())) == {own, others}
    assert set(AuditEntry.objects.visible_to(personas.owner(need.state))) == {own}
    assert set(AuditEntry.objects.visible_to(chair)) == {own}
    for nobody in (personas.provider(), personas.other_state(), personas.coordinator(), AnonymousUser()):
        assert not AuditEntry.objects.visible_to(nobody).exists()


def test_a_coordinators_own_acts_do_not_tell_of_comparisons_with_drafts():
    """What a coordinator writes is held against all that is there; of a draft, that would tell that it is there."""
    chair, state = personas.coordinator(), PartyFactory()
    draft = NeedFactory(state=state, status="draft", submitted_at=None)
    shown = NeedFactory(state=state)
    giver = OrganisationFactory()
    engagements.record(
        state=state,
        providers=[giver],
        direction="received",
        theme="marking",
        kind="equipment",
        item="marking_machine",
        text="One marking machine",
        status="running",
        by=chair,
        at=NOW,
    )
    helps = Q(a_type="engagement") | Q(b_type="engagement")
    compared = {
        need: Duplicate.objects.filter(helps).get(Q(a_id=need.public_id) | Q(b_id=need.public_id))
        for need in (draft, shown)
    }
    told = set(AuditEntry.objects.visible_to(chair).filter(noun="duplicate").values_list("object_id", flat=True))
    assert told == {compared[shown].public_id}


def test_the_index_of_a_coordinators_needs_holds_what_the_table_shows():
    shown = {
        status for row in visibility.shown("need", [Reader.ANYBODY, Reader.COORDINATOR]) for status in row.statuses
    }
    (index,) = (index for index in Need._meta.indexes if index.name == "need_left_owner")
    assert dict(index.condition.children) == {"status__in": LEFT_OWNER, "submitted_at__isnull": False}
    assert set(LEFT_OWNER) == shown
