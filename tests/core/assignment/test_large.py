"""Problems too large for the exact solver: what the outline says holds, and the way to a plan keeps every rule."""

from dataclasses import replace
from math import inf
from time import monotonic

import numpy as np
import pytest

from matchmaker.core.assignment import solver
from matchmaker.core.assignment.board import Signal
from matchmaker.core.assignment.diving import Dive
from matchmaker.core.assignment.eligibility import pair
from matchmaker.core.assignment.greedy import by_guide, by_merit, greedy_plan
from matchmaker.core.assignment.instances import realistic
from matchmaker.core.assignment.ledger import Ledger, booked
from matchmaker.core.assignment.outline import Outline, Round
from matchmaker.core.assignment.overlaps import exclusive_deliveries
from matchmaker.core.assignment.problem import Problem, build
from matchmaker.core.assignment.program import Floats
from matchmaker.core.assignment.scoring import score, stage_values
from matchmaker.core.assignment.solver import Search
from matchmaker.core.entities.problems import Pin
from matchmaker.core.vocabulary import Stage

from .generators import small


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_exceeds_the_outline(seed):
    for problem in (realistic(40, 15, seed=seed, breadth=1.5), small(seed, 9, 5)):
        pairing = pair(problem)
        found = Search(pairing, seed=0, deadline=inf).run()
        built = build(pairing)
        usable = built.program.upper[built.columns.used] > 0
        outline = Outline(pairing, score(pairing), exclusive_deliveries(pairing), usable)
        for stage, costs in ((Stage.TIER1, outline.first), (Stage.BENEFIT, outline.benefit)):
            rounds: list[Round] = []
            bound, carried = outline.maximise(costs, inf, lambda: False, rounds.append)
            assert all(told.bound >= float(found.values[stage]) - 1e-6 for told in rounds)
            best = Search(pairing, seed=0, deadline=inf)
            best._begin()
            assert carried is not None
            assert bound >= float(found.values[stage]) - 1e-6
            assert bound >= float(best.best.values[stage]) - 1e-6


def test_an_outline_that_is_stopped_still_bounds():
    pairing = pair(realistic(40, 15, seed=1, breadth=1.5))
    outline = Outline(pairing, score(pairing), exclusive_deliveries(pairing))
    full, _ = outline.maximise(outline.benefit, inf, lambda: False)
    stopped, carried = outline.maximise(outline.benefit, inf, lambda: True)
    assert stopped >= full
    assert carried is None


@pytest.mark.parametrize("seed", range(3))
def test_a_dive_closes_what_cannot_stand_and_leaves_the_outline_as_it_was(seed):
    pairing = pair(realistic(120, 40, seed=seed, breadth=2.0))
    problem = build(pairing)
    outline = Outline(pairing, problem.scores, problem.cliques)
    dive = Dive(problem, outline)
    rounds: list[tuple[Round, Floats]] = []
    bound, carried = outline.maximise(
        outline.benefit, inf, lambda: False, lambda told: rounds.append((told, dive.follow(told)))
    )
    alone, as_well = outline.maximise(outline.benefit, inf, lambda: False)
    assert carried is not None
    assert as_well is not None
    assert bound == pytest.approx(alone, rel=1e-3)
    told, followed = rounds[-1]
    assert dive._crowded(told.carried).any()
    reached = np.unique(dive.recipients.of_pair[followed > 1e-6])
    many = np.bincount(dive.giver[reached], minlength=len(pairing.problem.offers))
    limits = [row.maximum_recipients for row in pairing.problem.offers]
    assert all(count <= limit for count, limit in zip(many.tolist(), limits, strict=True) if limit is not None)


def test_a_plan_that_follows_a_dive_is_better_than_one_that_follows_the_outline():
    gains = []
    for seed in range(4):
        pairing = pair(realistic(150, 50, seed=seed, breadth=2.0))
        problem = build(pairing)
        outline = Outline(pairing, problem.scores, problem.cliques)
        dive, merit, reached = Dive(problem, outline), by_merit(pairing, problem.scores, 0), []

        def value(carried: Floats, problem: Problem = problem, merit: list[int] = merit) -> float:
            plan = greedy_plan(problem.pairing, problem.cliques, by_guide(merit, carried))
            return float(stage_values(problem.pairing, problem.scores, plan)[Stage.BENEFIT])

        outline.maximise(
            outline.benefit,
            inf,
            lambda: False,
            lambda told, dive=dive, reached=reached: reached.append((told.carried, dive.follow(told))),
        )
        before, after = reached[-1]
        gains.append(value(after) - value(before))
    assert sum(gains) > 0, gains


def test_a_large_problem_gets_a_plan_that_keeps_every_limit_beside_a_bound(monkeypatch):
    monkeypatch.setattr(solver, "LARGE", 100)
    pairing = pair(realistic(120, 40, seed=2, breadth=2.0))
    cliques = exclusive_deliveries(pairing)
    told: list[Signal] = []
    found = Search(pairing, seed=0, deadline=monotonic() + 4, notify=told.append).run()
    assert booked(Ledger(pairing, cliques), found.quantities)
    assert {Stage.TIER1, Stage.STATES, Stage.BENEFIT} <= found.bounds.keys()
    assert all(float(found.values[stage]) <= bound + 1e-6 for stage, bound in found.bounds.items())
    assert all(booked(Ledger(pairing, cliques), each.quantities) for each in told if each.quantities is not None)


@pytest.mark.parametrize("seed", range(3))
def test_a_dive_apart_ends_where_one_in_place_does(seed):
    pairing = pair(realistic(120, 40, seed=seed, breadth=2.0))
    problem = build(pairing)
    outline = Outline(pairing, problem.scores, problem.cliques)
    dive = Dive(problem, outline)
    values: list[tuple[float, float]] = []

    def heard(told: Round) -> None:
        before = told.master.solver.getNumCol()
        apart, costs = dive.follow(told.apart()), outline.benefit[outline.columns]
        assert told.master.solver.getNumCol() == before
        values.append((float(costs @ apart), float(costs @ dive.follow(told))))

    outline.maximise(outline.benefit, inf, lambda: False, heard)
    assert values
    for apart, in_place in values:
        assert apart == pytest.approx(in_place, rel=0.02)


def test_pairs_that_no_plan_may_use_carry_nothing():
    pairing = pair(realistic(120, 40, seed=1, breadth=2.0))
    problem = build(pairing)
    usable = problem.program.upper[problem.columns.used] > 0
    assert not usable.all()
    outline = Outline(pairing, problem.scores, problem.cliques, usable)
    _, carried = outline.maximise(outline.benefit, inf, lambda: False)
    assert carried is not None
    assert not carried[~usable].any()


@pytest.mark.parametrize("seed", range(2))
def test_what_is_found_with_promising_pairs_keeps_every_limit_and_pin(monkeypatch, seed):
    problem = realistic(120, 40, seed=seed, breadth=2.0)
    pairing = pair(problem)
    built = build(pairing)
    usable = np.flatnonzero(built.program.upper[built.columns.used] > 0)
    pins = tuple(
        Pin(pairing.problem.needs[pairing.need[number]].id, pairing.problem.offers[pairing.offer[number]].id, None)
        for number in (int(usable[0]), int(usable[-1]))
    )
    pairing = pair(replace(problem, scenario=replace(problem.scenario, pins=pins)))
    monkeypatch.setattr(solver, "LARGE", 100)
    search = Search(pairing, seed=0, deadline=monotonic() + 3)
    found = search.run()
    assert booked(Ledger(pairing, exclusive_deliveries(pairing)), found.quantities)
    assert all(pinned.holds(found.quantities) for pinned in search.pins)
    assert search.pins
