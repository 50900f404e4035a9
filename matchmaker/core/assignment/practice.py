"""Assignment, figures: a plan against today's practice, on generated cycles.

``python -m matchmaker.core.assignment.practice [--cycles 20] [--size 250x60] [--limit 10] [--cpu]``. Two ways of today
stand beside the plan. *First come, first served*: requests are taken by their date, each gets from one offer after the
other what is left there. *Donors alone*: each offer is given away by its owner, best fit first, without a word to the
others. In both, donors keep their own conditions (capacity, minima, limits, budgets), and nobody looks at what others
deliver, or at which needs are only useful together.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import fields
from statistics import mean

from .clock import now, processor_time
from .eligibility import Pairing, pair
from .instances import realistic
from .ledger import Ledger
from .machine import machine
from .outcomes import Outcome, outcome
from .overlaps import exclusive_deliveries
from .scoring import Scores, score
from .solver import Search

LABELS = {
    "met": "needs met in full",
    "first": "tier-1 needs met",
    "states": "States served",
    "halved": "States left with half a bundle",
    "overlapping": "overlapping deliveries",
    "unused": "money unused",
}


def first_come(pairing: Pairing) -> dict[int, int]:
    """Return what comes of taking requests by their date, and offers as they stand in the list."""
    needs = pairing.problem.needs
    of: list[int] = pairing.need.tolist()
    return _taken(
        pairing, sorted(range(len(of)), key=lambda pair: (needs[of[pair]].requested, needs[of[pair]].id, pair))
    )


def donors_alone(pairing: Pairing, scores: Scores) -> dict[int, int]:
    """Return what comes of each offer being given away best fit first, by an owner who hears nothing of the others."""
    fits = scores.fits().tolist()
    by_offer: dict[int, list[int]] = {}
    for number, j in enumerate(pairing.offer.tolist()):
        by_offer.setdefault(j, []).append(number)
    plan: dict[int, int] = {}
    for pairs in by_offer.values():
        plan |= _taken(pairing, sorted(pairs, key=lambda pair: (-fits[pair], pair)))
    return plan


def _taken(pairing: Pairing, order: Sequence[int]) -> dict[int, int]:
    """Return a plan made in an order, within the donors' own conditions only."""
    ledger = Ledger(pairing, ())
    ledger.required.clear()
    ledger.bundle_of.clear()
    for number in order:
        if room := ledger.room(number):
            ledger.add(number, room)
    ledger.settle()
    return dict(ledger.quantities)


def table(columns: dict[str, list[Outcome]]) -> Iterable[str]:
    """Yield the lines of a table: means over the cycles, one column for each way."""
    yield f"{'mean of the cycles':<32}" + "".join(f"{name:>20}" for name in columns)
    for each in fields(Outcome):
        values = [mean(float(getattr(row, each.name)) for row in rows) for rows in columns.values()]
        cells = [f"{value:.1%}" if each.name == "unused" else f"{value:.1f}" for value in values]
        yield f"{LABELS[each.name]:<32}" + "".join(f"{cell:>20}" for cell in cells)


def main(arguments: list[str]) -> int:
    """Print the table; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m matchmaker.core.assignment.practice", description=__doc__)
    parser.add_argument("--cycles", type=int, default=20, help="how many, with seeds from 1 on")
    parser.add_argument("--size", default="250x60", help="needs x offers")
    parser.add_argument("--breadth", type=float, default=2.0, help="of offers: 2 gives 5 %% candidate pairs")
    parser.add_argument("--limit", type=float, default=10.0, help="seconds for each plan")
    parser.add_argument("--cpu", action="store_true", help="count processor time: shared machines")
    options = parser.parse_args(arguments)
    needs, offers = (int(part) for part in options.size.split("x"))
    rows: dict[str, list[Outcome]] = {"Matchmaker": [], "first come": [], "donors alone": []}
    with processor_time() if options.cpu else nullcontext():
        for seed in range(1, options.cycles + 1):
            pairing = pair(realistic(needs, offers, seed=seed, breadth=options.breadth))
            cliques = exclusive_deliveries(pairing)
            found = Search(pairing, seed=0, deadline=now() + options.limit).run()
            plans = (found.quantities, first_come(pairing), donors_alone(pairing, score(pairing)))
            for name, plan in zip(rows, plans, strict=True):
                rows[name].append(outcome(pairing, cliques, plan))
    of = "seconds of processor time" if options.cpu else "seconds"
    sys.stdout.write(
        f"{machine('highspy')}\n{options.cycles} cycles of {options.size}, {options.limit:.0f} {of} each\n"
    )
    sys.stdout.writelines(f"{line}\n" for line in table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
