"""Rows as indicators count them: plain values in, since a cycle's rows are many, outcomes out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from matchmaker.core.entities import outcomes
from matchmaker.core.vocabulary import CommitmentStatus, NeedStatus, OfferStatus, Theme, Unit, UnmetReason

from .figures import rates

_CENT = Decimal("0.01")


class NeedRow(NamedTuple):
    """The columns of a need that are counted; the names are those of the query."""

    pk: int
    state__code: str
    state__region: str
    theme: str
    cycle: int
    status: str
    requested: date
    readiness: Mapping[str, object]
    committed: Decimal


class OfferRow(NamedTuple):
    """The columns of an offer that are counted."""

    pk: int
    provider__code: str
    themes: Sequence[str]
    status: str
    capacity: Decimal
    unit: str
    currency: str
    published_at: datetime


class CommitmentRow(NamedTuple):
    """The columns of a commitment, and of its delivery, that are counted."""

    need_id: int
    offer_id: int
    agreed_at: datetime
    delivered_at: datetime | None
    confirmed_at: datetime | None
    status: str
    money: Decimal | None
    currency: str
    delivery__in_use: bool | None


def need_outcome(row: NeedRow, groups: tuple[str, ...], reason: str | None) -> outcomes.NeedOutcome:
    """Return a need as it is counted; one whose time is over counts as what it had become by then."""
    status = NeedStatus(row.status)
    if status is NeedStatus.EXPIRED:
        status = NeedStatus.PARTLY_MET if row.committed else NeedStatus.CIRCULATED
    return outcomes.NeedOutcome(
        id=str(row.pk),
        state=row.state__code,
        region=row.state__region or None,
        groups=groups,
        theme=Theme(row.theme),
        cycle=row.cycle,
        status=status,
        requested=row.requested,
        women=row.readiness.get("women"),
        reason=UnmetReason(reason) if reason else None,
    )


def offer_outcome(row: OfferRow, cycles: Sequence[int]) -> outcomes.OfferOutcome:
    """Return an offer as it is counted: of the cycle whose meeting came next when it was published."""
    year = row.published_at.year
    return outcomes.OfferOutcome(
        id=str(row.pk),
        provider=row.provider__code,
        themes=tuple(Theme(theme) for theme in row.themes),
        cycle=min((cycle for cycle in cycles if cycle >= year), default=year),
        status=OfferStatus(row.status),
        pledged=worth(row.capacity, row.currency) if row.unit == Unit.MONEY else None,
    )


def commitment_outcome(row: CommitmentRow) -> outcomes.CommitmentOutcome:
    """Return a commitment as it is counted; delivered is what the recipient confirmed."""
    delivered = row.delivered_at.date() if row.delivered_at and row.confirmed_at else None
    return outcomes.CommitmentOutcome(
        need=str(row.need_id),
        offer=str(row.offer_id),
        agreed=row.agreed_at.date(),
        delivered=delivered,
        in_use=row.delivery__in_use,
        money=worth(row.money, row.currency),
        cancelled=row.status == CommitmentStatus.CANCELLED,
    )


def avoided_outcomes(
    runs: Iterable[Sequence[Mapping[str, object]]], keys: Mapping[str, int]
) -> tuple[outcomes.AvoidedDuplicate, ...]:
    """Return what published plans avoided, one a need: what a later plan says of it stands.

    A plan reads two reports of one engagement as one, so neither the need nor what was saved counts twice.
    """
    latest = {keys[str(row["need"])]: row for rows in runs for row in rows if str(row["need"]) in keys}
    return tuple(
        outcomes.AvoidedDuplicate(
            need=str(key),
            money=worth(_number(row.get("money")), str(row.get("currency") or "")),
            places=_number(row.get("places")),
        )
        for key, row in sorted(latest.items())
    )


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def worth(amount: Decimal | None, currency: str) -> Decimal | None:
    """Return what money is worth in the base currency; None where there is none or its rate is not known."""
    latest = rates()
    if amount is None or not latest.knows(currency):
        return None
    if currency == latest.base:
        return amount
    exact = amount * _factor(currency)
    return exact.quantize(_CENT)


@lru_cache(maxsize=256)
def _factor(currency: str) -> Decimal:
    latest = rates()
    exact = latest.convert(Decimal(1), currency, latest.base)
    return Decimal(exact.numerator) / Decimal(exact.denominator)
