"""Reports received: the file is read apart, then report, needs, passages and engagements are written at once."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from matchmaker import mappers, policies
from matchmaker.core.entities.reports import ExtractedEngagement, Extraction
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.extraction import extract_file as extract_apart
from matchmaker.core.extraction import to_json
from matchmaker.core.vocabulary import Direction, EngagementStatus
from matchmaker.models import Engagement, Need, Party, Passage, Report, User

from . import audit


def extract_file(path: Path, *, state: str | None = None, cycle: int | None = None) -> Extraction:
    """Read one report file in a process of its own; no database is needed."""
    return extract_apart(path, state=state, cycle=cycle)


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
            return known, False
    extraction = extract_file(path, state=state, cycle=cycle)
    facts = extraction.report
    if facts.state is None:
        raise MatchmakerError(
            "state_unknown", f"{path.name} does not say whose report it is: name the State (--state)."
        )
    if facts.cycle is None:
        raise MatchmakerError(
            "cycle_unknown", f"{path.name} does not say for which cycle it is: name the year (--cycle)."
        )
    party = Party.objects.get(code=facts.state)
    if not policies.receives_reports_of(by, party):
        raise MatchmakerError(
            "not_allowed", f"You do not speak for {party.name}: its focal point can upload the report."
        )
    return _store(path.name, data, extraction, party, by, at, confirmed=by.speaks_for(party)), True


def _store(
    name: str, data: bytes, extraction: Extraction, party: Party, by: User, at: datetime, *, confirmed: bool
) -> Report:
    """Keep the file and write its rows; where the rows fail, no file stays behind."""
    report = _report(name, extraction, party, by, at, confirmed=confirmed)
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
    party = report.state
    Report.objects.bulk_create([report])
    report = Report.objects.get(public_id=report.public_id)
    for extracted in extraction.needs:
        need = Need.objects.create(
            state=party, report=report, requested=at.date(), **mappers.need_fields(extracted, report)
        )
        Passage.objects.bulk_create(
            Passage(need=need, order=order, **mappers.passage_fields(passage))
            for order, passage in enumerate((extracted.passage, *extracted.passages))
        )
    for told in extraction.engagements:
        _write_engagement(told, report)
    audit.record(
        by=by, at=at, action="receive", of=report, new={"needs": len(extraction.needs), "sha256": report.sha256}
    )
    return report


def _write_engagement(told: ExtractedEngagement, report: Report) -> None:
    """Write what a report tells of assistance under the State that it went to; one row a State where it names several.

    The amount is that of all together: a row for one of several States has none.
    """
    named = {party.code: party for party in Party.objects.filter(code__in=told.counterparts)}
    others = [named[code] for code in told.counterparts if code in named]
    if told.direction == Direction.RECEIVED:
        recipients, providers = [report.state], others
    else:
        recipients = [party for party in others if party.is_state and party != report.state]
        providers = [report.state, *(party for party in others if not party.is_state)]
    alone = len(recipients) <= 1
    for recipient in recipients or [None]:
        engagement = Engagement.objects.create(
            state=recipient,
            direction=told.direction,
            theme=told.theme,
            kind=told.kind,
            amount=told.amount if alone else None,
            currency=(told.currency or "") if alone else "",
            text=told.passage.quote,
            language=report.language,
            status=EngagementStatus.PLANNED if told.direction == Direction.OFFERED else EngagementStatus.DELIVERED,
            report=report,
            page=told.passage.page,
            passage_start=told.passage.start,
            passage_end=told.passage.end,
        )
        engagement.providers.set(providers)
