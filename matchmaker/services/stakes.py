"""What verdicts would change in the latest plan: a run and pairs in; for each verdict the needs it would move, out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from itertools import product
from uuid import UUID

from matchmaker import mappers, queries
from matchmaker.core.assignment import read_problem, stake, stake_of_another, with_verdict
from matchmaker.core.assignment.stakes import Stake
from matchmaker.core.entities.plans import Plan
from matchmaker.core.entities.problems import AssignmentInput, Judgement
from matchmaker.core.entities.problems import Engagement as Covering
from matchmaker.core.entities.problems import Need as Line
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import RecordType, Relation
from matchmaker.models import Duplicate, Engagement, Need, Offer, Run

Row = Need | Offer | Engagement
Asked = tuple[AssignmentInput, str, str, AssignmentInput | None]
"""A problem, the two sides of a pair in its names, and the problem under the verdict where that is known."""
_NOTHING = Decimal(0)
_COVERS = Relation.OVERLAPPING


@dataclass(frozen=True, slots=True)
class Moved:
    """How much of a need, by its public id, a verdict would move: out of the plan, or to be asked for in addition."""

    need: UUID
    before: Decimal
    after: Decimal
    moved: Decimal


@dataclass(frozen=True, slots=True)
class Effect:
    """What one verdict would change in the latest plan: its weight orders, its money is in the base currency."""

    relation: Relation
    weight: Decimal = _NOTHING
    money: Decimal = _NOTHING
    currency: str = ""
    moved: tuple[Moved, ...] = ()

    def takes(self, row: Moved) -> bool:
        """Whether a need would get, or ask for, less: of offers that are one, or exclude each other, one falls out."""
        between_offers = row.after == row.before
        return row.after < row.before or (between_offers and self.relation in (Relation.RESTATED, Relation.OVERLAPPING))

    @property
    def size(self) -> tuple[Decimal, Decimal, int]:
        """What orders effects: those that change most are largest."""
        return self.weight, self.money, len(self.moved)


class Stakes:
    """The latest plan, asked pair by pair; without a plan no verdict changes anything."""

    def __init__(self, run: Run | None) -> None:
        self.run = run if run is not None and run.problem else None

    @classmethod
    def latest(cls) -> "Stakes":
        """Ask the newest run with a verified plan."""
        return cls(queries.latest_run())

    def effects(self, one: Row, other: Row) -> dict[Relation, Effect]:
        """Return what each verdict on a pair would change; the one that stands changes nothing."""
        return {relation: self._effect(one, other, relation) for relation in Relation}

    @cached_property
    def _problem(self) -> AssignmentInput:
        return read_problem(bytes(self.run.problem))

    @cached_property
    def _plan(self) -> Plan:
        return mappers.plan(self.run)

    @cached_property
    def _lines(self) -> Mapping[str, list[Line | Covering]]:
        """The rows of the problem by the name of the record that they stand for, without the part."""
        found: dict[str, list[Line | Covering]] = {}
        for row in (*self._problem.needs, *self._problem.engagements, *self._problem.offers):
            found.setdefault(row.id.partition("-")[0], []).append(row)
        return found

    def _effect(self, one: Row, other: Row, relation: Relation) -> Effect:
        """Return the largest of what a verdict changes for the lines of a pair."""
        found = [Effect(relation)]
        for problem, a, b, judged in self._asked(one, other, relation) if self.run else ():
            try:
                found.append(self._told(stake(problem, self._plan, a, b, relation, judged=judged)))
            except MatchmakerError:
                # The verdict says nothing that a plan could follow: two States' needs are never one line.
                continue
        if self.run and isinstance(one, Offer) and isinstance(other, Offer) and relation != Relation.RESTATED:
            found += self._apart(one, other, relation)
        return max(found, key=lambda effect: effect.size)

    def _told(self, at_stake: Stake) -> Effect:
        moved = tuple(
            Moved(UUID(self.run.names[row.need.partition("-")[0]]), row.before, row.after, row.moved)
            for row in at_stake.changes
        )
        return Effect(at_stake.relation, at_stake.weight, at_stake.money, self._problem.rates.base, moved)

    def _apart(self, one: Offer, other: Offer, relation: Relation) -> Iterator[Effect]:
        """Yield what an offer could give that another one stands in for, if they were two."""
        for older, newer in ((one, other), (other, one)):
            told = {"offer": str(older.public_id), "stands_in": str(newer.public_id)}
            offer = mappers.problem_offer(older)
            if told in self.run.assumptions and offer.id not in self._lines and offer.capacity:
                beside = mappers.problem_id(newer)
                yield self._told(stake_of_another(self._problem, self._plan, offer, relation, beside))

    def _asked(self, one: Row, other: Row, relation: Relation) -> Iterator[Asked]:
        here, there = (self._lines.get(mappers.problem_id(row), []) for row in (one, other))
        if isinstance(one, Offer) and isinstance(other, Offer):
            yield from ((self._problem, a.id, b.id, None) for a, b in product(here, there))
        elif isinstance(one, Need) and isinstance(other, Need):
            yield from self._two_needs(here, there, relation)
        elif isinstance(one, Engagement) and isinstance(other, Engagement):
            yield from self._told_twice(one, other, here, there, relation)
        elif isinstance(one, Engagement) and isinstance(other, Need):
            yield from self._covered(one, here, there, relation)
        elif isinstance(one, Need) and isinstance(other, Engagement):
            yield from self._covered(other, there, here, relation)

    def _two_needs(self, here: list[Line], there: list[Line], relation: Relation) -> Iterator[Asked]:
        for a, b in _of_one_state(here, there):
            problem, judged = self._inside({a.state, b.state}), None
            if relation == Relation.RESTATED and (a.state, a.kind) == (b.state, b.kind):
                judged = with_verdict(problem, a.id, b.id, relation)
                needs = mappers.newest_of_both(problem.needs, problem.judgements, a.id, b.id)
                judged = replace(judged, needs=tuple(needs))
            yield problem, a.id, b.id, judged

    def _covered(
        self, engagement: Engagement, here: list[Covering], there: list[Line], relation: Relation
    ) -> Iterator[Asked]:
        """Ask of an engagement and a need; one that covers nothing yet has no row, and a verdict may give it one.

        `overlapping` does so whatever the fields say, the other verdicts where the fields say that it covers.
        """
        here = here or self._as_told_elsewhere(engagement)
        covered = [row for row in there if relation == _COVERS or mappers.covers_by_fields(engagement, row)]
        uncovered = [] if here else list(_under(engagement, covered))
        for a, b in _of_one_state(here or uncovered, there):
            problem = self._inside({a.state, b.state})
            if uncovered:
                lifted = [Judgement(a.id, need.id, Relation.UNRELATED) for need in problem.needs]
                engagements, judgements = (*problem.engagements, a), (*problem.judgements, *lifted)
                problem = replace(problem, engagements=engagements, judgements=judgements)
            yield problem, a.id, b.id, None

    def _as_told_elsewhere(self, engagement: Engagement) -> list[Covering]:
        """Return the rows of another account of the same engagement: of several only one enters the problem."""
        told = [names for names in self._accounts if str(engagement.public_id) in names]
        others = {name for name, public in self.run.names.items() if any(public in names for names in told)}
        return [row for name in sorted(others) for row in self._lines.get(name, ())]

    @cached_property
    def _accounts(self) -> list[frozenset[str]]:
        same = Duplicate.objects.standing().filter(relation=Relation.RESTATED)
        return [row.pair for row in same.filter(a_type=RecordType.ENGAGEMENT, b_type=RecordType.ENGAGEMENT)]

    def _told_twice(
        self, one: Engagement, other: Engagement, here: list[Covering], there: list[Covering], relation: Relation
    ) -> Iterator[Asked]:
        """Ask of two accounts of one engagement: judged one, only that which says most counts, and else each does."""
        problem = self._inside({row.state for row in (*here, *there)})
        if relation == Relation.RESTATED:
            gone = {row.id for row in (there if mappers.says_most((one, other)) is one else here)}
            counted = tuple(row for row in problem.engagements if row.id not in gone)
        else:
            silent = one if there and not here else other if here and not there else None
            counted = (*problem.engagements, *(_under(silent, here or there) if silent else ()))
        yield problem, mappers.problem_id(one), mappers.problem_id(other), replace(problem, engagements=counted)

    def _inside(self, states: set[str]) -> AssignmentInput:
        """Return the part of the problem inside some States: there needs are one, and there they are covered."""
        needs = tuple(row for row in self._problem.needs if row.state in states)
        engagements = tuple(row for row in self._problem.engagements if row.state in states)
        names = {row.id for row in (*needs, *engagements)}
        judgements = tuple(row for row in self._problem.judgements if {row.a, row.b} <= names)
        return replace(self._problem, needs=needs, engagements=engagements, judgements=judgements)


def _of_one_state(
    here: Iterable[Line | Covering], there: Iterable[Line | Covering]
) -> list[tuple[Line | Covering, Line | Covering]]:
    """Return the lines of two records pair by pair: those of one State, or all where there are none."""
    pairs = list(product(here, there))
    return [(a, b) for a, b in pairs if a.state == b.state] or pairs


def _under(engagement: Engagement, lines: Iterable[Line | Covering]) -> Iterator[Covering]:
    """Yield an engagement as it would be written under each of some lines."""
    for place, line in enumerate(lines, start=1):
        start, end = engagement.start or line.start, (engagement.end or line.end) + timedelta(days=1)
        window = (start, end) if start < end else (line.start, line.end)
        yield mappers.engagement_under(engagement, line, place, *window)
