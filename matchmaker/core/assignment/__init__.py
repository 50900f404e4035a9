"""Assignment: a problem in, a verified plan out. Usable alone, without Django.

>>> from matchmaker.core import assignment
>>> from matchmaker.core.assignment.instances import realistic
>>> problem = assignment.read_problem(assignment.write_problem(realistic(12, 6, seed=4)))
>>> plan = assignment.solve(problem)
>>> plan.status.value
'optimal'

The way of the data, each step usable on its own:

``read_problem`` (bytes to `AssignmentInput`) -> ``pair`` (candidates, and refusals with every broken rule) -> ``build``
(rows and columns) -> ``solve`` (stages, tie rule, plan) -> ``verify`` (exact, shares no code with the optimiser) ->
``plan_to_json``. ``write_problem`` gives the canonical bytes of a problem, whose digest names it.
"""

from .answering import answer
from .avoided import avoided, without
from .changes import smallest_changes
from .eligibility import Pairing, pair
from .margins import benefit_and_worst, next_money, one_more_unit
from .prices import alternatives, price
from .problem import Problem, build
from .reading import read_problem
from .solving import solve
from .stakes import queue, stake
from .verification import verify
from .writing import plan_to_json, write_problem

__all__ = [
    "Pairing",
    "Problem",
    "alternatives",
    "answer",
    "avoided",
    "benefit_and_worst",
    "build",
    "next_money",
    "one_more_unit",
    "pair",
    "plan_to_json",
    "price",
    "queue",
    "read_problem",
    "smallest_changes",
    "solve",
    "stake",
    "verify",
    "without",
    "write_problem",
]
