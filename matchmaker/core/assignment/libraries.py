"""Assignment, figures: general libraries on the same inputs, each used as its own documentation teaches.

``python -m matchmaker.core.assignment.libraries [--size 100x30] [--seeds 1,2,3] [--pins 5] [--limit 20]``. What a
library has no word for is left out: one-to-one assignment and stable matching know no quantities that are split, flows
no minima, no bundles, no overlap and no money that pays by the unit, none of them a pin that must hold. OR-Tools and
`matching` are compared where they are installed.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from statistics import mean
from typing import Any

import networkx as nx
import numpy as np
from scipy.optimize import linear_sum_assignment

from ..entities.plans import SolverStamp
from ..entities.problems import AssignmentInput, Pin
from .clock import now
from .eligibility import Pairing, pair
from .instances import realistic
from .machine import machine
from .outcomes import Outcome, outcome
from .overlaps import exclusive_deliveries
from .pins import place_pins
from .scoring import score, stage_values, tier_weight
from .solution import make_plan
from .solver import Found, Search
from .verification import verify

_SCALE = 1000  # flows need whole costs
_MOST_RECIPIENTS = 5  # of an offer that names none, for one-to-one methods that count heads
Plan = dict[int, int]


@dataclass(frozen=True, slots=True)
class Result:
    """What one library comes to on one input."""

    outcome: Outcome
    pins: int
    breaches: int
    same: bool
    seconds: float


def _worth(pairing: Pairing) -> list[float]:
    """Return what each candidate pair is worth: its tier's weight times its fit."""
    scores = score(pairing)
    weights = [float(tier_weight(demand, scores.weights)) for demand in pairing.demands]
    needs: list[int] = pairing.need.tolist()
    return [weights[i] * fit for i, fit in zip(needs, scores.fits().tolist(), strict=True)]


def _couples(pairing: Pairing) -> list[tuple[int, int]]:
    return list(zip(pairing.need.tolist(), pairing.offer.tolist(), strict=True))


def ours(pairing: Pairing, limit: float) -> Plan:
    """Return the project's own plan, the problem taken from the beginning."""
    deadline = now() + limit
    again = pair(pairing.problem)
    plan = Search(again, seed=0, deadline=deadline).run().quantities
    place = {ids_of(pairing, number): number for number in range(len(pairing.need))}
    return {place[ids_of(again, number)]: steps for number, steps in plan.items()}


def by_scipy(pairing: Pairing, _limit: float) -> Plan:
    """Return what `scipy.optimize.linear_sum_assignment` gives: one offer to one need, the greatest worth."""
    table = np.zeros((len(pairing.demands), len(pairing.problem.offers)))
    table[pairing.need, pairing.offer] = _worth(pairing)
    place = {couple: number for number, couple in enumerate(_couples(pairing))}
    couples = zip(*(side.tolist() for side in linear_sum_assignment(table, maximize=True)), strict=True)
    return {place[couple]: pairing.most[place[couple]] for couple in couples if couple in place}


def _flow(pairing: Pairing) -> tuple[list[int], list[int]]:
    """Return the pairs that a flow can express, in kind only, and the cost of a unit of each."""
    money = pairing.measures.money
    pairs = [pair for pair, j in enumerate(pairing.offer.tolist()) if not money[j]]
    worth = _worth(pairing)
    left = pairing.measures.left
    return pairs, [-round(_SCALE * worth[pair] / left[int(pairing.need[pair])]) for pair in pairs]


def by_networkx(pairing: Pairing, _limit: float) -> Plan:
    """Return what `networkx.max_flow_min_cost` gives."""
    pairs, costs = _flow(pairing)
    measures = pairing.measures
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(("source", "sink"))
    for number, cost in zip(pairs, costs, strict=True):
        i, j = int(pairing.need[number]), int(pairing.offer[number])
        graph.add_edge("source", f"o{j}", capacity=measures.capacity[j], weight=0)
        graph.add_edge(f"o{j}", f"n{i}", capacity=pairing.most[number], weight=cost)
        graph.add_edge(f"n{i}", "sink", capacity=measures.left[i], weight=0)
    flow = nx.max_flow_min_cost(graph, "source", "sink")
    given = {pair: flow[f"o{int(pairing.offer[pair])}"][f"n{int(pairing.need[pair])}"] for pair in pairs}
    return {pair: int(steps) for pair, steps in given.items() if steps}


def by_ortools(pairing: Pairing, _limit: float) -> Plan:
    """Return what `SimpleMinCostFlow` of OR-Tools gives.

    Raises
    ------
    ImportError
        Where OR-Tools is not installed.
    """
    from ortools.graph.python import min_cost_flow

    pairs, costs = _flow(pairing)
    measures, solver = pairing.measures, min_cost_flow.SimpleMinCostFlow()
    needs, offers = len(pairing.demands), len(pairing.problem.offers)
    source, sink = needs + offers, needs + offers + 1
    arcs = [
        solver.add_arc_with_capacity_and_unit_cost(
            *(needs + int(pairing.offer[pair]), int(pairing.need[pair]), pairing.most[pair], cost)
        )
        for pair, cost in zip(pairs, costs, strict=True)
    ]
    for j in sorted(set(pairing.offer[pairs].tolist())):
        solver.add_arc_with_capacity_and_unit_cost(source, needs + j, measures.capacity[j], 0)
    for i in sorted(set(pairing.need[pairs].tolist())):
        solver.add_arc_with_capacity_and_unit_cost(i, sink, measures.left[i], 0)
    total = sum(measures.capacity[j] for j in set(pairing.offer[pairs].tolist()))
    solver.set_node_supply(source, total)
    solver.set_node_supply(sink, -total)
    solver.solve_max_flow_with_min_cost()
    given = {pair: int(solver.flow(arc)) for pair, arc in zip(pairs, arcs, strict=True)}
    return {pair: steps for pair, steps in given.items() if steps}


def by_matching(pairing: Pairing, _limit: float) -> Plan:
    """Return what `matching` gives: needs as residents, offers as hospitals, each preferring what is worth most.

    Raises
    ------
    ImportError
        Where `matching` is not installed.
    """
    from matching.games import HospitalResident

    worth = _worth(pairing)
    of_need: dict[str, list[int]] = {}
    of_offer: dict[str, list[int]] = {}
    for number, (i, j) in enumerate(_couples(pairing)):
        of_need.setdefault(f"n{i}", []).append(number)
        of_offer.setdefault(f"o{j}", []).append(number)

    def wishes(table: dict[str, list[int]], side: str, positions: list[int]) -> dict[str, list[str]]:
        return {
            who: [f"{side}{positions[pair]}" for pair in sorted(pairs, key=lambda pair: (-worth[pair], pair))]
            for who, pairs in table.items()
        }

    heads = {name: pairing.problem.offers[int(name[1:])].maximum_recipients or _MOST_RECIPIENTS for name in of_offer}
    game = HospitalResident.create_from_dictionaries(
        wishes(of_need, "o", pairing.offer.tolist()), wishes(of_offer, "n", pairing.need.tolist()), heads
    )
    place = {(f"n{i}", f"o{j}"): number for number, (i, j) in enumerate(_couples(pairing))}
    matched = [(str(need), str(offer)) for offer, needs in game.solve().items() for need in needs]
    return {place[couple]: pairing.most[place[couple]] for couple in matched}


LIBRARIES: Mapping[str, Callable[[Pairing, float], Plan]] = {
    "Matchmaker": ours,
    "scipy, one to one": by_scipy,
    "networkx, flow": by_networkx,
    "OR-Tools, flow": by_ortools,
    "matching, stable": by_matching,
}


def measured(problem: AssignmentInput, library: Callable[[Pairing, float], Plan], limit: float) -> Result:
    """Return what a library comes to on a problem, and whether shuffled rows give the same plan."""
    pairing = pair(problem)
    begun = now()
    plan = library(pairing, limit)
    seconds = now() - begun
    mixed = _shuffled(pairing, Random(1))  # noqa: S311 - a shuffle, not a secret
    ids = {(ids_of(pairing, number), steps) for number, steps in plan.items()}
    again = {(ids_of(mixed, number), steps) for number, steps in library(mixed, limit).items()}
    found = Found(plan, stage_values(pairing, score(pairing), plan), {}, (), settled=False)
    written = make_plan(pairing, score(pairing), found, SolverStamp("library", "", 0, 0.0))
    return Result(
        outcome=outcome(pairing, exclusive_deliveries(pairing), plan),
        pins=sum(pinned.holds(plan) for pinned in place_pins(pairing)[0]),
        breaches=sum(breach.rule != "pin" for breach in verify(pairing.problem, written)),
        same=ids == again,
        seconds=seconds,
    )


def ids_of(pairing: Pairing, number: int) -> tuple[str, str]:
    """Return the ids of a candidate pair."""
    problem = pairing.problem
    return problem.needs[int(pairing.need[number])].id, problem.offers[int(pairing.offer[number])].id


def _shuffled(pairing: Pairing, rng: Random) -> Pairing:
    """Return the same candidates with needs and offers in another order, as rows that come unsorted."""
    needs, offers = (rng.sample(range(count), count) for count in pairing.broken.shape)
    problem, measures = pairing.problem, pairing.measures
    by_need: dict[str, Any] = {
        name: tuple(getattr(measures, name)[i] for i in needs)
        for name in ("left", "least", "unit", "step_costs", "unit_costs")
    }
    by_offer: dict[str, Any] = {
        name: tuple(getattr(measures, name)[j] for j in offers)
        for name in ("money", "capacity", "opening", "floor", "ceiling")
    }
    need, offer = np.argsort(needs)[pairing.need], np.argsort(offers)[pairing.offer]
    order = np.lexsort((offer, need))
    return replace(
        pairing,
        problem=replace(
            problem,
            needs=tuple(problem.needs[i] for i in needs),
            offers=tuple(problem.offers[j] for j in offers),
        ),
        demands=tuple(pairing.demands[i] for i in needs),
        measures=replace(measures, **by_need, **by_offer),
        broken=pairing.broken[np.ix_(needs, offers)],
        need=need[order],
        offer=offer[order],
        most=tuple(pairing.most[number] for number in order.tolist()),
    )


def with_pins(problem: AssignmentInput, count: int) -> AssignmentInput:
    """Return a problem with pins on candidate pairs that can hold together, and no quantities."""
    pairing = pair(problem)
    plan = sorted(ours(pairing, 3.0))
    chosen = Random(0).sample(plan, min(count, len(plan)))  # noqa: S311 - a sample, not a secret
    pins = tuple(Pin(*ids_of(pairing, number), None) for number in sorted(chosen))
    return replace(problem, scenario=replace(problem.scenario, pins=pins))


def main(arguments: list[str]) -> int:
    """Print a line for each library; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m matchmaker.core.assignment.libraries", description=__doc__)
    parser.add_argument("--size", default="100x30", help="needs x offers")
    parser.add_argument("--seeds", default="1,2,3", help="of the generator, with commas")
    parser.add_argument("--pins", type=int, default=5, help="how many pairs are pinned")
    parser.add_argument("--limit", type=float, default=20.0, help="seconds for our own plan")
    options = parser.parse_args(arguments)
    needs, offers = (int(part) for part in options.size.split("x"))
    seeds = [int(part) for part in options.seeds.split(",")]
    problems = [with_pins(realistic(needs, offers, seed=seed, breadth=2.0), options.pins) for seed in seeds]
    out = sys.stdout
    out.write(machine("highspy", "scipy", "networkx", "ortools", "matching") + "\n")
    out.write(f"{options.size}, {options.pins} pins, means over seeds {options.seeds}\n")
    heads = (
        "needs met",
        "tier 1 met",
        "States",
        "pins kept",
        "half-served",
        "overlaps",
        "rules broken",
        "same",
        "seconds",
    )
    out.write(f"{'':<20}" + "".join(f"{head:>13}" for head in heads) + "\n")
    for name, library in LIBRARIES.items():
        try:
            results = [measured(problem, library, options.limit) for problem in problems]
        except ImportError:
            out.write(f"{name:<20} not installed: pip install -r requirements-bench.txt\n")
            continue
        rows = [result.outcome for result in results]
        cells = (
            *(mean(row.met for row in rows), mean(row.first for row in rows), mean(row.states for row in rows)),
            *(mean(result.pins for result in results), mean(row.halved for row in rows)),
            *(mean(row.overlapping for row in rows), mean(result.breaches for result in results)),
        )
        same = f"{sum(result.same for result in results)}/{len(results)}"
        out.write(f"{name:<20}" + "".join(f"{cell:>13.1f}" for cell in cells))
        out.write(f"{same:>13}{mean(result.seconds for result in results):>13.3f}\n")
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
