"""What was read from a report, as columns."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import Enum

from matchmaker.core.duplication.revisions import Revision
from matchmaker.core.entities.reports import ExtractedNeed, Passage
from matchmaker.models import Report


def plain(record: object) -> dict[str, object]:
    """Return a flat record as JSON values."""
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    return {name: value.value if isinstance(value, Enum) else value for name, value in values.items()}


def passage_fields(passage: Passage) -> dict[str, object]:
    """Return the columns of a passage."""
    return {**plain(passage), "question": passage.question or ""}


def need_fields(need: ExtractedNeed, report: Report) -> dict[str, object]:
    """Return the columns of a need that was read from a report."""
    readiness = ("project_proposal", "action_plan", "assessment", "measurable_goal", "women")
    return {
        "cycle": report.cycle,
        "theme": need.theme,
        "kind": need.kind,
        "item": need.item or "",
        "beneficiary": need.beneficiary or "",
        "site": need.site or "",
        "quantity": need.quantity,
        "unit": need.unit,
        "amount": need.amount,
        "currency": need.currency or "",
        "vague": need.vague,
        "confidence": need.confidence,
        "readiness": {name: getattr(need, name) for name in readiness},
        "priority": need.priority or "",
        "condition": need.condition or "",
        "languages": list(need.languages),
        "members": list(need.members),
        "start": need.start,
        "end": need.end,
    }


def revision_fields(revision: Revision) -> dict[str, object]:
    """Return what a report has new, gone and changed against one received before, as JSON values."""
    changed = [
        {
            "old": _line(change.old),
            "new": _line(change.new),
            "fields": [{"field": each.field, "old": _said(each.old), "new": _said(each.new)} for each in change.fields],
        }
        for change in revision.changed
    ]
    return {
        "one_report": revision.one_report,
        "kept": str(round(revision.kept, 3)),
        "answers": [{"question": each.question, "old": each.old, "new": each.new} for each in revision.answers],
        "added": [_line(need) for need in revision.added],
        "removed": [_line(need) for need in revision.removed],
        "changed": changed,
    }


def _line(need: ExtractedNeed) -> dict[str, object]:
    names = ("theme", "kind", "item", "quantity", "unit", "amount", "currency")
    said = {name: _said(getattr(need, name)) for name in names}
    return said | {"quote": need.passage.quote, "page": need.passage.page, "start": need.passage.start}


def _said(value: object) -> object:
    if isinstance(value, Decimal | date | Enum):
        return str(value)
    return [_said(each) for each in value] if isinstance(value, tuple) else value
