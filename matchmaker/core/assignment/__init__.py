"""Assignment: a problem in, a verified plan out. Usable alone, without Django.

>>> from matchmaker.core import assignment
>>> from matchmaker.core.assignment.instances import realistic
>>> problem = assignment.read_problem(assignment.write_problem(realistic(12, 6, seed=4)))
>>> plan = assignment.solve(problem)
>>> plan.status.value
'optimal'

The way of the data, each step usable on its own:

``read_problem`` (bytes to `AssignmentInput`) -> ``pair`` (candidates, and refusals with every broken rule) -> ``build``
(rows and columns) -> ``solve`` (stages, tie rule, plan with reasons) -> ``verify`` (exact, shares no code with the
optimiser) -> ``smallest_changes`` (what would serve an unmet need) -> ``price`` (what an override costs) ->
``plan_to_json``. ``answer`` goes the whole way within one wall clock; ``write_problem`` gives the canonical bytes of a
problem, whose digest names it.

>>> plan = assignment.price(problem, assignment.smallest_changes(problem, plan))
>>> assignment.verify(problem, plan)
()
>>> [(row.need, row.reason.value, row.smallest_change["field"]) for row in plan.unmet if row.smallest_change][:2]
[('n0000', 'no_offer', 'themes'), ('n0001', 'no_offer', 'themes')]
"""

from .answering import answer
from .avoided import avoided, without
from .changes import smallest_changes
from .conflicts import conflicting_pins
from .eligibility import Pairing, pair
from .judging import with_verdict
from .losses import loss
from .margins import benefit_and_worst, next_money, one_more_unit
from .mending import mend
from .prices import alternatives, linear_prices, price
from .problem import Problem, build
from .reading import read_problem, read_weights
from .solving import solve
from .stakes import queue, stake, stake_of_another
from .uses import best_uses
from .verification import verify
from .writing import plan_to_json, weights_to_json, write_problem

__all__ = [
    "Pairing",
    "Problem",
    "alternatives",
    "answer",
    "avoided",
    "benefit_and_worst",
    "best_uses",
    "build",
    "conflicting_pins",
    "linear_prices",
    "loss",
    "mend",
    "next_money",
    "one_more_unit",
    "pair",
    "plan_to_json",
    "price",
    "queue",
    "read_problem",
    "read_weights",
    "smallest_changes",
    "solve",
    "stake",
    "stake_of_another",
    "verify",
    "weights_to_json",
    "with_verdict",
    "without",
    "write_problem",
]
