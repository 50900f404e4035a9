"""Plans: what a run has found, in rows, with public ids in all that refers to records."""

from matchmaker import mappers
from matchmaker.core.assignment import avoided, plan_to_json, read_problem
from matchmaker.core.entities.plans import Plan
from matchmaker.core.vocabulary import UnmetReason
from matchmaker.models import Allocation, Need, Run, Unmet


def store(*, run: Run, plan: Plan) -> dict[str, object]:
    """Write a plan's lines, in the transaction that ends its run, and return what is to stand in the run's own row."""
    printed = mappers.with_public_ids(plan_to_json(plan, explain=True), run.names)
    Allocation.objects.bulk_create(_allocation(run, line) for line in plan.allocations)
    said = [_unmet(run, line.need, row) for line, row in zip(plan.unmet, printed["unmet"], strict=True)]
    Unmet.objects.bulk_create([*said, *_incomplete(run)])
    return {
        "input_digest": plan.input_digest,
        "plan_status": plan.status,
        "solver": plan.solver.name,
        "solver_version": plan.solver.version,
        "seconds": plan.solver.seconds,
        "stages": printed["stages"],
        "conflicts": printed.get("conflicts", []),
        "candidate_count": len(printed.get("candidates", [])),
        "refusals": printed.get("refusals", []),
        "avoided": _avoided(run, plan),
    }


def _avoided(run: Run, plan: Plan) -> object:
    """Return the duplicates that the plan kept out, each with its evidence and what was not asked twice."""
    problem = read_problem(bytes(run.problem))
    return mappers.with_public_ids(mappers.avoided_rows(avoided(problem, plan), plan, problem.rates.base), run.names)


def _allocation(run: Run, line: object) -> Allocation:
    need, member = mappers.row_of(line.need)
    return Allocation(
        run=run,
        need_id=need,
        member=member,
        offer_id=mappers.row_of(line.offer)[0],
        quantity=line.quantity,
        money=line.money,
        currency=line.currency or "",
        fit=round(line.fit, 6),
        terms={name: str(round(getattr(line.terms, name), 6)) for name in ("language", "timeliness", "proximity")},
    )


def _incomplete(run: Run) -> list[Unmet]:
    """Return a row for each need that stayed out of the problem, with the fact that it lacks."""
    lacking = {row["need"]: row["left_out"] for row in run.assumptions if "left_out" in row}
    return [
        Unmet(
            run=run,
            need=need,
            missing=need.quantity or need.amount or 0,
            reason=UnmetReason.INCOMPLETE,
            evidence=[{"left_out": lacking[str(need.public_id)]}],
        )
        for need in Need.objects.filter(public_id__in=lacking).order_by("pk")
    ]


def _unmet(run: Run, name: str, said: dict[str, object]) -> Unmet:
    need, member = mappers.row_of(name)
    return Unmet(
        run=run,
        need_id=need,
        member=member,
        missing=said["missing"],
        reason=said["reason"],
        evidence=said["evidence"],
        smallest_change=said["smallest_change"],
        searched=said.get("searched", True),
    )
