"""Extraction -> JSON and back, as docs/extraction.md has it: amounts as decimal strings, null where the report says nothing."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ..entities.reports import Contact, ExtractedEngagement, ExtractedNeed, Extraction, Issue, Passage, ReportFacts
from ..vocabulary import Direction, Generation, Item, Kind, Severity, Theme, Unit

FORMAT = "matchmaker.extraction/1"


def to_json(extraction: Extraction) -> dict[str, Any]:
    """Return an extraction as the object that the command prints.

    Parameters
    ----------
    extraction : Extraction

    Returns
    -------
    dict
        Of JSON types only; the text itself is not in it.
    """
    facts = extraction.report
    return {
        "format": FORMAT,
        "report": {
            "state": facts.state,
            "cycle": facts.cycle,
            "language": facts.language,
            "generation": str(facts.generation),
            "media_type": facts.media_type,
            "pages": facts.pages,
            "sha256": facts.sha256,
        },
        "needs": [_need(need) for need in extraction.needs],
        "engagements": [_engagement(one) for one in extraction.engagements],
        "contacts": [
            {"role": c.role, "name": c.name, "agency": c.agency, "email": c.email} for c in extraction.contacts
        ],
        "issues": [
            {"severity": str(i.severity), "code": i.code, "where": i.where, "text": i.text} for i in extraction.issues
        ],
    }


def plain(number: Decimal | None) -> str | None:
    """Return a number in plain notation, never with an exponent.

    Examples
    --------
    >>> plain(Decimal("1.2E+6")), plain(Decimal("1200000.50")), plain(None)
    ('1200000', '1200000.50', None)
    """
    return None if number is None else format(number, "f")


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "page": passage.page,
        "question": passage.question,
        "quote": passage.quote,
        "start": passage.start,
        "end": passage.end,
    }


def _need(need: ExtractedNeed) -> dict[str, Any]:
    return {
        "theme": str(need.theme),
        "kind": str(need.kind),
        "item": str(need.item) if need.item else None,
        "quantity": plain(need.quantity),
        "unit": str(need.unit),
        "amount": plain(need.amount),
        "currency": need.currency,
        "vague": need.vague,
        "project_proposal": need.project_proposal,
        "action_plan": need.action_plan,
        "assessment": need.assessment,
        "measurable_goal": need.measurable_goal,
        "beneficiary": need.beneficiary,
        "start": need.start.isoformat() if need.start else None,
        "end": need.end.isoformat() if need.end else None,
        "women": need.women,
        "priority": need.priority,
        "condition": need.condition,
        "members": list(need.members),
        "site": need.site,
        "languages": list(need.languages),
        "passages": [_passage(passage) for passage in need.passages],
        "confidence": float(need.confidence),
        "passage": _passage(need.passage),
    }


def _engagement(one: ExtractedEngagement) -> dict[str, Any]:
    return {
        "direction": str(one.direction),
        "theme": str(one.theme),
        "kind": str(one.kind),
        "amount": plain(one.amount),
        "currency": one.currency,
        "counterparts": list(one.counterparts),
        "duration": one.duration,
        "passage": _passage(one.passage),
    }


def from_json(data: Mapping[str, Any], text: str, page_starts: tuple[int, ...]) -> Extraction:
    """Return the extraction that `to_json` printed.

    Parameters
    ----------
    data : mapping
        What `to_json` returned.
    text : str
        The extracted text, in which the offsets count.
    page_starts : tuple of int
        Where each page starts in it.
    """
    facts = data["report"]
    return Extraction(
        report=ReportFacts(**{**facts, "generation": Generation(facts["generation"])}),
        text=text,
        page_starts=page_starts,
        needs=tuple(_read_need(need) for need in data["needs"]),
        engagements=tuple(_read_engagement(one) for one in data["engagements"]),
        contacts=tuple(Contact(**contact) for contact in data["contacts"]),
        issues=tuple(Issue(**{**doubt, "severity": Severity(doubt["severity"])}) for doubt in data["issues"]),
    )


def _read_need(need: Mapping[str, Any]) -> ExtractedNeed:
    return ExtractedNeed(
        **{
            **need,
            "theme": Theme(need["theme"]),
            "kind": Kind(need["kind"]),
            "item": Item(need["item"]) if need["item"] else None,
            "unit": Unit(need["unit"]),
            "quantity": _number(need["quantity"]),
            "amount": _number(need["amount"]),
            "confidence": Decimal(str(need["confidence"])),
            "start": date.fromisoformat(need["start"]) if need["start"] else None,
            "end": date.fromisoformat(need["end"]) if need["end"] else None,
            "members": tuple(need["members"]),
            "languages": tuple(need["languages"]),
            "passage": Passage(**need["passage"]),
            "passages": tuple(Passage(**passage) for passage in need["passages"]),
        }
    )


def _read_engagement(one: Mapping[str, Any]) -> ExtractedEngagement:
    return ExtractedEngagement(
        Direction(one["direction"]), Theme(one["theme"]), Kind(one["kind"]), _number(one["amount"]), one["currency"],
        tuple(one["counterparts"]), one["duration"], Passage(**one["passage"]),
    )  # fmt: skip


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
