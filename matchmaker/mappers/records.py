"""Rows as screening compares them."""

from matchmaker.core.entities.records import Record
from matchmaker.core.vocabulary import Kind, RecordType, Theme, Unit
from matchmaker.models import Engagement, Need

from .figures import rates


def need_record(need: Need) -> Record:
    """Return a need as screening compares it."""
    quotes = " ".join(passage.quote for passage in need.passages.all())
    return Record(
        id=str(need.public_id),
        type=RecordType.NEED,
        text=quotes,
        state=need.state.code,
        beneficiary=need.beneficiary or None,
        theme=Theme(need.theme),
        kind=Kind(need.kind),
        item=need.item or None,
        quantity=need.quantity,
        unit=Unit(need.unit),
        amount=need.amount if need.currency and rates().knows(need.currency) else None,
        currency=need.currency or None if need.amount is not None and rates().knows(need.currency) else None,
        start=need.start,
        end=need.end,
        site=need.site or None,
        cycle=need.cycle,
        status="open",
        requested=need.requested,
        language=need.language,
    )


def engagement_record(engagement: Engagement) -> Record:
    """Return an engagement as screening compares it."""
    codes = [party.code for party in engagement.providers.all()]
    known = bool(engagement.currency) and rates().knows(engagement.currency)
    return Record(
        id=str(engagement.public_id),
        type=RecordType.ENGAGEMENT,
        text=engagement.text,
        state=engagement.state.code if engagement.state else None,
        beneficiary=engagement.beneficiary or None,
        theme=Theme(engagement.theme),
        kind=Kind(engagement.kind),
        item=engagement.item or None,
        quantity=engagement.quantity,
        amount=engagement.amount if known else None,
        currency=engagement.currency if known and engagement.amount is not None else None,
        start=engagement.start,
        end=engagement.end,
        site=engagement.site or None,
        provider=codes[0] if codes else None,
        implementer=codes[1] if len(codes) > 1 else None,
        cycle=engagement.report.cycle if engagement.report else None,
        status=engagement.status,
        language=engagement.language,
    )
