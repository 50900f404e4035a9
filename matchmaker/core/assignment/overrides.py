"""Assignment, figures: what it costs to price an override, and to solve again around it, beside doing all anew."""

import argparse
import sys
from math import inf
from random import Random
from statistics import median

from ..entities.problems import AssignmentInput
from ..vocabulary import Stage
from .around import after_override, together
from .clock import now
from .eligibility import pair
from .engine import Engine
from .program import Program
from .scoring import stage_values
from .solver import Search


def override_figures(problem: AssignmentInput, options: argparse.Namespace) -> None:
    """Print seconds and gaps of overrides: forbids of what a plan uses, and pins of what it does not use."""
    pairing = pair(problem)
    begun = now()
    search = Search(pairing, seed=0, deadline=begun + options.limit)
    found = search.run()
    whole = now() - begun
    built = search.problem

    def engine(program: Program) -> Engine:
        return Engine(program, seed=0, deadline=inf, stopped=lambda: False)

    costs = together(built)
    cold_times = []
    for _ in range(3):
        begun = now()
        relaxed = engine(built.program.relaxed())
        relaxed.maximise(costs)
        cold_times.append(now() - begun)
    rng = Random(0)  # noqa: S311 - a sample, not a secret
    half = max(1, options.overrides // 2)
    used, unused = sorted(found.quantities), sorted(set(range(len(pairing.need))) - set(found.quantities))
    chosen = rng.sample(used, min(half, len(used))) + rng.sample(unused, min(half, len(unused)))
    warm, local, gaps = [], [], []
    for number in chosen:
        pinned = number not in found.quantities
        value = 1.0 if pinned else 0.0
        begun = now()
        relaxed.restrict({int(built.columns.used[number]): (value, value)})
        relaxed.maximise(costs)
        warm.append(now() - begun)
        begun = now()
        plan = after_override(built, found.quantities, number, used=pinned, engine=engine)
        local.append(now() - begun)
        if plan is not None:
            bound = found.bounds[Stage.BENEFIT]
            reached = float(stage_values(pairing, built.scores, plan)[Stage.BENEFIT])
            gaps.append(abs(bound - reached) / max(1.0, abs(bound)))
    out = sys.stdout
    out.write(f"overrides: {len(chosen)}, half forbids and half pins; medians\n")
    cold, price = median(cold_times), median(warm)
    out.write(f"  relaxation after one, warm {1000 * price:.0f} ms, cold {1000 * cold:.0f} ms: {price / cold:.2f}\n")
    again = median(local)
    out.write(f"  solved again around it {again:.2f} s, whole solve {whole:.1f} s: {again / whole:.3f}\n")
    before = abs(found.bounds[Stage.BENEFIT] - float(found.values[Stage.BENEFIT])) / found.bounds[Stage.BENEFIT]
    if gaps:
        out.write(f"  {len(gaps)} of {len(chosen)} could hold; ")
        out.write(f"gap of the benefit before {before:.3%}, after {median(gaps):.3%}\n")
    out.flush()
