"""Reports received: the file is read apart, then the report and what was read from it are written at once."""

import hashlib
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from matchmaker import mappers, policies
from matchmaker.core.entities.reports import Extraction
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.extraction import extract_file as extract_apart
from matchmaker.core.extraction import to_json
from matchmaker.core.gazetteer import Gazetteer
from matchmaker.core.vocabulary import TIERS, JobKind, Role
from matchmaker.models import Cycle, Job, Need, Party, Report, User
from matchmaker.models.needs import WITH_OWNER
from matchmaker.models.reports import KEEPS_NO_CYCLE

from . import audit, duplicates, readings, revisions, watched
from .facts import check_cycle


def extract_file(
    path: Path, *, state: str | None = None, cycle: int | None = None, name: str | None = None
) -> Extraction:
    """Read one report file in a process of its own; no database is needed."""
    _check_given(state, cycle)
    return extract_apart(path, state=state, cycle=cycle, name=name)


def _check_given(state: str | None, cycle: int | None) -> None:
    """Refuse a State or cycle that there is not, before the file is read."""
    if cycle is not None:
        check_cycle(cycle)
    if state is not None and state not in {known.code for known in Gazetteer.default().states()}:
        raise MatchmakerError(
            "unknown_state",
            "No State has the code '%(state)s': give its three letters (ISO 3166-1), as SLE.",
            state=state,
        )


def extraction_in_json(path: Path, *, state: str | None = None, cycle: int | None = None) -> tuple[dict[str, Any], str]:
    """Read one report file and return its extraction as the command prints it, and the extracted text."""
    extraction = extract_file(path, state=state, cycle=cycle)
    return to_json(extraction), extraction.text


def receive(
    *, path: Path, by: User, at: datetime, state: str | None = None, cycle: int | None = None
) -> tuple[Report, bool]:
    """Receive a report file; returns the report and whether it is new: the same bytes twice change nothing."""
    data = path.read_bytes() if path.is_file() else b""
    same = Report.objects.filter(sha256=hashlib.sha256(data).hexdigest()).select_related("state")
    for known in same:
        # To others it must not show that these bytes are known: their upload goes the way of any file.
        if policies.receives_reports_of(by, known.state) and state in (None, known.state.code):
            _check_same_cycle(known, path.name, cycle)
            # What a coordinator received for a State is the State's own once the State hands in the same.
            return (confirm(report=known, by=by, at=at) if by.speaks_for(known.state) else known), False
    # Where the bytes lie while they are read is nobody's business.
    extraction = extract_file(path, state=state, cycle=cycle, name=path.name)
    facts = extraction.report
    if facts.state is None:
        raise MatchmakerError(
            "state_unknown", "%(file)s does not say whose report it is: name the State.", file=path.name
        )
    if facts.cycle is None:
        raise MatchmakerError(
            "cycle_unknown", "%(file)s does not say for which cycle it is: name the year.", file=path.name
        )
    party = Party.objects.get(code=facts.state)
    if not policies.receives_reports_of(by, party):
        raise MatchmakerError(
            "not_allowed", "You do not speak for %(state)s: its focal point can upload the report.", state=party.name
        )
    found = revisions.against(extraction, party)
    if found and not found.revision.differs and found.report.cycle == facts.cycle:
        # The same words in another file: what stands, stands.
        known = found.report
        return (confirm(report=known, by=by, at=at) if by.speaks_for(party) else known), False
    if found and not found.revision.one_report and cycle is None:
        raise MatchmakerError(
            "looks_revised",
            "%(file)s is nearly the report of %(state)s for %(cycle)s and says that it is for %(given)s: "
            "name the cycle, %(cycle)s if it is a revised version of that report.",
            file=path.name,
            state=party.name,
            cycle=found.report.cycle,
            given=facts.cycle,
        )
    return _store(path.name, data, extraction, party, by, at, confirmed=by.speaks_for(party), found=found), True


def _check_same_cycle(known: Report, name: str, cycle: int | None) -> None:
    """Refuse to hand in for one cycle the bytes that stand for another, instead of passing the wish over."""
    if cycle not in (None, known.cycle):
        raise MatchmakerError(
            "other_cycle",
            "%(file)s was received as the report of %(state)s for %(known)s: to hand it in for %(cycle)s, save it with "
            "that year in its title, and reject what was found for %(known)s.",
            file=name,
            state=known.state.name,
            known=known.cycle,
            cycle=cycle,
        )


def queue(
    *, filename: str, data: bytes, by: User, at: datetime, state: str | None = None, cycle: int | None = None
) -> Job:
    """Let a report be received by a worker; whoever may hand in none is refused at once."""
    if not by.holds(Role.FOCAL_POINT, Role.COORDINATOR):
        raise MatchmakerError("not_allowed", "Reports are handed in by their State, or by a coordinator for it.")
    _check_given(state, cycle)
    given = {"state": state, "cycle": cycle}
    return watched.queue(
        kind=JobKind.REPORT, function="reports.work", given=given, by=by, at=at, filename=filename, data=data
    )


def work(public_id: str) -> None:
    """Receive the report of a job."""
    watched.carry_out(public_id, _received)


def _received(job: Job, at: datetime) -> watched.Outcome:
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(job.filename).name
        path.write_bytes(bytes(job.data))
        report, new = receive(path=path, by=job.asked_by, at=at, **job.given)
    # What its State has written under a report since it was received is the State's own while it is a draft.
    found = report.needs.all() if new else report.needs.visible_to(job.asked_by)
    return watched.Outcome({"report": str(report.public_id), "new": new, "needs": found.count()})


def _store(
    name: str,
    data: bytes,
    extraction: Extraction,
    party: Party,
    by: User,
    at: datetime,
    *,
    confirmed: bool,
    found: revisions.Found | None,
) -> Report:
    """Keep the file and write its rows; where the rows fail, no file stays behind."""
    report = _report(name, extraction, party, by, at, confirmed=confirmed)
    report.revision = revisions.told(found)
    report.file.save(f"{report.public_id}{Path(name).suffix.lower()}", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            return _write(report, extraction, by, at)
    except BaseException:
        report.file.storage.delete(report.file.name)
        raise


def _report(name: str, extraction: Extraction, party: Party, by: User, at: datetime, *, confirmed: bool) -> Report:
    facts = extraction.report
    return Report(
        state=party,
        cycle=facts.cycle,
        filename=name[:200],
        sha256=facts.sha256,
        media_type=facts.media_type,
        language=facts.language or "",
        generation=facts.generation,
        pages=facts.pages,
        text=extraction.text,
        page_starts=list(extraction.page_starts),
        contacts=[mappers.plain(contact) for contact in extraction.contacts],
        issues=[mappers.plain(issue) for issue in extraction.issues],
        confirmed=confirmed,
        received_by=by,
        received_at=at,
    )


def _write(report: Report, extraction: Extraction, by: User, at: datetime) -> Report:
    Report.objects.bulk_create([report])
    report = Report.objects.get(public_id=report.public_id)
    before = _report_before(report)
    counts = readings.write(report=report, before=before, extraction=extraction, by=by, at=at)
    audit.record(
        by=by,
        at=at,
        action="receive",
        of=report,
        old={"report": str(before.public_id)} if before else {},
        new={"sha256": report.sha256, **counts},
    )
    return report


def _report_before(report: Report) -> Report | None:
    """Return the report of the State and cycle that another takes the place of, no longer standing."""
    others = Report.objects.select_for_update().filter(state=report.state, cycle=report.cycle, superseded_by=None)
    before = others.exclude(pk=report.pk).order_by("-pk").first()
    if before and before.confirmed and not report.confirmed:
        raise MatchmakerError(
            "state_has_reported",
            "%(state)s itself handed in its report for %(cycle)s: ask its focal point for another.",
            state=report.state.name,
            cycle=report.cycle,
        )
    if before:
        Report.objects.filter(pk=before.pk).update(superseded_by=report, version=before.version + 1)
    return before


@transaction.atomic
def confirm(*, report: Report, by: User, at: datetime) -> Report:
    """Let a State stand by a report that a coordinator received for it."""
    locked = Report.objects.select_for_update(of=("self",)).select_related("state").get(pk=report.pk)
    if not by.speaks_for(locked.state):
        raise MatchmakerError("not_allowed", "Only the State whose report it is confirms it: ask its focal point.")
    if not locked.confirmed:
        Report.objects.filter(pk=locked.pk).update(confirmed=True, version=locked.version + 1)
        audit.record(by=by, at=at, action="confirm", of=locked, old={"confirmed": False}, new={"confirmed": True})
    locked.refresh_from_db()
    return locked


@transaction.atomic
def correct_cycle(*, report: Report, cycle: int, by: User, at: datetime) -> Report:
    """Say for which cycle a report is; what was read from it goes with it while none of it has left the desk."""
    locked = Report.objects.select_for_update(of=("self",)).select_related("state").get(pk=report.pk)
    if not policies.corrects_cycle(by, locked):
        raise MatchmakerError(
            "not_allowed", "Only the State whose report it is corrects its cycle: ask its focal point."
        )
    if cycle == locked.cycle:
        return locked
    _check_cycle_free(locked, cycle)
    needs = list(locked.needs.select_for_update().order_by("pk"))
    sent = sum(need.status not in KEEPS_NO_CYCLE for need in needs)
    if sent:
        raise MatchmakerError(
            "cycle_in_use",
            "%(count)s of its needs have been submitted for %(cycle)s: withdraw them first, then correct the cycle.",
            count=sent,
            cycle=locked.cycle,
        )
    Report.objects.filter(pk=locked.pk).update(cycle=cycle, version=locked.version + 1)
    audit.record(by=by, at=at, action="correct", of=locked, old={"cycle": locked.cycle}, new={"cycle": cycle})
    for need in needs:
        # In the order of the other cycle a need has no place yet.
        Need.objects.filter(pk=need.pk).update(cycle=cycle, tier=max(TIERS), version=need.version + 1)
        audit.record(by=by, at=at, action="correct", of=need, old={"cycle": need.cycle}, new={"cycle": cycle})
    duplicates.screen_incoming(rows=list(locked.needs.filter(status__in=WITH_OWNER)), by=by, at=at)
    locked.refresh_from_db()
    return locked


def _check_cycle_free(report: Report, cycle: int) -> None:
    """Refuse a cycle that there is not, that another report of the State stands for, or of a report that gave way."""
    check_cycle(cycle)
    if report.superseded_by_id is not None:
        raise MatchmakerError("report_superseded", "A newer version of this report stands: correct the cycle of that.")
    if not Cycle.objects.filter(year=cycle).exists():
        raise MatchmakerError("unknown_cycle", "%(cycle)s is no cycle of reports: choose one of the list.", cycle=cycle)
    if Report.objects.filter(state=report.state, cycle=cycle, superseded_by=None).exists():
        raise MatchmakerError(
            "cycle_taken",
            "Another report of %(state)s stands for %(cycle)s: hand this one in again as its newer version.",
            state=report.state.name,
            cycle=cycle,
        )
