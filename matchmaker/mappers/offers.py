"""Offers as the problem has them; one that was published twice counts once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from matchmaker.core.entities import problems
from matchmaker.core.entities.money import Rates
from matchmaker.core.vocabulary import MINOR_UNITS, Kind, OfferStatus, Relation, Theme, Unit
from matchmaker.models import Offer

from .ids import problem_id
from .judgements import Verdicts, groups
from .needs import day_after, trim


def problem_offer(offer: Offer) -> problems.Offer:
    """Return an offer as the problem has it."""
    return problems.Offer(
        id=problem_id(offer),
        provider=offer.provider.code,
        themes=tuple(Theme(theme) for theme in offer.themes),
        kinds=tuple(Kind(kind) for kind in offer.kinds),
        items=tuple(offer.items),
        pays_for=tuple(Kind(kind) for kind in offer.pays_for),
        capacity=trim(offer.capacity - offer.committed),
        unit=Unit(offer.unit),
        currency=offer.currency or None,
        eligible=problems.Eligible(
            tuple(offer.eligible_states), tuple(offer.eligible_regions), tuple(offer.eligible_groups)
        ),
        excluded_states=tuple(offer.excluded_states),
        languages=tuple(offer.languages),
        start=offer.start,
        end=day_after(offer.end),
        minimum_per_recipient=trim(offer.minimum_per_recipient),
        maximum_per_recipient=None if offer.maximum_per_recipient is None else trim(offer.maximum_per_recipient),
        maximum_recipients=offer.maximum_recipients,
        opening_minimum=trim(max(Decimal(0), offer.opening_minimum - offer.committed)),
    )


def published_again(offers: Sequence[Offer], said: Verdicts) -> dict[str, str]:
    """Return by the name of each offer that was published again the name of the newest of its group.

    Offers of two units are two lines of help, whatever is said of them; what is used up stands for nothing.
    """
    rows = {problem_id(row): row for row in offers}
    pairs = [
        pair
        for pair, relation in said.items()
        if relation == Relation.RESTATED and pair <= rows.keys() and len({rows[name].unit for name in pair}) == 1
    ]

    def place(name: str) -> tuple[object, ...]:
        row = rows[name]
        return row.status == OfferStatus.PUBLISHED, row.published_at, row.pk

    newest: dict[str, str] = {}
    for group in groups(rows, pairs):
        last = max(group, key=place)
        newest |= dict.fromkeys(group - {last}, last)
    return newest


def offers_told_once(
    offers: Sequence[Offer], newest: Mapping[str, str], endorsed: Mapping[int, Decimal], money: Rates
) -> list[problems.Offer]:
    """Return the offers that have something left, where the newest of several stands in with what none of them gave.

    `newest` names it by each older one, which enters with what is endorsed of it alone, so that this binds the plan.
    """
    found = {problem_id(row): problem_offer(row) for row in offers}
    for row in offers:
        old = found[problem_id(row)]
        if old.id not in newest:
            continue
        stands = found[newest[old.id]]
        kept = min(trim(endorsed.get(row.pk, Decimal(0))), old.capacity)
        given = _counted_in(stands.currency, row.committed + kept, old.currency, money)
        found[stands.id] = replace(
            stands,
            capacity=trim(max(Decimal(0), stands.capacity - given)),
            opening_minimum=trim(max(Decimal(0), stands.opening_minimum - given)),
        )
        found[old.id] = replace(old, capacity=kept)
    published = {problem_id(row) for row in offers if row.status == OfferStatus.PUBLISHED}
    return [row for name, row in found.items() if name in published and row.capacity]


def said_of_newest(
    said: Verdicts, newest: Mapping[str, str], entered: Collection[str]
) -> dict[frozenset[str], Relation]:
    """Return what is judged, of older offers as said of the newest, unless of that itself something else is said."""
    moved = {frozenset(newest.get(name, name) for name in pair): relation for pair, relation in said.items()}
    every = moved | dict(said)
    return {
        pair: relation
        for pair, relation in every.items()
        if len(pair) == 2 and all(name[0] != "o" or name in entered for name in pair)
    }


def _counted_in(currency: str | None, quantity: Decimal, source: str | None, money: Rates) -> Decimal:
    """Return what was given of one offer in the currency of another, as places and items are."""
    if currency is None or source is None or currency == source:
        return quantity
    digits = MINOR_UNITS[currency]
    return Decimal(round(money.convert(quantity, source, currency) * 10**digits)).scaleb(-digits)
