"""Asks of an answer on their way to become needs, and what a later sentence adds to them: a cost, a plan, an assessment."""

from dataclasses import dataclass, replace
from decimal import Decimal

from ..vocabulary import Kind, Theme
from .asks import Ask
from .excerpts import Excerpt
from .particulars import Particulars
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


def with_more(
    found: list[Found], told: Particulars, ready: Ready, kinds: set[Kind], place: tuple[int, int]
) -> list[Found]:
    """Give the asks before a sentence what it tells of them: "This is urgent", "The training would take place at Dori".

    Parameters
    ----------
    kinds : set of Kind
        Of the asks that the sentence points back to by name, and where it stands as a further passage; all asks where empty.
    place : (int, int)
        Of the sentence in the excerpt.
    """
    aimed = dict(ready)["measurable_goal"] is not None
    result = []
    for one in found:
        if kinds and one.ask.kind not in kinds:
            result.append(one)
            continue
        own = one.ask.particulars
        more = replace(
            own,
            priority=own.priority or told.priority,
            condition=own.condition or told.condition,
            women=own.women or told.women,
            start=own.start or (told.start if own.end is None and not aimed else None),
            end=own.end or (None if aimed else told.end),
            languages=own.languages or told.languages,
            site=own.site or (told.site if kinds else None),
        )
        also = (*one.also, place) if kinds else one.also
        result.append(replace(one, ask=replace(one.ask, particulars=more), ready=merged(one.ready, ready), also=also))
    return result


def merged(first: Ready, second: Ready) -> Ready:
    """Return whether asks are in a plan, assessed and measured, the first telling first."""
    later = dict(second)
    return tuple((name, value if value is not None else later[name]) for name, value in first)
