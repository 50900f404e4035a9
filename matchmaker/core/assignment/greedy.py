"""Assignment: a plan in milliseconds, by taking pairs in a given order while limits allow, minima checked."""

from collections.abc import Iterable, Mapping, Sequence

from .eligibility import Pairing
from .ledger import Ledger
from .overlaps import Clique
from .program import Floats
from .scoring import Scores, tie_order

_ROUNDS = 4  # what a minimum throws out makes room that the next round fills


def by_merit(pairing: Pairing, scores: Scores, seed: int) -> list[int]:
    """Return the candidate pairs by tier, then tie order, then fit: the order of a plan made by hand."""
    place = {i: rank for rank, i in enumerate(tie_order(pairing.demands, seed))}
    fits = scores.fits().tolist()
    needs: list[int] = pairing.need.tolist()
    return sorted(
        range(len(needs)),
        key=lambda pair: (pairing.demands[needs[pair]].need.tier, place[needs[pair]], -fits[pair], pair),
    )


def by_guide(order: Sequence[int], worth: Floats) -> list[int]:
    """Return pairs by what a relaxation gives them, share of what they can carry; else in the order given."""
    return sorted(order, key=lambda pair: -round(float(worth[pair]), 3))


def greedy_plan(
    pairing: Pairing,
    cliques: Iterable[Clique],
    order: Sequence[int],
    *,
    fixed: Mapping[int, int | None] | None = None,
) -> dict[int, int]:
    """Return a plan that keeps every limit and minimum.

    Parameters
    ----------
    pairing : Pairing
        The problem.
    cliques : iterable of Clique
        Deliveries that exclude one another.
    order : sequence of int
        Candidate pairs, the first taken first.
    fixed : mapping, optional
        Pairs taken before all others, with their quantity in steps or None for as much as there is.

    Returns
    -------
    dict of int to int
        Steps by pair.
    """
    ledger = Ledger(pairing, cliques)
    barred: set[int] = set()
    for pair, steps in (fixed or {}).items():
        room = ledger.room(pair)
        take = room if steps is None else min(room, steps)
        if take:
            ledger.add(pair, take)
    needs, offers, served, used = ledger.needs, ledger.offers, ledger.served, ledger.used
    left, capacity = ledger.measures.left, ledger.measures.capacity
    for _ in range(_ROUNDS):
        for pair in order:
            if served[needs[pair]] >= left[needs[pair]] or used[offers[pair]] >= capacity[offers[pair]]:
                continue
            if pair not in barred and pair not in ledger.quantities and (room := ledger.room(pair)):
                ledger.add(pair, room)
        dropped = ledger.settle()
        if not dropped:
            break
        barred |= dropped
    ledger.settle()
    return dict(ledger.quantities)
