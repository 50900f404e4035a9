"""Assignment: a large plan, one changed field and one need: a plan as good that serves the need, if one lies near.

For plans that are not proved the best, where solving the changed problem anew takes as long as the plan took and tells
no more: what is found here is a plan that whoever changes the field can have.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from math import inf

from ..entities.plans import Allocation
from ..entities.problems import AssignmentInput
from ..vocabulary import Stage
from .around import after_override
from .clock import now
from .eligibility import Pairing, pair
from .engine import Engine
from .incumbent import STAGES, Quantities, Values
from .ledger import ledger_of, steps_of
from .levers import Lever
from .overlaps import Clique
from .pins import pin_bounds, place_pins
from .problem import build
from .program import Program
from .resolving import OutOfTimeError, Resolved
from .scoring import stage_values

_PAIRS = 3  # of the need, tried one after the other
_SECONDS = 1.0  # for what lies around one pair
_PROBES = 12  # values of one field
_SAME = 1e-6


def served_around(
    problem: AssignmentInput,
    allocations: Sequence[Allocation],
    need: str,
    before: Pairing,
    *,
    deadline: float = inf,
    stopped: Callable[[], bool] = lambda: False,
) -> Resolved | None:
    """Return a plan of a changed problem that serves a need better and is no worse in any stage, if one is near.

    Parameters
    ----------
    problem : AssignmentInput
        Changed.
    allocations : sequence of Allocation
        The plan that stands.
    need : str
        Its id.
    before : Pairing
        Of the problem as it was: pairs that it did not allow are tried first.
    deadline : float
        On the monotonic timer.
    stopped : callable
        True ends the work.

    Returns
    -------
    Resolved or None
        What one of the need's pairs, once it must be used, makes of the plan around it. None says nothing.
    """
    pairing = pair(problem)
    lines = steps_of(pairing, allocations)
    if len(lines) < len(allocations):
        return None
    built, (pins, _) = build(pairing), place_pins(pairing)
    bounds = pin_bounds(built, pins) or {}
    built = replace(built, program=built.program.bounded(bounds))
    standing = stage_values(pairing, built.scores, lines)
    i = next(place for place, row in enumerate(pairing.problem.needs) if row.id == need)
    held, least = _served(pairing, lines, i), pairing.measures.least[i]

    def engine(program: Program) -> Engine:
        return Engine(program, seed=0, deadline=min(deadline, now() + _SECONDS), stopped=stopped)

    for number in _pairs(pairing, lines, i, before):
        if stopped() or not built.program.upper[built.columns.used[number]]:
            continue
        found = _filled(pairing, built.cliques, lines, number) or after_override(
            built, lines, number, used=True, engine=engine
        )
        if found is None or not max(held + 1, least) <= _served(pairing, found, i):
            continue
        kept = all(pinned.holds(found) for pinned in pins if pinned.holds(lines))
        values = stage_values(pairing, built.scores, found)
        if kept and _no_worse(values, standing):
            return Resolved(pairing, found, values, {}, proved=False, settled=False, pinned=True)
    return None


def nearest_around(lever: Lever, guess: int, served: Callable[[int], Resolved | None]) -> int | None:
    """Return a distance of a lever at which a need is served, next to one at which it is not as far as few probes tell.

    Parameters
    ----------
    lever : Lever
        The field.
    guess : int
        Tried first; 0 for none.
    served : callable
        Returns the plan that serves the need at a distance.

    Raises
    ------
    OutOfTimeError
        By `served`, before there is any.
    """
    best = low = 0
    for distance in (*([guess] if 0 < guess < lever.reach else []), lever.reach):
        if (found := served(distance)) is not None:
            best = _down_to(lever, found, distance)
            break
        low = distance
    if not best:
        return None
    middle = best - 1
    with suppress(OutOfTimeError):
        for _ in range(_PROBES):
            if not low < middle < best:
                break
            if (found := served(middle)) is not None:
                best = _down_to(lever, found, middle)
            else:
                low = middle
            middle = (low + best) // 2
    return best


def _down_to(lever: Lever, found: Resolved, distance: int) -> int:
    """Return the least distance at which a plan is still possible."""
    needed = lever.needed(found)
    return distance if needed is None else max(1, min(distance, lever.distance(needed)))


def _pairs(pairing: Pairing, lines: Mapping[int, int], i: int, before: Pairing) -> list[int]:
    """Return some pairs of a need: first those that the change made possible or larger, then those that carry most."""
    known = {
        (before.problem.needs[k].id, before.problem.offers[j].id): most
        for k, j, most in zip(before.need.tolist(), before.offer.tolist(), before.most, strict=True)
    }
    name, offers = pairing.problem.needs[i].id, pairing.problem.offers

    def rank(number: int) -> tuple[bool, int, int]:
        most = pairing.most[number]
        return known.get((name, offers[int(pairing.offer[number])].id), 0) >= most, -most, number

    mine = [number for number, k in enumerate(pairing.need.tolist()) if k == i and number not in lines]
    return sorted(mine, key=rank)[:_PAIRS]


def _filled(pairing: Pairing, cliques: tuple[Clique, ...], lines: Mapping[int, int], number: int) -> Quantities | None:
    """Return the plan with what is free given to a pair, where that is enough for every minimum."""
    books = ledger_of(pairing, cliques, lines)
    room = books.room(number)
    if not room:
        return None
    books.add(number, room)
    return None if books.short() else dict(books.quantities)


def _served(pairing: Pairing, quantities: Mapping[int, int], i: int) -> int:
    return sum(steps for number, steps in quantities.items() if pairing.need[number] == i)


def _no_worse(values: Values, standing: Values) -> bool:
    """Say whether the first stage that differs is better."""
    for stage in (each for each in STAGES if each in values and each is not Stage.STABILITY):
        gain = float(values[stage] - standing[stage])
        if abs(gain) > _SAME * max(1.0, float(standing[stage])):
            return gain > 0
    return True
