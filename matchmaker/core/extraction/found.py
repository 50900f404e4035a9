"""Asks of an answer on their way to become needs, and what a later sentence adds to them: a cost, a plan, an assessment."""

from dataclasses import dataclass, replace
from decimal import Decimal

from ..vocabulary import Theme
from .asks import Ask
from .excerpts import Excerpt
from .sections import Answer

Ready = tuple[tuple[str, bool | None], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An ask of an answer, on its way to become a need; `certainty` is what the way it was found leaves of it."""

    ask: Ask
    theme: Theme
    answer: Answer
    text: Excerpt
    certainty: Decimal
    themed: bool
    project_proposal: bool | None = None
    ready: Ready = ()
    also: tuple[tuple[int, int], ...] = ()


def with_cost(found: list[Found], cost: Ask) -> list[Found]:
    """Give a cost stated in a sentence of its own to the one ask before it."""
    last = next((one for one in reversed(found) if one.ask.kind is cost.kind), found[-1])
    together = [one for one in found if one.ask.sentence == last.ask.sentence]
    own = (len(together) == 1 or cost.kind is last.ask.kind) and last.ask.money is None
    if cost.each and cost.money is not None and last.ask.quantity is not None:
        cost = replace(cost, money=replace(cost.money, amount=cost.money.amount * last.ask.quantity))
    told = replace(last.ask, money=cost.money, vague=False) if own else replace(last.ask, shared_total=True)
    return [replace(one, ask=told) if one is last else one for one in found]


def merged(first: Ready, second: Ready) -> Ready:
    """Return whether asks are in a plan, assessed and measured, the first telling first."""
    later = dict(second)
    return tuple((name, value if value is not None else later[name]) for name, value in first)
