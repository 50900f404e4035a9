"""What a received report leaves in the tables, and what a second one of the cycle does to it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from matchmaker.core.assignment import read_problem
from matchmaker.core.entities.reports import ExtractedEngagement, Passage
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Direction, Kind, NeedStatus, Relation, Theme
from matchmaker.models import AuditEntry, Duplicate, Engagement, Need, Party, Report
from matchmaker.services import duplicates, needs, problems, proposals, readings, reports, review, scenarios, waiting
from tests import personas
from tests.factories import (
    NOW,
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PartyFactory,
    ReportFactory,
    ScenarioFactory,
)
from tests.services.handed_in import CUTTERS, MACHINES, kenyan, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def germany():
    for code in ("KEN", "UGA"):
        PartyFactory(code=code)
    OrganisationFactory(code="UNDP")
    return ReportFactory(state=PartyFactory(code="DEU"))


def told(report, direction, *counterparts):
    """The rows that one line of a report becomes: State, providers, amount."""
    passage = Passage(page=1, question="1", quote="We helped.", start=0, end=10)
    line = ExtractedEngagement(
        direction, Theme.MARKING, Kind.TRAINING, Decimal(500), "EUR", counterparts, None, passage
    )
    list(readings._engagements(line, report, []))
    rows = Engagement.objects.order_by("pk").prefetch_related("providers").select_related("state")
    return [
        (row.state and row.state.code, sorted(party.code for party in row.providers.all()), row.amount) for row in rows
    ]


def test_what_was_provided_stands_under_the_state_it_went_to(germany):
    assert told(germany, Direction.PROVIDED, "KEN") == [("KEN", ["DEU"], 500)]


def test_what_went_to_two_states_is_a_row_for_each_without_the_common_amount(germany):
    assert told(germany, Direction.PROVIDED, "KEN", "UGA", "UNDP") == [
        ("KEN", ["DEU", "UNDP"], None),
        ("UGA", ["DEU", "UNDP"], None),
    ]


def test_what_went_to_nobody_named_keeps_its_giver(germany):
    assert told(germany, Direction.PROVIDED, "UNDP") == [(None, ["DEU", "UNDP"], 500)]


def test_what_was_received_stands_under_the_reporting_state(germany):
    assert told(germany, Direction.RECEIVED, "KEN", "UNDP") == [("DEU", ["KEN", "UNDP"], 500)]
    assert Party.objects.get(code="DEU").engagements.count() == 1


def test_the_same_file_twice_changes_nothing(hand_in):
    by = kenyan()
    first, new = hand_in(by, MACHINES)
    entries = AuditEntry.objects.count()
    assert new
    assert hand_in(by, MACHINES) == (first, False)
    assert (Need.objects.count(), AuditEntry.objects.count()) == (1, entries)


def test_the_same_file_for_another_cycle_is_refused_instead_of_being_taken_for_the_old_one(hand_in):
    by = kenyan()
    first, _ = hand_in(by, MACHINES)
    assert hand_in(by, MACHINES, cycle=2026) == (first, False)
    with pytest.raises(
        MatchmakerError, match=r"as the report of .* for 2026: to hand it in for 2028, save it"
    ) as refused:
        hand_in(by, MACHINES, cycle=2028)
    assert refused.value.code == "other_cycle"
    assert Report.objects.get() == first


def test_a_second_report_takes_the_place_of_the_first_and_of_its_untouched_drafts(hand_in):
    by = kenyan()
    first, _ = hand_in(by, MACHINES, CUTTERS)
    kept = Need.objects.get(item="marking_machine")
    second, new = hand_in(by, MACHINES, ("three scanners", 3, "scanner"))
    assert new
    assert Report.objects.get(pk=first.pk).superseded_by == second
    assert standing() == {("marking_machine", "draft", 2), ("scanner", "draft", 3)}
    kept.refresh_from_db()
    assert kept.report == second
    assert kept.passages.count() == 1
    replaced = Need.objects.get(item="cutter")
    assert replaced.status == NeedStatus.SUPERSEDED
    assert not Need.objects.visible_to(personas.coordinator()).exists()
    assert AuditEntry.objects.get(action="receive", object_id=second.public_id).new["kept"] == 1


def test_a_second_report_keeps_what_people_did(hand_in):
    by, chair = kenyan(), personas.coordinator()
    hand_in(by, MACHINES, CUTTERS)
    for need in Need.objects.all():
        needs.advance(need=need, action="submit", by=by, at=NOW)
    needs.advance(need=Need.objects.get(item="marking_machine"), action="authenticate", by=chair, at=NOW)
    needs.prioritise(state=need.state, cycle=2026, tiers={Need.objects.get(item="cutter"): 1}, by=by, at=NOW)
    Need.objects.filter(item="marking_machine").update(quantity=5)  # a correction
    hand_in(by, MACHINES)
    assert standing() == {("marking_machine", "authenticated", 5), ("cutter", "submitted", 1)}
    assert Need.objects.get(item="cutter").tier == 1
    assert Need.objects.get(item="marking_machine").report == Report.objects.get(superseded_by=None)


def test_a_second_report_keeps_what_people_added_and_what_they_split_off(hand_in):
    by = kenyan()
    first, _ = hand_in(by, MACHINES, said="two marking machines, one expert for ten days")
    both = [{"quantity": Decimal(1), "beneficiary": "army"}, {"quantity": Decimal(1), "beneficiary": "police"}]
    review.split(need=Need.objects.get(), parts=both, by=by, at=NOW)
    facts = {"theme": "marking", "kind": "expertise", "quantity": Decimal(10)}
    added = review.add(report=first, words="one expert for ten days", facts=facts, by=by, at=NOW)
    hand_in(by, CUTTERS)
    assert Need.objects.get(pk=added.pk).status == NeedStatus.DRAFT
    assert {need.beneficiary for need in Need.objects.filter(item="marking_machine", status="draft")} == {
        "army",
        "police",
    }


def test_a_verdict_outlives_a_newer_version_and_the_next_cycle(hand_in):
    by, chair = kenyan(), personas.coordinator()
    hand_in(by, MACHINES, year=2024)
    hand_in(by, MACHINES)
    for need in Need.objects.order_by("cycle"):
        needs.advance(need=need, action="submit", by=by, at=NOW)
    one, other = Need.objects.order_by("cycle")
    said = {"relation": Relation.RENEWAL, "why": "a second post"}
    verdict = duplicates.judge(one=one, other=other, by=chair, at=NOW, **said)
    hand_in(by, MACHINES, CUTTERS)
    hand_in(by, MACHINES, year=2028)
    duplicates.screen(by=chair, at=NOW)
    assert Duplicate.objects.standing().get(judged_by=chair) == verdict
    assert Need.objects.get(pk=other.pk).report.superseded_by is None


def test_a_line_with_other_facts_is_a_need_of_its_own_and_screened_at_once(hand_in):
    by = kenyan()
    hand_in(by, MACHINES)
    needs.advance(need=Need.objects.get(), action="submit", by=by, at=NOW)
    hand_in(by, ("3 machines for marking", 3))
    assert standing() == {("marking_machine", "submitted", 2), ("marking_machine", "draft", 3)}
    pair = Duplicate.objects.get()
    assert pair.relation in {Relation.RESTATED, Relation.RENEWAL, Relation.UNSURE}
    assert not Duplicate.objects.visible_to(personas.coordinator()).exists()
    assert Duplicate.objects.visible_to(by).get() == pair


def test_a_state_confirms_what_a_coordinator_received_by_handing_in_the_same(hand_in):
    chair, by = personas.coordinator(), kenyan()
    report, _ = hand_in(chair, MACHINES)
    assert not report.confirmed
    assert hand_in(chair, MACHINES) == (report, False)
    again, new = hand_in(by, MACHINES)
    assert (again, new, again.confirmed) == (report, False, True)
    assert AuditEntry.objects.get(action="confirm").by == by


def test_only_the_state_confirms_its_report():
    report = ReportFactory(confirmed=False)
    for by in (personas.coordinator(), personas.other_state(), personas.provider(report.state), personas.auditor()):
        with pytest.raises(MatchmakerError, match="Only the State"):
            reports.confirm(report=report, by=by, at=NOW)
    assert not Report.objects.get().confirmed


def test_the_states_own_report_confirms_the_lines_that_it_repeats(hand_in):
    hand_in(personas.coordinator(), MACHINES, CUTTERS)
    hand_in(kenyan(), MACHINES)
    assert {(need.item, need.report.confirmed) for need in Need.objects.all()} == {
        ("marking_machine", True),
        ("cutter", False),
    }


def circulated(need):
    for action, at in (("authenticate", NOW), ("circulate", NOW + timedelta(days=10))):
        needs.advance(need=need, action=action, by=personas.coordinator(), at=at)


def enters(**scenario):
    return len(read_problem(problems.prepare(ScenarioFactory(**scenario)).data).needs)


def test_the_needs_of_a_state_without_an_account_go_on_unconfirmed_and_only_where_somebody_asks_what_if(hand_in):
    chair = personas.coordinator()
    hand_in(chair, MACHINES)
    need = Need.objects.visible_to(chair).get()
    assert (need.status, need.submitted_at, need.unconfirmed) == (NeedStatus.SUBMITTED, NOW, True)
    circulated(need)
    assert [e.action for e in AuditEntry.objects.filter(object_id=need.public_id)] == [
        *("receive", "authenticate", "circulate")
    ]
    assert (enters(what_if=True), enters()) == (1, 0)
    offer = OfferFactory()
    giver = personas.provider(offer.provider)
    with pytest.raises(MatchmakerError, match="does not enter"):
        proposals.show_interest(need=need, offer=offer, quantity=Decimal(1), by=giver, at=NOW)
    # Once somebody speaks for the State, the report waits for a yes.
    by = kenyan()
    (task,) = waiting.for_requesting(by, NOW)
    assert (task.task, task.row) == ("review", need.report)
    reports.confirm(report=need.report, by=by, at=NOW)
    assert enters() == 1
    assert waiting.for_requesting(by, NOW) == []


def test_where_somebody_speaks_for_the_state_what_a_coordinator_received_waits_on_its_desk(hand_in):
    by, chair = kenyan(), personas.coordinator()
    hand_in(chair, MACHINES)
    need = Need.objects.get()
    assert need.status == NeedStatus.DRAFT
    assert not Need.objects.visible_to(chair).exists()
    # Who hands a need in stands by it.
    needs.advance(need=need, action="submit", by=by, at=NOW)
    circulated(need)
    assert (need.report.confirmed, Need.objects.get().unconfirmed, enters()) == (False, False, 1)


def test_a_coordinators_copy_never_takes_the_place_of_the_states_own(hand_in, settings):
    hand_in(kenyan(), MACHINES)
    with pytest.raises(MatchmakerError, match="itself handed in"):
        hand_in(personas.coordinator(), CUTTERS)
    assert Report.objects.count() == Need.objects.count() == 1
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 1


def test_help_told_again_keeps_its_row_and_help_told_no_more_counts_no_more(hand_in):
    def line(quote):
        passage = Passage(1, "2", quote, 0, len(quote))
        return ExtractedEngagement(Direction.RECEIVED, Theme.MARKING, Kind.TRAINING, None, None, (), None, passage)

    by = kenyan()
    hand_in(by, helped=[line("A course."), line("Another.")])
    row = Engagement.objects.get(text="A course.")
    hand_in(by, helped=[line("A course.")])
    assert Engagement.objects.told_still().get() == row
    assert Engagement.objects.count() == 2


def test_a_report_of_another_cycle_leaves_all_as_it_is(hand_in):
    by = kenyan()
    other = NeedFactory(state=Party.objects.get(code="KEN"), cycle=2024, report__cycle=2024, status="draft")
    hand_in(by, CUTTERS)
    assert Need.objects.get(pk=other.pk).status == NeedStatus.DRAFT
    assert Report.objects.filter(superseded_by=None).count() == 2


FORM = "What kind of assistance do you require? " * 30


def test_a_newer_version_tells_what_is_new_gone_and_changed(hand_in):
    by = kenyan()
    first, _ = hand_in(by, MACHINES, CUTTERS, said="two marking machines, one cutter")
    second, _ = hand_in(by, ("three marking machines", 3), ("a scanner", 1, "scanner"), said="three, a scanner")
    told = second.revision
    assert (told["of"], told["one_report"], told["kept"]) == (str(first.public_id), True, "0.0")
    assert [line["item"] for line in told["added"]] == ["scanner"]
    assert [line["item"] for line in told["removed"]] == ["cutter"]
    (changed,) = told["changed"]
    assert changed["fields"] == [{"field": "quantity", "old": "2", "new": "3"}]
    assert (changed["old"]["quote"], changed["new"]["quote"]) == ("two marking machines", "three marking machines")
    assert first.revision == {}


def test_the_same_words_in_another_file_change_nothing(hand_in, settings):
    by, chair = kenyan(), personas.coordinator()
    first, _ = hand_in(chair, MACHINES, said="two marking machines", year=2024)
    entries = AuditEntry.objects.count()
    assert hand_in(chair, MACHINES, said="two  marking\nmachines", year=2024) == (first, False)
    assert (Report.objects.count(), Need.objects.count(), AuditEntry.objects.count()) == (1, 1, entries)
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 1
    again, new = hand_in(by, MACHINES, said="two marking  machines", year=2024)
    assert (again, new, again.confirmed) == (first, False, True)


def test_what_is_nearly_the_report_of_another_cycle_is_offered_as_its_revised_version(hand_in):
    by = kenyan()
    first, _ = hand_in(by, MACHINES, CUTTERS, said=FORM, year=2024)
    with pytest.raises(MatchmakerError, match=r"nearly the report of .* for 2024") as refused:
        hand_in(by, MACHINES, CUTTERS, said=FORM + "7")
    assert refused.value.code == "looks_revised"
    assert Report.objects.count() == 1
    second, new = hand_in(by, MACHINES, CUTTERS, said=FORM + "7", cycle=2026)
    assert new
    assert (second.revision["of"], second.revision["one_report"]) == (str(first.public_id), False)
    third, _ = hand_in(by, ("ten machines", 10), said=FORM + "8", year=2028)
    assert third.revision == {}


@pytest.mark.parametrize(("year", "there_is"), [(2000, False), (2001, True), (2100, True), (2101, False)])
def test_the_first_and_the_last_cycle_are_the_same_for_reports_and_scenarios_and_in_the_sentence(year, there_is):
    told = []
    for act in (
        lambda: reports.queue(filename="a.txt", data=b"", by=personas.coordinator(), at=NOW, cycle=year),
        lambda: scenarios.create(name="Next", cycle=year, by=personas.coordinator(), at=NOW),
    ):
        try:
            act()
        except MatchmakerError as refused:
            told.append(str(refused))
    assert told == ([] if there_is else [f"There is no cycle {year}: give a year from 2001 to 2100."] * 2)


def test_a_file_that_cannot_be_read_again_is_no_obstacle(hand_in):
    by = kenyan()
    first, _ = hand_in(by, MACHINES)
    Report.objects.filter(pk=first.pk).update(sha256="0" * 64)
    second, new = hand_in(by, CUTTERS)
    assert (new, second.revision) == (True, {})
