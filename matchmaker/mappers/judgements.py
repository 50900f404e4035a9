"""Judgements and engagements as the problem has them: what covers what, what is told twice, which wording stands."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product

from matchmaker.core.entities import problems
from matchmaker.core.vocabulary import Relation
from matchmaker.models import Duplicate, Engagement

from .ids import problem_id, row_of
from .needs import trim

Verdicts = Mapping[frozenset[str], Relation]


def verdicts(duplicates: Iterable[Duplicate], names: Mapping[str, Iterable[str]]) -> dict[frozenset[str], Relation]:
    """Return what is judged, pair by pair, in the names of the problem; `names` gives those of each public id."""
    found: dict[frozenset[str], Relation] = {}
    for row in duplicates:
        if row.relation != Relation.UNSURE:
            for a, b in product(names.get(str(row.a_id), ()), names.get(str(row.b_id), ())):
                found[frozenset((a, b))] = Relation(row.relation)
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

    A null beneficiary covers any; a judgement `overlapping` covers whatever the fields say; of engagements judged
    `restated` only the one that says most enters, with the judgements on all of them. A row covers every need of its
    key, so a need of that key that the engagement does not cover is named as unrelated to it.
    """
    rows: list[problems.Engagement] = []
    judged: list[problems.Judgement] = []
    needs = list(needs)
    for engagement, told in _told_once(engagements, said):
        if engagement.state is None or engagement.start is None or engagement.end is None:
            continue
        verdict = {need.id: _any(said, told, need.id) for need in needs}
        covered = [n for n in needs if verdict[n.id] == Relation.OVERLAPPING or _covers(engagement, n)]
        for place, (key, need) in enumerate({_key(need): need for need in covered}.items(), 1):
            row = _engagement(engagement, need, place)
            rows.append(row)
            for other in needs:
                relation = verdict[other.id] or (Relation.UNRELATED if other not in covered else None)
                if _key(other) == key and relation:
                    judged.append(problems.Judgement(row.id, other.id, relation))
    return rows, judged


def _any(said: Verdicts, told: Iterable[str], need: str) -> Relation | None:
    """Return what is judged of a need and an engagement, however often that was told."""
    return next((said[pair] for name in sorted(told) if (pair := frozenset((name, need))) in said), None)


def _covers(engagement: Engagement, need: problems.Need) -> bool:
    """Whether the fields say that an engagement gives what a need asks for."""
    given = (engagement.state.code, engagement.theme, engagement.kind, engagement.item or None)
    asked = (need.state, need.theme, need.kind, need.item)
    return given == asked and engagement.beneficiary in ("", need.beneficiary)


def _key(need: problems.Need) -> tuple[object, ...]:
    return need.state, need.theme, need.kind, need.item, need.beneficiary


def _engagement(engagement: Engagement, need: problems.Need, place: int) -> problems.Engagement:
    """Return an engagement written under what a need of it says."""
    return problems.Engagement(
        id=problem_id(engagement, str(place)),
        state=need.state,
        theme=need.theme,
        kind=need.kind,
        item=need.item,
        beneficiary=need.beneficiary,
        provider=", ".join(party.code for party in engagement.providers.all()),
        start=engagement.start,
        end=engagement.end + timedelta(days=1),
        quantity=None if engagement.quantity is None else trim(engagement.quantity),
    )


def _told_once(engagements: Iterable[Engagement], said: Verdicts) -> list[tuple[Engagement, set[str]]]:
    """Return engagements with all the names they are told under: the one with most facts stands for its group."""
    rows = {problem_id(row): row for row in engagements}
    groups = _groups(rows, [pair for pair, relation in said.items() if relation == Relation.RESTATED])

    def facts(row: Engagement) -> tuple[int, int]:
        stated = (row.state_id, row.start, row.end, row.quantity, row.item, row.beneficiary, row.amount)
        return sum(bool(value) for value in stated), -row.pk

    told = [(max((rows[name] for name in group), key=facts), group) for group in groups]
    return sorted(told, key=lambda pair: pair[0].pk)


def _groups(names: Iterable[str], pairs: Iterable[frozenset[str]]) -> list[set[str]]:
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
    for group in _groups(by_id, pairs):
        rows = [by_id[name] for name in group]
        first, last = min(row.requested for row in rows), max(row.requested for row in rows)
        newest = min((row.id for row in rows if row.requested == last), key=row_of)
        if first == last:
            continue
        for row in rows:
            requested = first if row.id == newest else last if row.requested == first else row.requested
            by_id[row.id] = replace(row, requested=requested)
    return list(by_id.values())
