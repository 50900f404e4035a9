"""Rows as lines of an export, without what their reader may not see."""

from babel.core import get_global

from matchmaker.core.exports import CommitmentLine, Named, NeedLine, OfferLine
from matchmaker.core.vocabulary import CommitmentStatus, OfferStatus, Unit
from matchmaker.models import Commitment, Need, Offer, Party

_EMPTY = ("kind", "item", "beneficiary", "quantity", "unit", "amount", "currency", "start", "end", "requested")
_EMPTY += ("cycle", "tier", "status", "site", "words")


def named(party: Party) -> Named:
    """Return a party as lines name it; CLDR knows the two letters behind the three of a State."""
    short = get_global("territory_aliases").get(party.code, ()) if party.is_state else ()
    return Named(party.code, party.name, party.type, short[0] if len(short) == 1 else None)


def need_line(need: Need, *, shown: bool, owned: bool) -> NeedLine:
    """Return a need as far as its facts, and its site, are the reader's to see."""
    known = {"id": str(need.public_id), "state": named(need.state), "theme": need.theme}
    if not shown:
        return NeedLine(**known, **dict.fromkeys(_EMPTY))
    told = {name: getattr(need, name) for name in _EMPTY if name not in ("site", "words")}
    words = need.text or " … ".join(passage.quote for passage in need.passages.all())
    return NeedLine(**known, **told, site=need.site if owned else None, words=words)


def offer_line(offer: Offer, *, owned: bool) -> OfferLine:
    """Return an offer, with its ceiling notes where they are the reader's to see."""
    lists = ("themes", "kinds", "items", "eligible_states", "eligible_regions", "eligible_groups")
    return OfferLine(
        id=str(offer.public_id),
        provider=named(offer.provider),
        title=offer.title,
        **{name: tuple(getattr(offer, name)) for name in lists},
        capacity=offer.capacity,
        unit=Unit(offer.unit),
        currency=offer.currency,
        start=offer.start,
        end=offer.end,
        published=offer.published_at.date() if offer.published_at else None,
        status=OfferStatus(offer.status),
        ceiling_notes=offer.ceiling_notes if owned else None,
        text=offer.text,
    )


def commitment_line(row: Commitment, recipient: Party, *, known: bool) -> CommitmentLine:
    """Return a commitment to a State, with the ids of what it binds where the reader has a side or coordinates."""
    return CommitmentLine(
        id=str(row.public_id),
        provider=named(row.offer.provider),
        implementer=named(row.implementer),
        state=named(recipient),
        theme=row.need.theme,
        kind=row.need.kind,
        quantity=row.quantity,
        unit=row.need.unit,
        money=row.money,
        currency=row.currency,
        agreed=row.agreed_at.date(),
        delivered=row.delivered_at.date() if row.delivered_at else None,
        status=CommitmentStatus(row.status),
        need=str(row.need.public_id) if known else None,
        offer=str(row.offer.public_id) if known else None,
        reverses=str(row.reverses.public_id) if row.reverses and known else None,
    )
