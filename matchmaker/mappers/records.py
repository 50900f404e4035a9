"""Rows as screening compares them, and judgements as it reads them."""

from datetime import date

from matchmaker.core.entities.records import Record, Verdict
from matchmaker.core.vocabulary import EngagementStatus, Kind, RecordType, Relation, Theme, Unit
from matchmaker.models import Duplicate, Engagement, Need, Offer

from .figures import rates


def _money(row: Need | Engagement) -> dict[str, object]:
    """Return amount and currency where both are stated and a rate is known."""
    known = row.amount is not None and bool(row.currency) and rates().knows(row.currency)
    return {"amount": row.amount, "currency": row.currency} if known else {}


def need_record(need: Need) -> Record:
    """Return a need as screening compares it."""
    quotes = " ".join([*(passage.quote for passage in need.passages.all()), need.text]).strip()
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
        **_money(need),
        start=need.start,
        end=need.end,
        site=need.site or None,
        cycle=need.cycle,
        status=need.status,
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
    codes = [party.code for party in engagement.givers]
    start, end = engagement_window(engagement)
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
        **_money(engagement),
        start=start,
        end=end,
        site=engagement.site or None,
        provider=codes[0] if codes else None,
        implementer=codes[1] if len(codes) > 1 else None,
        cycle=engagement.report.cycle if engagement.report else None,
        status=engagement.status,
        language=engagement.language,
    )


def offer_record(offer: Offer) -> Record:
    """Return an offer as screening compares it: what it names alone, for whom it names alone."""

    def only(values: list[str]) -> str | None:
        return values[0] if len(values) == 1 else None

    kind, theme = only(offer.kinds), only(offer.themes)
    money = offer.unit == Unit.MONEY
    known = money and rates().knows(offer.currency)
    return Record(
        id=str(offer.public_id),
        type=RecordType.OFFER,
        text=f"{offer.title}. {offer.text}",
        state=only(offer.eligible_states) if not offer.eligible_regions and not offer.eligible_groups else None,
        theme=Theme(theme) if theme else None,
        kind=Kind(kind) if kind else None,
        item=only(offer.items),
        quantity=None if money else offer.capacity,
        unit=Unit(offer.unit),
        amount=offer.capacity if known else None,
        currency=offer.currency if known else None,
        start=offer.start,
        end=offer.end,
        provider=offer.provider.code,
        status=offer.status,
        language=offer.language,
    )


def verdict(duplicate: Duplicate) -> Verdict:
    """Return a person's judgement as screening reads it."""
    return Verdict(
        a=str(duplicate.a_id),
        b=str(duplicate.b_id),
        relation=Relation(duplicate.relation),
        by=duplicate.judged_by.username,
        at=duplicate.judged_at.date(),
        why=duplicate.why,
    )
