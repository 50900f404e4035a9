"""Rows as screening compares them."""

from datetime import date

from matchmaker.core.entities.records import Record
from matchmaker.core.vocabulary import EngagementStatus, Kind, RecordType, Theme, Unit
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


def engagement_window(engagement: Engagement) -> tuple[date | None, date | None]:
    """Return the first and last day of an engagement.

    What a report tells as delivered, without a date, lies in the two years before its cycle: a need of the same
    report comes after it.
    """
    told = engagement.report
    if engagement.start or engagement.end or told is None or engagement.status != EngagementStatus.DELIVERED:
        return engagement.start, engagement.end
    return date(told.cycle - 2, 1, 1), date(told.cycle - 1, 12, 31)


def engagement_record(engagement: Engagement) -> Record:
    """Return an engagement as screening compares it."""
    codes = [party.code for party in engagement.providers.all()]
    start, end = engagement_window(engagement)
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
        start=start,
        end=end,
        site=engagement.site or None,
        provider=codes[0] if codes else None,
        implementer=codes[1] if len(codes) > 1 else None,
        cycle=engagement.report.cycle if engagement.report else None,
        status=engagement.status,
        language=engagement.language,
    )
