"""Assignment: what coordinators pinned, as bounds on columns; as columns of their own only where pins conflict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..entities.problems import Pin
from .eligibility import Pairing
from .problem import Problem
from .program import Row


@dataclass(frozen=True, slots=True)
class PinnedPair:
    """A pin on a candidate pair; `steps` is None where any useful quantity will do."""

    pin: Pin
    pair: int
    steps: int | None

    def holds(self, quantities: Mapping[int, int]) -> bool:
        """Say whether a plan keeps the pin."""
        given = quantities.get(self.pair, 0)
        return given > 0 if self.steps is None else given == self.steps


def place_pins(pairing: Pairing) -> tuple[tuple[PinnedPair, ...], tuple[Pin, ...]]:
    """Return the pins that stand on a candidate pair and within its bounds, and those that can never hold."""
    problem = pairing.problem
    position = {
        (problem.needs[i].id, problem.offers[j].id): pair
        for pair, (i, j) in enumerate(zip(pairing.need.tolist(), pairing.offer.tolist(), strict=True))
    }
    placed: list[PinnedPair] = []
    hopeless: list[Pin] = []
    for pin in problem.scenario.pins:
        pair = position.get((pin.need, pin.offer))
        if pair is None:
            hopeless.append(pin)
            continue
        i = int(pairing.need[pair])
        steps = None if pin.quantity is None else int(pin.quantity / pairing.demands[i].step)
        if steps is not None and not pairing.measures.unit[i] <= steps <= pairing.most[pair]:
            hopeless.append(pin)
        else:
            placed.append(PinnedPair(pin, pair, steps))
    return tuple(placed), tuple(hopeless)


def pin_bounds(problem: Problem, pins: Iterable[PinnedPair]) -> dict[int, tuple[float, float]] | None:
    """Return the bounds of columns that hold pins, or None where two of them contradict on one pair."""
    bounds: dict[int, tuple[float, float]] = {}
    for pinned in pins:
        used, quantity = int(problem.columns.used[pinned.pair]), int(problem.columns.quantity[pinned.pair])
        if problem.program.upper[used] == 0:
            return None
        bounds[used] = (1.0, 1.0)
        if pinned.steps is not None:
            value = pinned.steps / float(problem.steps[pinned.pair])
            if bounds.setdefault(quantity, (value, value)) != (value, value):
                return None
    return bounds


def with_pin_columns(problem: Problem, pins: tuple[PinnedPair, ...]) -> tuple[Problem, int]:
    """Return the problem with one column for each pin, 1 where it is kept, and the row that counts them.

    Parameters
    ----------
    problem : Problem
        Without pins.
    pins : tuple of PinnedPair
        That conflict.

    Returns
    -------
    Problem, int
        Its last columns are the pins; the row's sides are free.
    """
    program = problem.program
    first = program.width
    rows: list[Row] = []
    for number, pinned in enumerate(pins):
        kept = first + number
        used, quantity = int(problem.columns.used[pinned.pair]), int(problem.columns.quantity[pinned.pair])
        rows.append(Row([(used, 1.0), (kept, -1.0)], lower=0.0))
        if pinned.steps is not None:
            value = pinned.steps / float(problem.steps[pinned.pair])
            high = float(program.upper[quantity])
            rows.append(Row([(quantity, 1.0), (kept, -value)], lower=0.0))
            rows.append(Row([(quantity, 1.0), (kept, high - value)], upper=high))
    rows.append(Row([(first + number, 1.0) for number in range(len(pins))]))
    more = np.zeros(len(pins))
    extended = replace(
        problem,
        program=program.extended(rows, lower=more.tolist()),
        objectives={stage: np.concatenate([costs, more]) for stage, costs in problem.objectives.items()},
        pins=tuple((pinned.pair, pinned.steps) for pinned in pins),
    )
    return extended, extended.program.height - 1
