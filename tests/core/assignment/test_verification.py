"""The verifier on whole plans: against the oracle, on corrupted plans, and what it may import."""

import ast
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.core.assignment import solve, verification, verify
from matchmaker.core.assignment.instances import realistic
from tests.core.assignment.generators import tiny, tiny_problems
from tests.core.assignment.oracle import Oracle
from tests.core.assignment.plans import broken, written

BY_HAND = {"whole_units", "pair_bounds", "need", "need_minimum", "capacity", "opening_minimum", "budget", "bundle"} | {
    *("maximum_recipients", "minimum_per_recipient", "maximum_per_recipient", "money_per_provider_recipient"),
    *("duplicate_delivery", "theme", "kind", "item", "state", "self", "language", "window", "scope", "duplicate"),
    *("minimum", "forbid"),
}


def scribbled(problem, rng: Random) -> dict[tuple[str, str], Fraction]:
    """Any quantities on any pairs, mostly on candidates, so that plans are right about as often as wrong."""
    oracle = Oracle(problem)
    pairs = oracle.candidates if oracle.candidates and rng.random() < 0.95 else sorted(oracle.broken)
    chosen = rng.sample(pairs, min(len(pairs), rng.randint(1, 3)))
    return {
        pair: Fraction(rng.choice((1, 1, 2, 2, 3)))
        for pair in chosen
        if oracle.use_known(*pair) and oracle.left[pair[0]] > 0
    }


@settings(max_examples=60, deadline=None)
@given(tiny_problems(), st.randoms(use_true_random=False))
def test_the_verifier_and_the_oracle_agree_on_any_plan(problem, rng):
    asked = scribbled(problem, rng)
    found = broken(problem, written(problem, asked)) - {"pin"}
    assert found <= BY_HAND
    assert (not found) == Oracle(problem).feasible(asked), found


def corrupted(plan):
    """The plan with one allocation changed, moved, dropped or made up, each in turn."""
    lines = plan.allocations
    for place, each in enumerate(lines):
        rest = (*lines[:place], *lines[place + 1 :])
        yield rest
        for by in ("1", "-1", "0.001"):
            yield (*rest, replace(each, quantity=each.quantity + Decimal(by)))
        for row in plan.candidates:
            if (row.need == each.need) != (row.offer == each.offer):
                yield (*rest, replace(each, need=row.need, offer=row.offer))
    for row in plan.candidates:
        yield (*lines, replace(lines[0], need=row.need, offer=row.offer))


def test_every_corruption_of_a_solved_plan_is_caught():
    problem = realistic(40, 15, seed=6)
    plan = solve(problem, isolated=False)
    assert verify(problem, plan) == ()
    changed = list(corrupted(plan))
    assert len(changed) > 50
    for lines in changed:
        assert verify(problem, replace(plan, allocations=tuple(lines))), lines


@pytest.mark.proof
def test_the_verifier_and_the_oracle_agree_on_many_plans():
    wrong = right = 0
    for seed in range(4000):
        rng = Random(seed)
        problem = tiny(rng)
        asked = scribbled(problem, rng)
        found = broken(problem, written(problem, asked)) - {"pin"}
        assert (not found) == Oracle(problem).feasible(asked), (seed, found)
        wrong, right = wrong + bool(found), right + (not found)
    assert min(wrong, right) > 400


def test_the_verifier_imports_entities_and_vocabulary_alone():
    allowed = {"...entities", "...vocabulary", ".facts", "."}
    for path in Path(verification.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.level:
                module = "." * node.level + (node.module or "")
                assert module.split(".plans")[0].split(".problems")[0].split(".money")[0] in allowed, (path, module)
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.startswith(("matchmaker", "numpy", "scipy", "highspy")) for name in names), path
