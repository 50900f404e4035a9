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
