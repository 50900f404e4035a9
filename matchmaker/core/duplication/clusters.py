"""Duplication, clusters: judged pairs in; the records that are one real thing, and what cannot all be true, out."""

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations, pairwise
from typing import TypeAlias

import networkx as nx

from ..entities.records import ComparedPair, Contradiction
from ..vocabulary import Relation
from .verdicts import Pair

MOST_CHECKED = 2_000
"""In a cluster at most so many pairs are checked for contradictions."""

Clusters = tuple[tuple[str, ...], ...]
Graph: TypeAlias = "nx.Graph[str]"


def same_things(pairs: Iterable[ComparedPair], *, one_level: Callable[[str, str], bool]) -> tuple[Graph, Graph]:
    """Return two graphs over records: of one and the same thing, and of part and whole."""
    same: Graph = nx.Graph()
    part: Graph = nx.Graph()
    for pair in pairs:
        if pair.relation is Relation.RESTATED:
            (same if one_level(pair.a, pair.b) else part).add_edge(pair.a, pair.b, pair=pair)
    return same, part


def clusters(same: Graph, part: Graph, *, regional: Callable[[str], bool]) -> Clusters:
    """Return the groups of records that are one real thing.

    Notes
    -----
    A member's line is part of its region's record, so it joins that record; two members' lines do not join one
    another through it. A regional record can therefore stand in several clusters, one for each member.
    """
    whole: Graph = nx.Graph()
    whole.add_nodes_from([*same, *part])
    whole.add_edges_from(same.edges)
    found = set()
    for component in nx.connected_components(whole):
        wholes = {other for each in component if each in part for other in part[each] if not regional(each)}
        around = set().union(*(nx.node_connected_component(whole, each) for each in wholes)) if wholes else set()
        if len(component | around) > 1:
            found.add(tuple(sorted(component | around)))
    # What stands wholly inside another cluster (a region's record beside a member's) says nothing more.
    inside = {small for small in found if regional(small[0]) and any(set(small) < set(big) for big in found)}
    return tuple(sorted(found - inside))


def around(
    pairs: Iterable[ComparedPair], names: Iterable[str], *, one_level: Callable[[str, str], bool]
) -> tuple[tuple[str, ...], tuple[Contradiction, ...]]:
    """Return the records that are one real thing with any of some, these among them, and what contradicts itself there.

    Parameters
    ----------
    pairs : iterable of ComparedPair
        As they stand, each pair once, `a` before `b`, with a reason where it is judged.
    names : iterable of str
        Where to begin.
    one_level : callable
        Whether two records may be one and the same; a region's record and a member's line are whole and part.

    Examples
    --------
    >>> from decimal import Decimal
    >>> def held(a, b, relation):
    ...     return ComparedPair(a, b, relation, Decimal(1), judged=False, reasons=())
    >>> pairs = [held("a", "b", Relation.RESTATED), held("b", "c", Relation.RESTATED), held("a", "c", Relation.RENEWAL)]
    >>> members, against = around(pairs, ["a"], one_level=lambda one, other: True)
    >>> members, [each.records for each in against]
    (('a', 'b', 'c'), [('a', 'b', 'c')])
    """
    known = {(pair.a, pair.b): pair for pair in pairs}
    same, _ = same_things(known.values(), one_level=one_level)
    members = set(names)
    members = members.union(*(nx.node_connected_component(same, name) for name in members if name in same))
    # What nobody compared says nothing against the rest.
    against = contradictions(same.subgraph(members), known, lambda _a, _c: Relation.UNSURE)
    return tuple(sorted(members)), against


def contradictions(
    same: Graph, known: Mapping[Pair, ComparedPair], relate: Callable[[str, str], Relation]
) -> tuple[Contradiction, ...]:
    """Return what cannot all be true: A is B, B is C, and A is not C.

    Parameters
    ----------
    same : networkx.Graph
        Of `same_things`.
    known : Mapping
        The pairs with their relation, people's verdicts among them.
    relate : callable
        Says how two records relate that are not among the known pairs.
    """
    found = []
    for component in nx.connected_components(same):
        checked = 0
        for a, c in _apart(same, sorted(component)):
            checked += 1
            if checked > MOST_CHECKED:
                break
            pair = known.get((a, c))
            relation = pair.relation if pair else relate(a, c)
            if relation in (Relation.RESTATED, Relation.UNSURE):
                continue
            path = nx.shortest_path(same, a, c)
            steps = [_step(same.edges[one, other]["pair"], "=") for one, other in pairwise(path)]
            last = _step(pair, "≠") if pair else f"{a} ≠ {c} ({relation})"
            found.append(Contradiction(tuple(path), f"{', '.join(steps)}, but {last}"))
    return tuple(found)


def _apart(same: Graph, component: list[str]) -> Iterable[Pair]:
    """Yield the pairs of a component that no edge joins; in a large one only those with a neighbour in common."""
    if len(component) * len(component) <= 2 * MOST_CHECKED:
        yield from (pair for pair in combinations(component, 2) if not same.has_edge(*pair))
        return
    seen = set()
    for middle in component:
        for pair in combinations(sorted(same[middle]), 2):
            if pair not in seen and not same.has_edge(*pair):
                seen.add(pair)
                yield pair


def _step(pair: ComparedPair, sign: str) -> str:
    who = pair.reasons[0].detail if pair.judged else f"machine, {pair.confidence}"
    relation = f"{pair.relation}; " if sign != "=" else ""
    return f"{pair.a} {sign} {pair.b} ({relation}{who})"
