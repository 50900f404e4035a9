"""Needs as the problem has them: every assumption said, regional needs split into their members' lines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from matchmaker.core.entities import problems
from matchmaker.core.entities.money import Money, Rates
from matchmaker.core.vocabulary import MINOR_UNITS, Kind, Theme, Unit
from matchmaker.models import Need, Offer

from .figures import planning_figure, rates
from .ids import problem_id

# Help that is spoken: where a need names no language of delivery, that of its report is taken, and said so.
_SPOKEN = (Kind.TRAINING, Kind.EXPERTISE, Kind.LEGAL)


def need_window(need: Need) -> tuple[date, date]:
    """Return [start, end) in which help is useful: by default from the cycle's first day to the end of cycle + 2."""
    end = day_after(need.end) if need.end else date(need.cycle + 3, 1, 1)
    return need.start or date(need.cycle, 1, 1), end


def day_after(day: date) -> date:
    """Return the day on which an inclusive end is over; of the last day that there is, that day itself."""
    return day + timedelta(days=1) if day < date.max else day


def asked(need: Need) -> Decimal | None:
    """Return how much a need asks for: as stated, or by the planning figure; None where nothing says."""
    if need.kind == Kind.FUNDING:
        return need.amount
    planning = planning_figure(need)
    return need.quantity if need.quantity is not None else planning.quantity if planning else None


def counted(value: Decimal, row: Need | Offer) -> Decimal | Money:
    """Return so much of what a row counts, with its currency where that is money: for sentences."""
    return Money(value, row.currency) if row.unit == Unit.MONEY and row.currency else value


def another_fits(need: Need, member: str, offer: Offer, quantity: Decimal) -> bool:
    """Whether another quantity than this could go from an offer to a need, or a member's part of it, as both stand.

    The least is one unit, and in kind there is nothing between one unit and two.
    """
    found = _quantity_and_cost(need, rates())
    if isinstance(found, str):
        return False
    wanted, cost, _ = found
    most = Fraction(_parts(wanted, need).get(member, 0) if need.members else wanted)
    limit = min(each for each in (offer.capacity - offer.committed, offer.maximum_per_recipient) if each is not None)
    if offer.unit != Unit.MONEY:
        most = min(most, Fraction(limit))
    elif cost is not None and rates().knows(offer.currency):
        most = min(most, Fraction(limit) / rates().convert(cost.amount, cost.currency, offer.currency))
    several = most > 1 if need.kind == Kind.FUNDING else most >= 2
    return several or (most >= 1 and quantity != 1)


def _quantity_and_cost(need: Need, money: Rates) -> tuple[Decimal, Money | None, list[str]] | str:
    """Return quantity, unit cost and what was assumed, or the name of the fact that is missing."""
    planning, assumed = planning_figure(need), []
    known = money.knows(need.currency) if need.currency else False
    if need.kind == Kind.FUNDING:
        if need.amount is None:
            return "amount"
        return (need.amount, Money(Decimal(1), need.currency), assumed) if known else "currency"
    quantity = need.quantity
    if quantity is None:
        if planning is None:
            return "quantity"
        quantity = planning.quantity
        assumed.append("quantity")
    if need.amount is not None and known:
        minor = Decimal(1).scaleb(-MINOR_UNITS[need.currency])
        cost = Money((need.amount / quantity).quantize(minor, ROUND_HALF_UP), need.currency)
        return quantity, cost if cost.amount else None, assumed
    if planning is None:
        return quantity, None, assumed
    assumed.append("unit_cost")
    return quantity, planning.unit_cost, assumed


def problem_needs(
    needs: Iterable[Need],
    money: Rates,
    taken: Mapping[tuple[int, str], Decimal],
    served: Mapping[str, int],
) -> tuple[list[problems.Need], list[dict[str, object]]]:
    """Return the lines that enter the problem, and one row for each need that was completed, split or left out.

    `taken` is what is committed to a need (and member) already, `served` how often a State was served before.
    """
    lines, assumptions = [], []
    for need in needs:
        found = _quantity_and_cost(need, money)
        if isinstance(found, str):
            assumptions.append({"need": str(need.public_id), "left_out": found})
            continue
        quantity, cost, assumed = found
        languages = tuple(need.languages)
        if not languages and need.kind in _SPOKEN and need.language:
            languages = (need.language,)
            assumed.append("languages")
        if assumed or need.members:
            planning = planning_figure(need)
            source = planning.source if planning else ""
            row = {"need": str(need.public_id), "assumed": assumed, "source": source}
            assumptions.append(row | ({"members": sorted(need.members)} if need.members else {}))
        line = _line(need, quantity, cost, languages)
        for each in _members_lines(need, line) if need.members else [line]:
            left = each.quantity - taken.get((need.pk, each.state if need.members else ""), Decimal(0))
            if left > 0:
                least = min(each.minimum, trim(left))
                lines.append(
                    replace(each, quantity=trim(left), minimum=least, earlier_served=served.get(each.state, 0))
                )
    return lines, assumptions


def _line(need: Need, quantity: Decimal, cost: Money | None, languages: tuple[str, ...]) -> problems.Need:
    start, end = need_window(need)
    return problems.Need(
        id=problem_id(need),
        state=need.state.code,
        theme=Theme(need.theme),
        kind=Kind(need.kind),
        item=need.item or None,
        beneficiary=need.beneficiary,
        quantity=trim(quantity),
        minimum=trim(min(need.minimum or Decimal(1), quantity)),
        unit_cost=cost,
        tier=need.tier,
        languages=languages,
        start=start,
        end=end,
        requested=need.requested,
        shareable=None,
        bundle=f"{need.state.code}-{need.bundle}" if need.bundle else None,
        required=need.required,
        earlier_served=0,
    )


def _members_lines(need: Need, line: problems.Need) -> Iterator[problems.Need]:
    """Yield one line for each member that gets a part."""
    for member, quantity in _parts(line.quantity, need).items():
        if quantity:
            yield replace(
                line,
                id=problem_id(need, member),
                state=member,
                quantity=trim(quantity),
                minimum=min(line.minimum, trim(quantity)),
                bundle=f"{member}-{need.bundle}" if need.bundle else None,
            )


def _parts(asked_for: Decimal, need: Need) -> dict[str, Decimal]:
    """Return an even part of what is asked for each member; what is left over goes to the first ones."""
    members = sorted(set(need.members))
    step = Decimal(1).scaleb(-MINOR_UNITS[need.currency]) if need.unit == Unit.MONEY else Decimal(1)
    even = (asked_for / len(members)).quantize(step, ROUND_DOWN)
    over = int((asked_for - even * len(members)) / step)
    return {member: even + (step if place < over else 0) for place, member in enumerate(members)}


def trim(value: Decimal) -> Decimal:
    """Drop the zeros that a column pads a number with."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
