"""What an override takes, from the library's names to public ids, and to whom it happens."""

from collections.abc import Mapping
from decimal import Decimal

from matchmaker.core.assignment.losses import Loss
from matchmaker.core.entities.plans import Plan
from matchmaker.core.entities.problems import AssignmentInput

from .ids import row_of


def price(lost: Loss, problem: AssignmentInput, plan: Plan, public: Mapping[str, str]) -> dict[str, object]:
    """Return a loss as JSON holds it: the stage, who gets less and more, which pairs change, which States drop out."""
    state_of = {need.id: need.state for need in problem.needs}
    before = {(row.need, row.offer): row.quantity for row in plan.allocations}
    after = {**before, **{(row.need, row.offer): row.after for row in lost.moves}}
    served = [{state_of[need] for (need, _), quantity in lines.items() if quantity} for lines in (before, after)]
    shifts = [_told(row.need, row.before, row.after, public) for row in lost.shifts]
    return {
        "stage": lost.stage,
        "low": f"{lost.low:f}",
        "high": f"{lost.high:f}",
        "loses": [row for row, shift in zip(shifts, lost.shifts, strict=True) if shift.after < shift.before],
        "gains": [row for row, shift in zip(shifts, lost.shifts, strict=True) if shift.after > shift.before],
        "moves": [{**_told(row.need, row.before, row.after, public), "offer": public[row.offer]} for row in lost.moves],
        "states_lost": sorted(served[0] - served[1]),
        "states_gained": sorted(served[1] - served[0]),
    }


def _told(line: str, before: Decimal, after: Decimal, public: Mapping[str, str]) -> dict[str, str]:
    part = row_of(line)[1]
    told = {"need": public[line.partition("-")[0]], "before": f"{before:f}", "after": f"{after:f}"}
    return told | ({"member": part} if part else {})
