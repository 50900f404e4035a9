"""The cycle of a report, corrected: who may, what goes with it, and what stands in the way."""

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import NeedStatus
from matchmaker.models import AuditEntry, Cycle
from matchmaker.services import reports
from tests import personas
from tests.factories import NOW, NeedFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    for year in (2022, 2024, 2026):
        Cycle.objects.get_or_create(year=year)
    return ReportFactory(cycle=2026)


def need_of(report, status):
    return NeedFactory(state=report.state, report=report, cycle=2026, status=status, tier=1)


def corrected(report, by, cycle=2024):
    return reports.correct_cycle(report=report, cycle=cycle, by=by, at=NOW)


def test_what_is_on_the_desk_or_over_goes_with_the_report_and_has_no_rank_there_yet(report):
    rows = [need_of(report, status) for status in ("draft", "returned", "withdrawn", "superseded")]
    other = NeedFactory(state=report.state, cycle=2026, status=NeedStatus.DRAFT)
    owner = personas.owner(report.state)
    assert (corrected(report, owner).cycle, report.version) == (2024, 1)
    for row in (*rows, other):
        row.refresh_from_db()
    assert {(row.cycle, row.tier, row.version) for row in rows} == {(2024, 3, 2)}
    assert other.cycle == 2026
    entries = AuditEntry.objects.filter(action="correct", old={"cycle": 2026}, new={"cycle": 2024}, by=owner)
    assert {entry.object_id for entry in entries} == {report.public_id, *(row.public_id for row in rows)}


def test_the_same_cycle_again_changes_nothing(report):
    assert corrected(report, personas.owner(report.state), 2026).version == 1
    assert not AuditEntry.objects.filter(action="correct").exists()


@pytest.mark.parametrize(
    ("persona", "confirmed", "may"),
    [
        ("owner", True, True),
        ("owner", False, True),
        ("coordinator", False, True),
        ("coordinator", True, False),
        ("other", False, False),
    ],
)
def test_its_state_corrects_it_and_a_coordinator_until_the_state_stands_by_it(report, persona, confirmed, may):
    report.confirmed = confirmed
    report.save()
    by = {
        "owner": lambda: personas.owner(report.state),
        "coordinator": personas.coordinator,
        "other": lambda: personas.owner(ReportFactory().state),
    }[persona]()
    if may:
        assert corrected(report, by).cycle == 2024
        return
    with pytest.raises(MatchmakerError, match="Only the State whose report it is"):
        corrected(report, by)
    report.refresh_from_db()
    assert report.cycle == 2026


@pytest.mark.parametrize(
    ("hindered", "cycle", "words"),
    [
        (lambda report: need_of(report, NeedStatus.CIRCULATED), 2024, "1 of its needs have been submitted for 2026"),
        (lambda report: ReportFactory(state=report.state, cycle=2024), 2024, "Another report of .* stands for 2024"),
        (lambda report: None, 2020, "2020 is no cycle of reports"),
        (lambda report: None, 20, "There is no cycle 20"),
    ],
)
def test_what_has_gone_out_keeps_its_cycle_and_each_cycle_has_one_report(report, hindered, cycle, words):
    hindered(report)
    with pytest.raises(MatchmakerError, match=words):
        corrected(report, personas.owner(report.state), cycle)
    report.refresh_from_db()
    assert report.cycle == 2026


def test_a_report_that_gave_way_keeps_its_cycle(report):
    report.superseded_by = ReportFactory(state=report.state, cycle=2022)
    report.save()
    with pytest.raises(MatchmakerError, match="A newer version of this report stands"):
        corrected(report, personas.owner(report.state))
