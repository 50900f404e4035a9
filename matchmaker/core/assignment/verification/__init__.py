"""The independent verifier: a problem and a plan in, every rule that the plan breaks out, in exact arithmetic.

It imports entities and vocabulary alone and is written from the rules' sentences (docs/assignment.md), so that a
mistake of the optimiser is not repeated here. `facts` says what a problem means, `rules` and `limits` judge the
allocations, `figures` recomputes what is printed.
"""

from ...entities.plans import Breach, Plan
from ...entities.problems import AssignmentInput
from . import figures, limits, rules
from .facts import Facts

_CHECKS = (
    rules.hard_rules,
    rules.quantities,
    limits.needs,
    limits.offers,
    limits.money,
    limits.duplicate_deliveries,
    limits.bundles,
    limits.pins,
    figures.lines,
    figures.stages,
    figures.status,
    figures.unmet,
)


def verify(problem: AssignmentInput, plan: Plan) -> tuple[Breach, ...]:
    """Check a plan against every hard rule, constraint and figure.

    Parameters
    ----------
    problem : AssignmentInput
        What was asked and offered.
    plan : Plan
        Whole quantities, as published.

    Returns
    -------
    tuple of Breach
        Empty where the plan is right; otherwise each rule with the place, in words.

    Notes
    -----
    Rules and constraints are those of docs/assignment.md, "Candidate pairs" and "Constraints"; all comparisons are on
    `fractions.Fraction`, so no tolerance hides a breach. Printed factors are compared to 6 decimals, stage values to 9.

    Examples
    --------
    >>> from datetime import date
    >>> from matchmaker.core.entities.money import Rates
    >>> from matchmaker.core.entities.plans import SolverStamp
    >>> from matchmaker.core.entities.problems import Scenario
    >>> from matchmaker.core.vocabulary import PlanStatus
    >>> day = date(2026, 6, 1)
    >>> empty = AssignmentInput(day, Rates("USD", day, {}), (), (), (), (), (), (), Scenario())
    >>> plan = Plan(PlanStatus.OPTIMAL, "", SolverStamp("none", "", 0, 0), (), (), ())
    >>> [breach.where for breach in verify(empty, plan)]
    ['the plan lists no stage; due are tier1, states, benefit']
    """
    facts = Facts(problem, plan)
    unknown = tuple(rules.unknown_pairs(facts))
    return unknown or tuple(breach for check in _CHECKS for breach in check(facts))
