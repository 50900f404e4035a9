"""Assignment: pins that no plan can hold together, found before anything is solved."""

from dataclasses import replace

from ..entities.problems import AssignmentInput, Pin
from .clock import now
from .eligibility import pair
from .pins import place_pins
from .solver import Search


def conflicting_pins(problem: AssignmentInput, *, seed: int = 0, time_limit: float = 5.0) -> tuple[Pin, ...]:
    """Return pins that cannot all hold while every proper subset can.

    Parameters
    ----------
    problem : AssignmentInput
        As read; a pin on a refused pair, or outside what the pair can carry, is left out.
    seed : int
        Of the solver.
    time_limit : float
        Seconds after which pins are taken to agree.

    Returns
    -------
    tuple of Pin
        Empty where a plan can hold them all.

    Notes
    -----
    A deletion filter: [3] of ``docs/assignment.md``.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from matchmaker.core.assignment import read_problem
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> pins = (Pin("n1", "o1", Decimal(20)), Pin("n1", "o2", Decimal(15)), Pin("n2", "o3", None))
    >>> found = conflicting_pins(replace(problem, scenario=replace(problem.scenario, pins=pins)))
    >>> [(pin.need, pin.offer) for pin in found]
    [('n1', 'o1'), ('n1', 'o2')]
    """
    pairing = pair(problem)
    placed = tuple(pinned.pin for pinned in place_pins(pairing)[0])
    if not placed:
        return ()
    scenario = replace(pairing.problem.scenario, pins=placed)
    pairing = replace(pairing, problem=replace(pairing.problem, scenario=scenario))
    return Search(pairing, seed=seed, deadline=now() + time_limit).pin()
