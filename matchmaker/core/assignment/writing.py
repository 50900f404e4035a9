"""Assignment, writing: a plan as the JSON of ``matchmaker.plan/1``, a problem as canonical ``matchmaker.problem/2``."""

import json
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal

from ..entities.money import Money, Rates
from ..entities.plans import Allocation, Plan, StageResult, Unmet
from ..entities.problems import AssignmentInput, Scenario, Weights
from ..vocabulary import PlanStatus, UnmetReason
from .eligibility import canonical

PLAN_FORMAT = "matchmaker.plan/1"
PROBLEM_FORMAT = "matchmaker.problem/2"
_NOT_WRITTEN = {UnmetReason.CAPACITY: "by"}
"""What the library tells in evidence and `plan/1` has no place for; of a tie, `by` belongs to the format."""


def plain(value: Decimal) -> str:
    """Return a number as a decimal string: no exponent, no trailing zeros.

    Examples
    --------
    >>> plain(Decimal("12.500")), plain(Decimal("3E+2")), plain(Decimal("0.00"))
    ('12.5', '300', '0')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def plan_to_json(plan: Plan, *, explain: bool = False, prices: bool = False) -> dict[str, object]:
    """Return a plan as it is printed.

    Parameters
    ----------
    plan : Plan
        Verified.
    explain : bool
        With every candidate pair and every refusal.
    prices : bool
        With the price of every candidate pair.

    Returns
    -------
    dict
        Of strings, numbers, lists and dicts, ready for `json.dumps`.

    Notes
    -----
    The format ``matchmaker.plan/1`` of ``docs/assignment.md``.

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> [(row["need"], row["missing"], row["reason"]) for row in plan_to_json(solve(problem, isolated=False))["unmet"]]
    [('n1', '5', 'duplicate'), ('n2', '4', 'minimum')]
    """
    document: dict[str, object] = {
        "format": PLAN_FORMAT,
        "status": plan.status.value,
        "input_digest": plan.input_digest,
        "solver": asdict(plan.solver) | {"seconds": round(plan.solver.seconds, 3)},
        "stages": [_stage(stage) for stage in plan.stages],
        "allocations": [_allocation(row) for row in plan.allocations],
        "unmet": [_unmet(row) for row in plan.unmet],
    }
    if plan.status is PlanStatus.PINS_CONFLICT:
        document["conflicts"] = [
            {"need": pin.need, "offer": pin.offer, "quantity": None if pin.quantity is None else plain(pin.quantity)}
            for pin in plan.conflicts
        ]
    if explain:
        document["candidates"] = [
            {"need": row.need, "offer": row.offer, "most": plain(row.most)} for row in plan.candidates
        ]
        document["refusals"] = [
            {"need": row.need, "offer": row.offer, "rules": [rule.value for rule in row.rules]} for row in plan.refusals
        ] or [{"need": row.need, "rule": row.rule.value, "count": row.count} for row in plan.refusal_counts]
    if prices:
        document["prices"] = [
            {
                "need": row.need,
                "offer": row.offer,
                "action": row.action,
                "stage": None if row.stage is None else row.stage.value,
                "low": None if row.low is None else plain(row.low),
                "high": None if row.high is None else plain(row.high),
            }
            for row in plan.prices
        ]
    return document


def _stage(stage: StageResult) -> dict[str, object]:
    return {
        "name": stage.name.value,
        "value": plain(stage.value),
        "bound": plain(stage.bound),
        "gap": plain(stage.gap),
        "proved": stage.proved,
    }


def _allocation(row: Allocation) -> dict[str, object]:
    return {
        "need": row.need,
        "offer": row.offer,
        "quantity": plain(row.quantity),
        "money": None if row.money is None else format(row.money, "f"),
        "fit": plain(row.fit),
        "terms": {
            "language": plain(row.terms.language),
            "timeliness": plain(row.terms.timeliness),
            "proximity": plain(row.terms.proximity),
        },
    }


def _unmet(row: Unmet) -> dict[str, object]:
    document: dict[str, object] = {
        "need": row.need,
        "missing": plain(row.missing),
        "reason": row.reason.value,
        "evidence": [
            {name: value for name, value in evidence.items() if name != _NOT_WRITTEN.get(row.reason)}
            for evidence in row.evidence
        ],
        "smallest_change": None if row.smallest_change is None else dict(row.smallest_change),
    }
    return document if row.searched else document | {"searched": False}


def write_problem(problem: AssignmentInput) -> bytes:
    """Return a problem as canonical bytes: the same problem gives the same bytes, whatever the order of its rows.

    Parameters
    ----------
    problem : AssignmentInput
        In any order.

    Returns
    -------
    bytes
        ``matchmaker.problem/2`` in UTF-8; `read_problem` gives the same problem back, with the digest of these bytes.

    Notes
    -----
    ``docs/assignment.md``, "Reading".

    Examples
    --------
    >>> from matchmaker.core.assignment import read_problem
    >>> from matchmaker.core.assignment.instances import realistic
    >>> data = write_problem(realistic(8, 4, seed=1))
    >>> write_problem(read_problem(data)) == data
    True
    """
    problem = canonical(problem)
    tables = ("states", "providers", "needs", "offers", "engagements", "judgements")
    document: dict[str, object] = {
        "format": PROBLEM_FORMAT,
        "as_of": _value(problem.as_of),
        "rates": _rates(problem.rates),
    }
    for table in tables:
        document[table] = [_row(row) for row in getattr(problem, table)]
    document["scenario"] = _scenario(problem.scenario)
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _rates(rates: Rates) -> dict[str, object]:
    values = {code: plain(rate) for code, rate in sorted(rates.values.items())}
    return {"base": rates.base, "date": _value(rates.date), **values}


def _scenario(scenario: Scenario) -> dict[str, object]:
    document = _row(scenario)
    for table in ("pins", "forbids", "previous"):
        document[table] = [_row(row) for row in getattr(scenario, table)]
    return document


def weights_to_json(weights: Weights) -> dict[str, object]:
    """Return weights as `read_weights` reads them.

    Parameters
    ----------
    weights : Weights
        Of a scenario.

    Returns
    -------
    dict
        Their numbers as strings.

    Notes
    -----
    ``docs/assignment.md``, "Reading".

    Examples
    --------
    >>> weights_to_json(Weights())["tiers"]
    ['4', '2', '1']
    """
    return _row(weights)


def _row(row: object) -> dict[str, object]:
    return {field.name: _value(getattr(row, field.name)) for field in fields(row)}  # type: ignore[arg-type]


def _value(value: object) -> object:
    """Return a field as JSON has it."""
    match value:
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
        case Money():
            return {"amount": plain(value.amount), "currency": value.currency}
        case tuple():
            return [_value(each) for each in value]
        case str() | bool() | int() | None:
            return value
        case _:
            return _row(value)
