"""What was read from a report, as columns."""

from dataclasses import fields
from enum import Enum

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
