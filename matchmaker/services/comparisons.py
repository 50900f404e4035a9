"""Comparisons: what one run's plan gives that another's does not, and what was decided otherwise between them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from matchmaker import mappers, policies
from matchmaker.core.assignment import read_problem
from matchmaker.core.entities import problems
from matchmaker.core.entities.money import Money
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import Decision, Unit
from matchmaker.models import Allocation, Need, Offer, Override, Party, Run, User

from .overrides import STANDING


@dataclass(frozen=True, slots=True)
class StageChange:
    """What a stage of the objective reaches in both plans; None where a plan has no such stage."""

    name: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class NeedChange:
    """What a need, or the part of it that is for one State, gets in both plans, and why not all in the second."""

    need: Need
    member: str
    before: Decimal
    after: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Load:
    """What both plans take from an offer, of its capacity then."""

    offer: Offer
    before: Decimal
    after: Decimal
    capacity_before: Decimal | None
    capacity_after: Decimal | None


@dataclass(frozen=True, slots=True)
class WishChange:
    """A pin or a forbid that only one of the runs was solved with, and its price where it went against a plan."""

    decision: Decision
    need: Need
    offer: Offer
    quantity: Decimal | None
    reason: str
    kept: bool
    override: Override | None


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting of the scenario that differs, in words that JSON can hold."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans side by side; needs of which both say the same are left out.

    `wishes` that are `kept` came with the second run, the others went with the first.
    """

    before: Run
    after: Run
    same_input: bool
    settings: tuple[SettingChange, ...]
    wishes: tuple[WishChange, ...]
    stages: tuple[StageChange, ...]
    gained: tuple[NeedChange, ...]
    lost: tuple[NeedChange, ...]
    changed: tuple[NeedChange, ...]
    states_gained: tuple[Party, ...]
    states_lost: tuple[Party, ...]
    loads: tuple[Load, ...]


def compare(*, before: Run, after: Run, by: User) -> Comparison:
    """Set two plans side by side, as a coordinator."""
    policies.require_coordinator(by)
    for run in (before, after):
        if not run.plan_status:
            raise MatchmakerError(
                "no_plan", "Run %(run)s has no plan to compare: take one that has ended.", run=run.public_id
            )
    first, second = (read_problem(bytes(run.problem)) for run in (before, after))
    lines = [list(run.allocations.select_related("need__state", "offer__provider")) for run in (before, after)]
    reasons = {(row.need_id, row.member): row.reason for row in after.unmet.all()}
    changes = list(need_changes(*lines, reasons=reasons))
    return Comparison(
        before=before,
        after=after,
        same_input=before.input_digest == after.input_digest,
        settings=tuple(_settings(before, after, first.scenario, second.scenario)),
        wishes=tuple(_wishes(before, after, first.scenario, second.scenario)),
        stages=tuple(_stages(before, after)),
        gained=tuple(row for row in changes if not row.before),
        lost=tuple(row for row in changes if not row.after),
        changed=tuple(row for row in changes if row.before and row.after),
        states_gained=_states(lines[1], without=lines[0]),
        states_lost=_states(lines[0], without=lines[1]),
        loads=tuple(_loads(first, second, *lines)),
    )


def _stages(before: Run, after: Run) -> Iterator[StageChange]:
    values = [{row["name"]: Decimal(str(row["value"])) for row in run.stages} for run in (before, after)]
    for name in dict.fromkeys((*values[0], *values[1])):
        yield StageChange(name, values[0].get(name), values[1].get(name))


def need_changes(
    old: Iterable[Allocation], new: Iterable[Allocation], *, reasons: Mapping[tuple[int, str], str]
) -> Iterator[NeedChange]:
    """Yield what needs get by the lines of one plan and by those of another, where that is not the same."""
    got: dict[tuple[int, str], list[Decimal]] = {}
    needs: dict[int, Need] = {}
    for side, lines in enumerate((old, new)):
        for line in lines:
            needs[line.need_id] = line.need
            got.setdefault((line.need_id, line.member), [Decimal(0), Decimal(0)])[side] += line.quantity
    order = sorted(got, key=lambda key: (alphabetical(needs[key[0]].state.name), needs[key[0]].theme, key))
    for key in order:
        if got[key][0] != got[key][1]:
            yield NeedChange(needs[key[0]], key[1], *got[key], reason=reasons.get(key, ""))


def _states(lines: Iterable[Allocation], *, without: Iterable[Allocation]) -> tuple[Party, ...]:
    served, others = ({line.member or line.need.state.code for line in rows} for rows in (lines, without))
    if not served - others:
        return ()
    return tuple(sorted(Party.objects.filter(code__in=served - others), key=lambda party: alphabetical(party.name)))


def _loads(
    first: problems.AssignmentInput,
    second: problems.AssignmentInput,
    old: Iterable[Allocation],
    new: Iterable[Allocation],
) -> Iterator[Load]:
    capacity = [{mappers.row_of(offer.id)[0]: offer.capacity for offer in side.offers} for side in (first, second)]
    used: dict[int, list[Decimal]] = {}
    offers: dict[int, Offer] = {}
    for side, lines in enumerate((old, new)):
        for line in lines:
            offers[line.offer_id] = line.offer
            taken = line.money if line.offer.unit == Unit.MONEY and line.money is not None else line.quantity
            used.setdefault(line.offer_id, [Decimal(0), Decimal(0)])[side] += taken
    for key in sorted(used, key=lambda key: (alphabetical(offers[key].provider.name), offers[key].title, key)):
        yield Load(offers[key], *used[key], capacity[0].get(key), capacity[1].get(key))


def _settings(before: Run, after: Run, first: problems.Scenario, second: problems.Scenario) -> Iterator[SettingChange]:
    """Yield what the problems say, not the scenarios, which may have been revised since."""
    pairs = [("cycle", before.scenario.cycle, after.scenario.cycle)]
    pairs += [("what_if", before.scenario.what_if, after.scenario.what_if)]
    pairs += [("time_limit", before.time_limit, after.time_limit), ("seed", before.seed, after.seed)]
    pairs += [(name, getattr(first, name), getattr(second, name)) for name in ("ammunition",)]
    pairs += [("money_cap", first.money_per_provider_recipient, second.money_per_provider_recipient)]
    pairs += [
        (field.name, getattr(first.weights, field.name), getattr(second.weights, field.name))
        for field in fields(problems.Weights)
    ]
    for name, old, new in pairs:
        if old != new:
            yield SettingChange(name, _said(old), _said(new))


def _said(value: object) -> object:
    match value:
        case Money():
            return f"{value.amount:f} {value.currency}"
        case tuple():
            return [f"{each:f}" for each in value]
        case Decimal():
            return f"{value:f}"
    return value


def _wishes(before: Run, after: Run, first: problems.Scenario, second: problems.Scenario) -> Iterator[WishChange]:
    """Yield pins and forbids that only one side has; those that come from people's answers as well."""
    old, new = _decided(first), _decided(second)
    keys = sorted(old.items() ^ new.items(), key=str)
    needs = Need.objects.select_related("state").in_bulk({mappers.row_of(key[1])[0] for key, _ in keys})
    offers = Offer.objects.select_related("provider").in_bulk({mappers.row_of(key[2])[0] for key, _ in keys})
    said = {run.pk: _overrides(run) for run in (before, after)}
    for key, (quantity, why) in keys:
        kept = new.get(key) == (quantity, why)
        run = after if kept else before
        need, offer = needs[mappers.row_of(key[1])[0]], offers[mappers.row_of(key[2])[0]]
        override = said[run.pk].get((key[0], need.pk, offer.pk))
        reason = why or (override.reason if override else _reason(run, need, offer))
        yield WishChange(key[0], need, offer, quantity, reason, kept, override)


def _decided(scenario: problems.Scenario) -> dict[tuple[Decision, str, str], tuple[Decimal | None, str]]:
    pins = {(Decision.PIN, row.need, row.offer): (row.quantity, "") for row in scenario.pins}
    return pins | {(Decision.FORBID, row.need, row.offer): (None, row.reason) for row in scenario.forbids}


def _overrides(run: Run) -> dict[tuple[Decision, int, int], Override]:
    rows = run.scenario.overrides.filter(status__in=STANDING).order_by("pk")
    return {(Decision(row.decision), row.need_id, row.offer_id): row for row in rows}


def _reason(run: Run, need: Need, offer: Offer) -> str:
    pair = (str(need.public_id), str(offer.public_id))
    return next((wish["reason"] for wish in run.scenario.pins if (wish["need"], wish["offer"]) == pair), "")
