"""Assignment, figures: how long after a cancel the plan is out, on the wall clock, for cancels at any moment.

``python -m matchmaker.core.assignment.cancels [--size 500x100] [--count 20] [--within 15] [--told]``. The problem is
solved in a child process, as always; the clock starts when somebody asks to stop and ends when the verified plan, with
its reasons, is there.
"""

import argparse
import sys
from random import Random
from statistics import median
from time import monotonic

from ..entities.plans import Plan
from ..entities.problems import AssignmentInput
from .answering import answer
from .instances import realistic
from .machine import machine
from .verification import verify

LONG = 600.0
"""Seconds: a limit that no cancel waits for."""


def after_cancel(problem: AssignmentInput, moment: float, *, told: bool = False) -> tuple[float, Plan]:
    """Return how many seconds after a cancel the plan was out, and the plan.

    Parameters
    ----------
    problem : AssignmentInput
        That takes longer to solve than `moment`.
    moment : float
        Seconds from the start to the cancel.
    told : bool
        Whether somebody watches, so that each plan on the way is made and verified.
    """
    end = monotonic() + moment
    plan = answer(
        problem,
        time_limit=LONG,
        on_progress=(lambda _: None) if told else None,
        cancelled=lambda: monotonic() >= end,
    )
    return monotonic() - end, plan


def main(arguments: list[str]) -> int:
    """Print the times; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m matchmaker.core.assignment.cancels", description=__doc__)
    parser.add_argument("--size", default="500x100", help="needs x offers")
    parser.add_argument("--seed", type=int, default=1, help="of the generator and of the moments")
    parser.add_argument("--count", type=int, default=20, help="how many cancels")
    parser.add_argument("--within", type=float, default=15.0, help="seconds: moments lie between 0.5 and this")
    parser.add_argument("--told", action="store_true", help="with somebody who watches")
    options = parser.parse_args(arguments)
    needs, offers = (int(part) for part in options.size.split("x"))
    problem, rng = realistic(needs, offers, seed=options.seed, breadth=2.0), Random(options.seed)  # noqa: S311
    seconds = []
    for _ in range(options.count):
        taken, plan = after_cancel(problem, rng.uniform(0.5, options.within), told=options.told)
        if verify(problem, plan):
            raise AssertionError("a plan after a cancel breaks a rule")
        seconds.append(taken)
    sys.stdout.write(
        f"{machine('highspy')}\n{options.count} cancels of {options.size}: median {median(seconds):.2f} s, "
        f"most {max(seconds):.2f} s on the wall clock; within a second {sum(each <= 1 for each in seconds)}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
