"""Assignment: what might serve an unmet need, in the order in which it is tried; each a lever or an opening.

Nothing is solved here. Whether a remedy is enough while the rest of the plan stays as it is can be read off the books;
those come first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..entities.plans import Allocation
from ..entities.problems import AssignmentInput
from ..vocabulary import Rule
from .eligibility import BIT, Pairing, pair
from .ledger import ledger_of, steps_of
from .levers import Lever, limits, minima
from .openings import Opening, freed, openings
from .overlaps import exclusive_deliveries

_BUT_TOO_LITTLE = ~BIT[Rule.MINIMUM]


@dataclass(frozen=True, slots=True)
class Remedy:
    """A lever with the distance that should be enough, 0 where that is not known; or an opening."""

    lever: Lever | None = None
    guess: int = 0
    opening: Opening | None = None

    def apply(self, problem: AssignmentInput) -> AssignmentInput:
        """Return the problem with the opening's value, or with the lever where it should be enough, else at its end."""
        if self.opening is not None:
            return self.opening.apply(problem)
        if self.lever is not None:
            return self.lever.apply(problem, min(self.guess, self.lever.reach) or self.lever.reach)
        return problem

    def row(self) -> dict[str, object] | None:
        """Return the change as it is printed."""
        if self.opening is not None:
            return self.opening.row()
        return None if self.lever is None else self.lever.row(self.guess)


class Remedies:
    """What might serve the unmet needs of one plan.

    Parameters
    ----------
    pairing : Pairing
        The problem.
    allocations : sequence of Allocation
        The plan's.
    """

    def __init__(self, pairing: Pairing, allocations: Sequence[Allocation]) -> None:
        self.pairing = pairing
        self.allocations = allocations
        couples = zip(pairing.need.tolist(), pairing.offer.tolist(), strict=True)
        self.pair_at = {couple: number for number, couple in enumerate(couples)}
        self.ledger = ledger_of(pairing, exclusive_deliveries(pairing), steps_of(pairing, allocations))

    def of(self, i: int, left: Callable[[], float]) -> Iterator[Remedy]:
        """Yield the remedies for a need: those first that are enough while the rest of the plan stays as it is.

        What is left of the time is asked for before each, so that whoever counts it may end the work.
        """
        others: list[Remedy] = []
        for remedy in self._all(i):
            left()
            if self.enough(remedy, i):
                yield remedy
            else:
                others.append(remedy)
        yield from others

    def enough(self, remedy: Remedy, i: int) -> bool:
        """Say whether a need gets more, and at least what is of use, when only what is still free is given to it."""
        pairing = pair(remedy.apply(self.pairing.problem))
        cliques = exclusive_deliveries(pairing)
        quantities = steps_of(pairing, self.allocations)
        pairs: dict[int, list[int]] = {part: [] for part in self._parts(i)}
        for number, k in enumerate(pairing.need.tolist()):
            if k in pairs:
                pairs[k].append(number)
        for first in pairs[i]:
            books = ledger_of(pairing, cliques, quantities)
            for number in (first, *(each for mine in pairs.values() for each in mine if each != first)):
                if room := books.room(number):
                    books.add(number, room)
            if books.served[i] > self.ledger.served[i] and not books.short():
                return True
        return False

    def _parts(self, i: int) -> list[int]:
        """Return a need and the required parts of its bundle that are not served."""
        bundle = self.ledger.bundle_of.get(i)
        others = self.ledger.required.get(bundle, set()) if bundle is not None else set()
        return [i, *(part for part in sorted(others) if part != i and not self.ledger.served[part])]

    def _all(self, i: int) -> Iterator[Remedy]:
        """Yield limits, then minima, then what lifts a rule."""
        parts = self._parts(i)
        ranked: dict[tuple[str, str | None, str], tuple[tuple[object, ...], Remedy]] = {}
        falling: dict[tuple[str, str | None, str], Lever] = {}
        for part in parts:
            for j in range(len(self.pairing.problem.offers)):
                if self.pairing.broken[part, j] & _BUT_TOO_LITTLE:
                    continue
                found = list(limits(self.ledger, self.pairing, part, j))
                in_the_way = sum(moved > 0 for _, moved, _ in found) + self._excluded(part, j)
                for lever, moved, share in found:
                    name = (lever.table, lever.id, lever.field)
                    rank = (in_the_way - (moved > 0), moved == 0, share, lever.table, lever.id or "", lever.field)
                    if name not in ranked or rank < ranked[name][0]:
                        ranked[name] = (rank, Remedy(lever, moved))
                falling |= {(each.table, each.id, each.field): each for each in minima(self.pairing, part, j)}
        yield from (remedy for _, remedy in sorted(ranked.values(), key=lambda row: row[0]))
        yield from (Remedy(lever) for lever in falling.values())
        seen: list[Opening] = []
        for part in parts:
            for opening in (*freed(self.pairing, part), *openings(self.pairing, part)):
                if opening not in seen:
                    seen.append(opening)
                    yield Remedy(opening=opening)

    def _excluded(self, i: int, j: int) -> bool:
        """Say whether a delivery of the plan excludes one of this offer to this need."""
        number = self.pair_at.get((i, j))
        if number is None or number in self.ledger.quantities:
            return False
        return any(
            count
            for clique, delivery in self.ledger.exclusive.get(number, ())
            for other, count in self.ledger.delivered[clique].items()
            if other != delivery
        )
