"""The smallest change in a large plan that is not proved the best: what is found near the plan can be had, verified."""

from fractions import Fraction
from itertools import islice

import pytest

from matchmaker.core.assignment import pair, smallest_changes, solve, verify
from matchmaker.core.assignment.instances import realistic
from matchmaker.core.assignment.remedies import Remedies
from matchmaker.core.assignment.scoring import score
from matchmaker.core.assignment.serving import nearest_around, served_around
from matchmaker.core.assignment.solution import make_plan
from matchmaker.core.assignment.solver import Found
from matchmaker.core.entities.plans import SolverStamp
from matchmaker.core.vocabulary import PlanStatus
from tests.core.assignment.test_changes import put_in


def given(plan, need: str) -> Fraction:
    return sum((Fraction(row.quantity) for row in plan.allocations if row.need == need), Fraction(0))


def plan_of(solved):
    found = Found(solved.quantities, solved.values, {}, (), settled=False)
    return make_plan(solved.pairing, score(solved.pairing), found, SolverStamp("test", "", 0, 0.0))


def found_around(seed: int) -> int:
    """Levers of unmet needs, at their end; the plan is the best there was, so each gain is the lever's."""
    problem = realistic(30, 12, seed=seed, breadth=2)
    plan, pairing, found = solve(problem, isolated=False), pair(problem), 0
    remedies = Remedies(pairing, plan.allocations)
    position = {need.id: i for i, need in enumerate(pairing.problem.needs)}
    for row in [row for row in plan.unmet if row.need in {pair_.need for pair_ in plan.candidates}][:5]:
        for remedy in islice(remedies.of(position[row.need], lambda: 1.0), 3 if row.missing else 0):
            if remedy.lever is None:
                break
            changed = remedy.lever.apply(pairing.problem, remedy.lever.reach)
            solved = served_around(changed, plan.allocations, row.need, pairing)
            if solved is not None:
                again = plan_of(solved)
                assert verify(changed, again) == ()
                assert given(again, row.need) > given(plan, row.need)
                before, after = ([stage.value for stage in each.stages] for each in (plan, again))
                assert [round(value, 5) for value in after] >= [round(value, 5) for value in before]
                found += 1
        assert served_around(pairing.problem, plan.allocations, row.need, pairing) is None or not row.missing
    return found


def test_what_is_found_around_a_need_keeps_every_rule_and_is_no_worse():
    assert sum(found_around(seed) for seed in range(4)) > 4


def test_a_large_plan_that_is_not_proved_has_changes_that_leave_the_rest_as_it_is():
    problem = realistic(160, 50, seed=1, breadth=2)
    plan = solve(problem, isolated=False, cancelled=lambda: True)
    assert plan.status is PlanStatus.FEASIBLE
    pairing = pair(problem)
    remedies = Remedies(pairing, plan.allocations)
    position = {need.id: i for i, need in enumerate(pairing.problem.needs)}
    limited = (row.need for row in plan.unmet if row.missing and row.reason.value == "limit")
    enough = [
        need for need in limited if remedies.enough(next(remedies.of(position[need], lambda: 1.0)), position[need])
    ]
    explained = smallest_changes(problem, plan, time_limit=600, needs=enough[:4])
    told = {row.need: row.smallest_change for row in explained.unmet if row.smallest_change}
    assert set(told) == set(enough[:4])
    assert told
    for need, change in told.items():
        solved = served_around(put_in(problem, change), plan.allocations, need, pair(problem))
        assert verify(put_in(problem, change), plan_of(solved)) == ()
        assert given(plan_of(solved), need) > given(plan, need)


@pytest.mark.parametrize(
    ("serves", "guess", "nearest"), [(7, 0, 7), (7, 7, 7), (1, 40, 1), (100, 3, 100), (101, 0, None)]
)
def test_the_nearest_value_is_found_by_few_probes(serves, guess, nearest):
    asked = []

    def served(distance: int):
        asked.append(distance)
        return _Needs(distance) if distance >= serves else None

    found = nearest_around(_Plain(), guess, served)
    assert found == nearest
    assert len(asked) <= 14


class _Needs:
    def __init__(self, distance: int) -> None:
        self.distance = distance


class _Plain:
    """A lever of a hundred steps, of which a plan needs as many as it was found at."""

    reach = 100

    def needed(self, solved: _Needs) -> int:
        return solved.distance

    def distance(self, value: int) -> int:
        return value
