"""Judgements and engagements as the problem has them: what covers what, what is told twice, which wording stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product

from matchmaker.core.entities import problems
from matchmaker.core.vocabulary import Relation
from matchmaker.models import Duplicate, Engagement

from .ids import problem_id, row_of
from .needs import day_after, trim

Verdicts = Mapping[frozenset[str], Relation]
_SPARING = (Relation.COMPLEMENTARY, Relation.RENEWAL, Relation.UNRELATED)


def verdicts(
    duplicates: Iterable[Duplicate], names: Mapping[str, Iterable[str]], states: Mapping[str, str | None]
) -> dict[frozenset[str], Relation]:
    """Return what is judged, pair by pair, in the names of the problem.

    `names` gives those of each public id, `states` the State of each name: what is said of a need of several States and
    of one State's record holds of that State's line, where there is one, and else of all lines.
    """
    found: dict[frozenset[str], Relation] = {}
    for row in duplicates:
        if row.relation != Relation.UNSURE:
            pairs = list(product(names.get(str(row.a_id), ()), names.get(str(row.b_id), ())))
            own = [(a, b) for a, b in pairs if states.get(a) == states.get(b)]
            found |= dict.fromkeys(map(frozenset, own or pairs), Relation(row.relation))
    return found


def judgements(said: Verdicts, needs: Iterable[problems.Need]) -> list[problems.Judgement]:
    """Return the judgements on needs and on offers as the problem takes them."""
    sort = {need.id: (need.state, need.kind) for need in needs}
    return [
        problems.Judgement(*sorted(pair), relation)
        for pair, relation in said.items()
        if {name[0] for name in pair} in ({"n"}, {"o"})
        # Money asked for a course and the course itself are one request and yet two lines of help.
        and (relation != Relation.RESTATED or len({sort.get(name) for name in pair}) == 1)
    ]


def covering(
    engagements: Iterable[Engagement], needs: Iterable[problems.Need], said: Verdicts
) -> tuple[list[problems.Engagement], list[problems.Judgement]]:
    """Return engagements under the State and beneficiary of the needs they cover, and what is judged of each.

    A null beneficiary covers any; a judgement `overlapping` covers whatever the fields say, dates and State as well;
    of engagements judged `restated` only the one that says most enters, with the judgements on all of them. A row
    covers every need of its key, so a need of that key that the engagement does not cover is named as unrelated.
    """
    rows: list[problems.Engagement] = []
    judged: list[problems.Judgement] = []
    of_key: dict[tuple[object, ...], list[problems.Need]] = {}
    for need in needs:
        of_key.setdefault(_key(need), []).append(need)
    near = _Near(of_key, said)
    for engagement, told in told_once(engagements, said):
        place = 0
        for group in near.to(engagement, told):
            verdict = {need.id: _any(said, told, need.id) for need in group}
            for held, start, end in _held(engagement, group, verdict):
                place += 1
                row = engagement_under(engagement, held[0], place, start, end)
                rows.append(row)
                judged += [
                    problems.Judgement(row.id, other.id, _sparing(verdict[other.id]))
                    for other in group
                    if other not in held
                ]
    return rows, judged


class _Near:
    """The needs of each key, found by what may say that an engagement covers one: the same fields, or a judgement."""

    def __init__(self, of_key: Mapping[tuple[object, ...], list[problems.Need]], said: Verdicts) -> None:
        self._groups = list(of_key.values())
        self._by_fields: dict[tuple[object, ...], list[int]] = defaultdict(list)
        self._by_need: dict[str, int] = {}
        self._judged_with: dict[str, set[str]] = defaultdict(set)
        for place, (key, group) in enumerate(of_key.items()):
            self._by_fields[key[:-1]].append(place)
            self._by_need |= {need.id: place for need in group}
        for pair in said:
            for name in pair:
                self._judged_with[name] |= pair - {name}

    def to(self, engagement: Engagement, told: Iterable[str]) -> Iterator[list[problems.Need]]:
        """Yield the needs of each key that an engagement may cover, in the order of the keys."""
        fields = engagement.state and engagement.state.code, engagement.theme, engagement.kind, engagement.item or None
        judged = {other for name in told for other in self._judged_with.get(name, ())}
        places = {*self._by_fields.get(fields, ()), *(self._by_need[name] for name in judged & self._by_need.keys())}
        yield from (self._groups[place] for place in sorted(places))


def _held(
    engagement: Engagement, group: list[problems.Need], verdict: Mapping[str, Relation | None]
) -> Iterator[tuple[list[problems.Need], date, date]]:
    """Yield the needs of one key that an engagement covers, and when: by its fields together, by a judgement alone."""
    overlapping = [need for need in group if verdict[need.id] == Relation.OVERLAPPING]
    if covers_by_fields(engagement, group[0]):
        start, end = engagement.start, day_after(engagement.end)
        held = [need for need in group if verdict[need.id] not in _SPARING]
        held = [need for need in held if need not in overlapping or (start < need.end and need.start < end)]
        overlapping = [need for need in overlapping if need not in held]
        if held:
            yield held, start, end
    for need in overlapping:
        # The dates are the need's own: people say that it is covered although the engagement's dates do not.
        yield [need], need.start, need.end


def _sparing(relation: Relation | None) -> Relation:
    return relation if relation in _SPARING else Relation.UNRELATED


def _any(said: Verdicts, told: Iterable[str], need: str) -> Relation | None:
    """Return what is judged of a need and an engagement, however often that was told."""
    return next((said[pair] for name in sorted(told) if (pair := frozenset((name, need))) in said), None)


def covers_by_fields(engagement: Engagement, need: problems.Need) -> bool:
    """Whether the fields, dates aside, say that an engagement gives what a need asks for."""
    if engagement.state is None or engagement.start is None or engagement.end is None:
        return False
    given = (engagement.state.code, engagement.theme, engagement.kind, engagement.item or None)
    asked = (need.state, need.theme, need.kind, need.item)
    return given == asked and engagement.beneficiary in ("", need.beneficiary)


def _key(need: problems.Need) -> tuple[object, ...]:
    return need.state, need.theme, need.kind, need.item, need.beneficiary


def engagement_under(
    engagement: Engagement, need: problems.Need, place: int, start: date, end: date
) -> problems.Engagement:
    """Return an engagement written under what a need of it says."""
    return problems.Engagement(
        id=problem_id(engagement, str(place)),
        state=need.state,
        theme=need.theme,
        kind=need.kind,
        item=need.item,
        beneficiary=need.beneficiary,
        provider=", ".join(sorted(party.code for party in engagement.givers)),
        start=start,
        end=end,
        quantity=None if engagement.quantity is None else trim(engagement.quantity),
    )


def told_once(engagements: Iterable[Engagement], said: Verdicts) -> list[tuple[Engagement, set[str]]]:
    """Return engagements with all the names they are told under: the one with most facts stands for its group."""
    rows = {problem_id(row): row for row in engagements}
    told_groups = groups(rows, [pair for pair, relation in said.items() if relation == Relation.RESTATED])
    told = [(says_most(rows[name] for name in group), group) for group in told_groups]
    return sorted(told, key=lambda pair: pair[0].pk)


def says_most(engagements: Iterable[Engagement]) -> Engagement:
    """Return the one of several accounts of an engagement that enters the problem: that with most facts."""

    def facts(row: Engagement) -> tuple[int, int]:
        stated = (row.state_id, row.start, row.end, row.quantity, row.item, row.beneficiary, row.amount)
        return sum(bool(value) for value in stated), -row.pk

    return max(engagements, key=facts)


def groups(names: Iterable[str], pairs: Iterable[frozenset[str]]) -> list[set[str]]:
    """Return names in groups: those that pairs join, directly or by others, are in one."""
    group_of = {name: {name} for name in names}
    for pair in pairs:
        if len(pair) == 2 and pair <= group_of.keys():
            joined = set().union(*(group_of[name] for name in pair))
            group_of.update(dict.fromkeys(joined, joined))
    return list({id(group): group for group in group_of.values()}.values())


def latest_wording_stands(
    needs: Iterable[problems.Need], judgements: Iterable[problems.Judgement]
) -> list[problems.Need]:
    """Let the latest wording of a request that was restated stand, since the day it was first asked.

    In a problem the need requested first stands for its group. A State that asks again means what it says now (its
    window, its tier), and must not lose its place by asking again: so the newest takes the group's first day.
    """
    by_id = {need.id: need for need in needs}
    pairs = [frozenset((j.a, j.b)) for j in judgements if j.relation == Relation.RESTATED]
    for group in groups(by_id, pairs):
        rows = [by_id[name] for name in group]
        first, last = min(row.requested for row in rows), max(row.requested for row in rows)
        newest = min((row.id for row in rows if row.requested == last), key=row_of)
        if first == last:
            continue
        for row in rows:
            requested = first if row.id == newest else last if row.requested == first else row.requested
            by_id[row.id] = replace(row, requested=requested)
    return list(by_id.values())


def newest_of_both(
    needs: Iterable[problems.Need], judgements: Iterable[problems.Judgement], a: str, b: str
) -> list[problems.Need]:
    """Let the latest wording stand if two needs of a written problem were one, with the groups that each stands in.

    In a written problem the one that stands for a group has its first day, and another of them has the last.
    """
    by_id = {need.id: need for need in needs}
    pairs = [frozenset((j.a, j.b)) for j in judgements if j.relation == Relation.RESTATED]
    held = {name: next(group for group in groups(by_id, pairs) if name in group) for name in (a, b)}
    days = [by_id[name].requested for group in held.values() for name in group]
    if held[a] is held[b] or min(days) == max(days):
        return list(by_id.values())
    stands = {min(group, key=lambda name: (by_id[name].requested, name)): group for group in held.values()}
    newer = min(
        stands, key=lambda name: (-max(by_id[each].requested for each in stands[name]).toordinal(), row_of(name))
    )
    for name in stands:
        by_id[name] = replace(by_id[name], requested=min(days) if name == newer else max(days))
    return list(by_id.values())
