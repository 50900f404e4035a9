"""Revisions: a report that arrives, held against those that the State handed in before."""

from dataclasses import dataclass
from pathlib import Path

from matchmaker import mappers
from matchmaker.core.duplication import compare_reports
from matchmaker.core.duplication.revisions import NEAR_WORDS, Revision, kept_words
from matchmaker.core.entities.reports import Extraction
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.extraction import extract_file
from matchmaker.models import Party, Report


@dataclass(frozen=True, slots=True)
class Found:
    """A report received before, and how the one that arrives differs from it."""

    report: Report
    revision: Revision


def against(extraction: Extraction, state: Party) -> Found | None:
    """Return the standing report that another takes the place of, or else one of another cycle that it nearly is.

    The earlier file is read again, so that two readings of one program are compared and not what people made of one.
    """
    standing = list(state.reports.filter(superseded_by=None).order_by("-cycle", "-pk"))
    same = [report for report in standing if report.cycle == extraction.report.cycle]
    for report in same[:1] or standing:
        # Reading a file again takes its time: of other cycles only where the words have so much in common.
        before = read_again(report) if same or kept_words(report.text, extraction.text) >= NEAR_WORDS else None
        if before is None:
            continue
        found = Found(report, compare_reports(before, extraction))
        if same or found.revision.near:
            return found
    return None


def read_again(report: Report) -> Extraction | None:
    """Read the file of a report that was received; None where it cannot be read any more."""
    try:
        return extract_file(Path(report.file.path), state=report.state.code, cycle=report.cycle)
    except (MatchmakerError, OSError, ValueError):
        return None


def told(found: Found | None) -> dict[str, object]:
    """Return what a report keeps of how it differs from an earlier one."""
    if found is None:
        return {}
    return {"of": str(found.report.public_id), **mappers.revision_fields(found.revision)}
