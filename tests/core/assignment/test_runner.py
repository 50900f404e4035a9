"""The search in its child: killed, starved, cancelled, watched; whatever becomes of it a verified plan stands."""

import gc
import os
import signal
import subprocess
import sys
import weakref
from decimal import Decimal
from functools import partial
from itertools import pairwise
from math import inf
from pathlib import Path
from random import Random
from statistics import median
from time import monotonic, process_time

import pytest

from matchmaker.core.assignment import answering, build, cancels, pair, runner, solve, solving, verify
from matchmaker.core.assignment.engine import Engine
from matchmaker.core.assignment.instances import realistic
from matchmaker.core.assignment.runner import search_in_child
from matchmaker.core.assignment.solution import listing
from matchmaker.core.entities.plans import Plan, Progress
from matchmaker.core.vocabulary import PlanStatus, Stage

LONG = 600.0
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def problem():
    return realistic(500, 100, seed=1)


def stands(problem, plan: Plan, name: str) -> None:
    assert name in plan.solver.name
    assert verify(problem, plan) == ()
    assert plan.allocations
    assert plan.status is PlanStatus.FEASIBLE
    assert all(stage.bound <= len(problem.needs) for stage in plan.stages[:2])


def test_killed_at_once_the_greedy_plan_stands_and_says_so(problem, monkeypatch):
    def kill(pid: int) -> None:
        os.kill(pid, signal.SIGKILL)

    monkeypatch.setattr(solving, "search_in_child", partial(search_in_child, started=kill))
    stands(problem, solve(problem, time_limit=LONG), "greedy (HiGHS died)")


def test_killed_in_mid_solve_the_last_plan_stands_and_says_so(problem, monkeypatch):
    children: list[int] = []
    plans: list[Plan] = []

    def kill(progress: Progress) -> None:
        if progress.plan is not None:
            plans.append(progress.plan)
            if len(plans) == 2:
                os.kill(children[0], signal.SIGKILL)

    monkeypatch.setattr(solving, "search_in_child", partial(search_in_child, started=children.append))
    plan = solve(problem, time_limit=LONG, on_progress=kill)
    stands(problem, plan, "died, its last plan stands")
    assert [stage.value for stage in plan.stages] >= [stage.value for stage in plans[1].stages]


def test_without_memory_the_greedy_plan_stands(problem):
    stands(problem, solve(problem, time_limit=LONG, memory=200 * 2**20), "died")


def test_a_cancelled_search_keeps_the_best_plan_so_far(problem):
    seen: list[float] = []

    def watch(progress: Progress) -> None:
        if progress.plan is not None:
            seen.append(monotonic())

    plan = solve(problem, time_limit=LONG, on_progress=watch, cancelled=lambda: len(seen) > 1)
    stands(problem, plan, "HiGHS")
    assert plan.solver.seconds < LONG / 10


@pytest.mark.proof
def test_after_a_cancel_at_any_moment_the_plan_is_out_within_a_second(problem):
    """What the child is given to hand over, and processor time of what follows: the wall clock of an idle machine."""
    rng, after = Random(4), []
    for _ in range(20):
        begun, moment, asked = monotonic(), rng.uniform(0.5, 15), []

        def cancelled(begun=begun, moment=moment, asked=asked) -> bool:
            if monotonic() - begun >= moment and not asked:
                asked.append(process_time())
            return bool(asked)

        plan = solve(problem, time_limit=LONG, cancelled=cancelled)
        after.append(runner._TICK + runner._PATIENCE + process_time() - asked[0])
        assert verify(problem, plan) == ()
        assert plan.allocations
    assert median(after) <= 1, sorted(after)


def test_after_a_cancel_nothing_is_judged_searched_or_priced_any_more(problem, monkeypatch):
    asked: list[bool] = []

    def cancelled() -> bool:
        return bool(asked)

    def listed_while_the_child_works(pairing):
        assert not asked
        return listing(pairing)

    monkeypatch.setattr(solving, "listing", listed_while_the_child_works)
    monkeypatch.setattr(answering, "smallest_changes", None)
    monkeypatch.setattr(answering, "price", None)
    plan = answering.answer(
        problem,
        time_limit=LONG,
        prices=True,
        on_progress=lambda progress: asked.append(True) if progress.plan else None,
        cancelled=cancelled,
    )
    stands(problem, plan, "HiGHS")
    assert len(plan.candidates) + len(plan.refusals) == len(problem.needs) * len(problem.offers)
    assert not any(row.searched for row in plan.unmet if row.missing)


def test_cancelled_before_it_begins_there_is_a_plan_all_the_same(problem):
    stands(problem, solve(problem, time_limit=LONG, cancelled=lambda: True), "")


def keeps(first, second):
    """Whether a plan is as good as the one before: a later stage may cost an earlier one what rounding does, 1e-6."""
    for before, after in zip(first, second, strict=True):
        if abs(after - before) > Decimal("1e-6"):
            return after > before
    return True


def test_what_is_shown_on_the_way_is_verified_and_only_gets_better(problem):
    steps: list[Progress] = []

    def enough() -> bool:
        return sum(step.plan is not None for step in steps) > 3

    plan = solve(problem, time_limit=LONG, on_progress=steps.append, cancelled=enough)
    shown = [step.plan for step in steps if step.plan is not None]
    assert len(shown) > 1
    assert all(verify(problem, each) == () for each in shown)
    values = [tuple(stage.value for stage in each.stages) for each in (*shown, plan)]
    assert all(keeps(first, second) for first, second in pairwise(values))
    final = {stage.name: stage.value for stage in plan.stages}
    for step in steps:
        if step.stage is Stage.TIER1:
            assert step.bound >= final[Stage.TIER1]
        assert step.seconds <= plan.solver.seconds


def test_a_child_gives_the_same_plan_as_a_search_at_home():
    small = realistic(40, 15, seed=2, breadth=1.5)
    apart, home = solve(small), solve(small, isolated=False)
    assert (apart.stages, apart.allocations, apart.unmet) == (home.stages, home.allocations, home.unmet)


def test_what_a_solve_held_is_free_when_it_is_over():
    """Each engine stayed until the process ended, 20 MB for the changes of eight needs: whatever solves often grew."""
    built = build(pair(realistic(20, 8, seed=1)))
    engine = Engine(built.program, seed=0, deadline=inf, stopped=lambda: False)
    held = weakref.ref(engine)
    assert engine.maximise(built.objectives[Stage.TIER1]).finished
    del engine
    gc.collect()
    assert held() is None


def test_a_prompt_in_the_folder_of_the_library_finds_it_for_the_child_too():
    """Where it is found as the folder of work, as at a prompt or in a notebook, the child must look there as well."""
    asked = "from matchmaker.core.assignment import solve; from matchmaker.core.assignment.instances import realistic"
    asked += "; plan = solve(realistic(12, 6, seed=4)); print(plan.solver.name, plan.status.value)"
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env=env, capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.split() == ["HiGHS", "optimal"]


def test_the_command_prints_how_long_after_a_cancel_the_plan_was_out(capsys):
    assert cancels.main(["--size", "60x20", "--count", "1", "--within", "0.6"]) == 0
    assert "1 cancels of 60x20: median" in capsys.readouterr().out
