"""A stored run back to the plan that it holds, in the names of its problem."""

from decimal import Decimal

from matchmaker.core.entities import plans
from matchmaker.core.vocabulary import PlanStatus, Stage, UnmetReason
from matchmaker.models import Allocation, Run, Unmet

from .ids import problem_id


def plan(run: Run, *, unmet: bool = True) -> plans.Plan:
    """Return the plan of a finished run, over the needs that entered its problem.

    Candidates and refusals are left out, since nothing reads them again; so is, if wished, why needs are unmet.
    """
    names = {public: name for name, public in run.names.items()}
    return plans.Plan(
        status=PlanStatus(run.plan_status),
        input_digest=run.input_digest,
        solver=plans.SolverStamp(run.solver, run.solver_version, run.seed, run.seconds or 0),
        stages=tuple(_stage(row) for row in run.stages),
        allocations=tuple(_allocation(row) for row in run.allocations.select_related("need", "offer").order_by("pk")),
        unmet=tuple(
            _unmet(row, names)
            for row in (run.unmet.select_related("need").order_by("pk") if unmet else ())
            if row.reason != UnmetReason.INCOMPLETE or "left_out" not in row.evidence[0]
        ),
    )


def _stage(row: dict[str, object]) -> plans.StageResult:
    value, bound, gap = (Decimal(str(row[name])) for name in ("value", "bound", "gap"))
    return plans.StageResult(Stage(str(row["name"])), value, bound, gap, bool(row["proved"]))


def _allocation(row: Allocation) -> plans.Allocation:
    terms = plans.Terms(**{name: Decimal(value) for name, value in row.terms.items()})
    need, offer = problem_id(row.need, row.member), problem_id(row.offer)
    return plans.Allocation(need, offer, row.quantity, row.money, row.currency or None, row.fit, terms)


def _unmet(row: Unmet, names: dict[str, str]) -> plans.Unmet:
    evidence = tuple(
        {key: names.get(value, value) if isinstance(value, str) else value for key, value in piece.items()}
        for piece in row.evidence
    )
    return plans.Unmet(problem_id(row.need, row.member), row.missing, UnmetReason(row.reason), evidence)
