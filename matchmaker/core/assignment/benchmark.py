"""Assignment, benchmark: how good a plan is by when, beside other solvers in the same run, and what an override costs.

``python -m matchmaker.core.assignment.benchmark [--sizes 250x60,500x100] [--seeds 1,2,3] [--breadth 2] [--limit 30]
[--peers bare,scipy,ortools] [--overrides 20] [--cpu]``. Problems come from `instances.realistic`, parsed and in a warm
process; the clock starts when the problem is handed over and runs on while pairs are judged and rows are written. Every
figure of a plan is certified: verified, and beside a bound.
"""

import argparse
import sys
from contextlib import nullcontext
from math import inf
from statistics import median

from ..entities.plans import SolverStamp
from ..entities.problems import AssignmentInput
from ..vocabulary import Stage
from .board import Signal
from .clock import now, processor_time
from .eligibility import Pairing, pair
from .engine import VERSION
from .instances import realistic
from .machine import machine
from .overrides import override_figures
from .peers import STAGES, Course, bare, by_ortools, by_scipy, gap_of
from .problem import build
from .scoring import score, stage_values
from .solution import make_plan
from .solver import Found, Search
from .verification import verify

TIMES = (1.0, 5.0, 10.0, 15.0, 30.0, 60.0)
PEERS = {"bare": bare, "scipy": by_scipy, "ortools": by_ortools}


def ours(problem: AssignmentInput, limit: float, *, seed: int = 0) -> tuple[Course, float]:
    """Return the course of the project's own search, and when the first plan was certified.

    Raises
    ------
    AssertionError
        If the verifier finds fault with the first or the last plan.
    """
    begun = now()
    pairing = pair(problem)
    course = Course("Matchmaker")
    first: list[tuple[float, dict[int, int]]] = []

    def heard(_: Signal) -> None:
        values = search.best.values
        bounds = search.board.bounds
        course.points.append(
            (now() - begun, {stage: (float(values[stage]), bounds.get(stage, inf)) for stage in STAGES})
        )
        if not first and gap_of(course.points[-1][1], Stage.BENEFIT) < inf:
            first.append((now() - begun, dict(search.best.plan)))

    search = Search(pairing, seed=seed, deadline=begun + limit, notify=heard)
    found = search.run()
    course.points.append(
        (now() - begun, {stage: (float(found.values[stage]), found.bounds[stage]) for stage in STAGES})
    )
    when, plan = first[0]
    values = stage_values(pairing, score(pairing), plan)
    seconds = _verified(pairing, Found(plan, values, {}, (), settled=False))
    _verified(pairing, found)
    return course, when + seconds


def _verified(pairing: Pairing, found: Found) -> float:
    """Return how long the verifier took to find nothing."""
    plan = make_plan(pairing, score(pairing), found, SolverStamp("benchmark", VERSION, 0, 0.0))
    begun = now()
    breaches = verify(pairing.problem, plan)
    if breaches:
        raise AssertionError(f"the verifier found {breaches[0]}")
    return now() - begun


def _show(share: float) -> str:
    return "-" if share == inf else f"{share:.3%}"


def _row(name: str, courses: list[Course], when: float, seeds: int) -> str:
    """Return a line: the median gap of each stage after so many seconds."""
    gaps = [median([gap_of(course.at(when), stage) for course in courses]) for stage in STAGES]
    proved = sum(all(gap_of(course.at(when), stage) <= 1e-6 for stage in STAGES[:2]) for course in courses)
    cells = "".join(f"{_show(gap):>12}" for gap in gaps)
    return f"{name:<16}{when:>8.0f}{cells}{f'{proved}/{seeds}':>12}\n"


def _size(needs: int, offers: int, options: argparse.Namespace) -> None:
    out = sys.stdout
    problems = {seed: realistic(needs, offers, seed=seed, breadth=options.breadth) for seed in options.seeds}
    shares = [len(pair(problem).need) / (needs * offers) for problem in problems.values()]
    out.write(
        f"\n{needs} x {offers}, {median(shares):.1%} candidate pairs, seeds {', '.join(map(str, options.seeds))}\n"
    )
    own = {seed: ours(problem, options.limit) for seed, problem in problems.items()}
    first = median(when for _, when in own.values())
    opening = median(
        min(gap_of(reached, Stage.BENEFIT) for then, reached in course.points if then <= when)
        for course, when in own.values()
    )
    out.write(f"first certified plan after {first:.2f} s, gap {_show(opening)}\n")
    out.write(f"{'':<16}{'seconds':>8}{'tier1':>12}{'states':>12}{'benefit':>12}{'1, 2 proved':>12}\n")
    times = [when for when in TIMES if when < options.limit] + [options.limit]
    courses = [course for course, _ in own.values()]
    for when in times:
        out.write(_row("Matchmaker", courses, when, len(courses)))
    out.flush()
    for name in options.peers:
        try:
            theirs = []
            for problem in problems.values():
                begun = now()
                theirs.append(PEERS[name](build(pair(problem)), begun, options.limit))
        except ImportError:
            out.write(f"{name}: not installed; pip install -r requirements-bench.txt\n")
            continue
        for when in times:
            out.write(_row(theirs[0].name, theirs, when, len(theirs)))
        _equal_gap(courses, theirs, options.limit)
        out.flush()


def _equal_gap(courses: list[Course], theirs: list[Course], limit: float) -> None:
    """Print how long we take to the gap that a peer has at its end."""
    ratios = []
    for own, peer in zip(courses, theirs, strict=True):
        gap = gap_of(peer.at(limit + 60), Stage.BENEFIT)
        if gap < inf and peer.first(gap) > 1:
            ratios.append(own.first(gap) / peer.first(gap))
    if ratios:
        out = f"time to the gap that {theirs[0].name} ends with, as a share of its time: {median(ratios):.2f}\n"
        sys.stdout.write(out)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _sizes(text: str) -> list[tuple[int, int]]:
    return [(int(needs), int(offers)) for needs, offers in (part.split("x") for part in text.split(","))]


def main(arguments: list[str]) -> int:
    """Print the tables; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m matchmaker.core.assignment.benchmark", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default="250x60,500x100", help="needs x offers, with commas")
    parser.add_argument("--seeds", type=_numbers, default="1,2,3", help="of the generator, with commas")
    parser.add_argument("--breadth", type=float, default=2.0, help="of offers: 2 gives 5 %% candidate pairs")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds for each solver and problem")
    parser.add_argument("--peers", default="bare,scipy,ortools", help="some of bare, scipy, ortools, or nothing")
    parser.add_argument("--cpu", action="store_true", help="count processor time of the main thread: shared machines")
    parser.add_argument("--overrides", type=int, default=20, help="how many pins and forbids to price; 0: none")
    options = parser.parse_args(arguments)
    options.peers = [name for name in options.peers.split(",") if name]
    unknown = [name for name in options.peers if name not in PEERS]
    if unknown:
        parser.error(f"argument --peers: {unknown[0]!r} is not one of {', '.join(PEERS)}")
    sys.stdout.write(machine("highspy", "scipy", "numpy", "ortools") + "\n")
    with processor_time() if options.cpu else nullcontext():
        sys.stdout.write(f"seconds of {'processor time of the main thread' if options.cpu else 'the wall clock'}\n")
        ours(realistic(20, 8, seed=0), 5.0)  # imports and first calls are start-up, not solving
        for needs, offers in options.sizes:
            _size(needs, offers, options)
            if options.overrides:
                override_figures(realistic(needs, offers, seed=options.seeds[0], breadth=options.breadth), options)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
