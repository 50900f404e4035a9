"""Assignment: which deliveries of the same assistance exclude one another (rule 4: no duplicated assistance)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ..entities.problems import Need, Offer
from ..vocabulary import Relation
from .eligibility import Pairing

Clique = tuple[frozenset[int], ...]
"""Deliveries of which at most one may be in the plan; each is the candidate pairs of one offer active at one time."""

Node = tuple[int, bool]
"""An offer's position, and whether the need it delivers to is shareable."""

_MOST_CLIQUES = 200  # in one key at one time; beyond, pairs of deliveries say the same


def exclusive_deliveries(pairing: Pairing) -> tuple[Clique, ...]:
    """Return the maximal sets of deliveries that exclude one another.

    Parameters
    ----------
    pairing : Pairing
        With its candidates.

    Returns
    -------
    tuple of Clique
        Each of two deliveries or more; none contains another.

    Notes
    -----
    Deliveries are intervals (the offer's and the need's in common), so those that overlap pairwise share a day, and one
    sweep over the first days finds every maximal set. Judgements between offers take edges out (``complementary``) or
    put them in between shareable needs (``overlapping``); then the maximal cliques of what is active are enumerated.
    """
    offers = pairing.problem.offers
    judged = offer_judgements(pairing)
    judged_offers = {id_ for couple, relation in judged.items() if relation is Relation.OVERLAPPING for id_ in couple}
    shareable = [demand.shareable for demand in pairing.demands]
    keys = [demand.key for demand in pairing.demands]
    by_key: dict[object, list[int]] = defaultdict(list)
    offer_of: list[int] = pairing.offer.tolist()
    for pair, (i, j) in enumerate(zip(pairing.need.tolist(), offer_of, strict=True)):
        if not shareable[i] or offers[j].id in judged_offers:
            by_key[keys[i]].append(pair)
    days = _all_days(pairing)
    found: list[Clique] = []
    for pairs in by_key.values():
        here = {offer_of[pair] for pair in pairs}
        if len(here) > 1:
            names = {offers[j].id for j in here} if judged else set()
            acting = {couple: relation for couple, relation in judged.items() if couple <= names}
            if acting:
                found.extend(sorted(_sweep(pairing, pairs, acting), key=lambda each: [sorted(part) for part in each]))
            else:
                found.extend(
                    _plain_sweep([pair for pair in pairs if not shareable[pairing.need[pair]]], offer_of, days)
                )
    return tuple(found)


def offer_judgements(pairing: Pairing) -> dict[frozenset[str], Relation]:
    """Return how pairs of offers were judged, where that acts."""
    offers = {offer.id for offer in pairing.problem.offers}
    return {
        frozenset((row.a, row.b)): row.relation
        for row in pairing.problem.judgements
        if row.relation in (Relation.COMPLEMENTARY, Relation.OVERLAPPING) and row.a in offers and row.b in offers
    }


def delivery_days(pairing: Pairing, pair: int) -> tuple[int, int]:
    """Return a candidate pair's delivery interval [first day, day after the last) as ordinals."""
    need = pairing.problem.needs[pairing.need[pair]]
    offer = pairing.problem.offers[pairing.offer[pair]]
    return max(need.start, offer.start).toordinal(), min(need.end, offer.end).toordinal()


def _all_days(pairing: Pairing) -> list[tuple[int, int]]:
    """Return the delivery interval of every candidate pair."""
    needs, offers = pairing.problem.needs, pairing.problem.offers

    def days(rows: Sequence[Need | Offer], which: NDArray[np.int64]) -> NDArray[np.int64]:
        table = np.array([(row.start.toordinal(), row.end.toordinal()) for row in rows], dtype=np.int64)
        return table.reshape(-1, 2)[which]

    asked, given = days(needs, pairing.need), days(offers, pairing.offer)
    first, last = np.maximum(asked[:, 0], given[:, 0]), np.minimum(asked[:, 1], given[:, 1])
    return list(zip(first.tolist(), last.tolist(), strict=True))


def _plain_sweep(pairs: list[int], offer_of: list[int], days: list[tuple[int, int]]) -> list[Clique]:
    """Return the maximal cliques among the deliveries of one key in which all exclude one another.

    No set that is active when an end follows a start contains another: each has a pair that has just started, and
    one that is about to end.
    """
    events = sorted(
        (day, starts, pair) for pair in pairs for starts, day in zip((True, False), days[pair], strict=True)
    )
    active: set[int] = set()
    cliques: dict[Clique, None] = {}
    grown = False
    for _, starts, pair in events:
        if starts:
            active.add(pair)
        else:
            if grown:
                deliveries: dict[int, list[int]] = {}
                for each in sorted(active):
                    deliveries.setdefault(offer_of[each], []).append(each)
                if len(deliveries) > 1:
                    cliques[tuple(map(frozenset, deliveries.values()))] = None
            active.remove(pair)
        grown = starts
    return list(cliques)


def _sweep(pairing: Pairing, pairs: list[int], judged: Mapping[frozenset[str], Relation]) -> set[Clique]:
    """Return the maximal cliques among the deliveries of one key.

    What is active grows at starts and shrinks at ends, so it is maximal exactly where an end follows a start.
    """
    days = {pair: delivery_days(pairing, pair) for pair in pairs}
    events = sorted(
        (day, starts, pair) for pair in pairs for starts, day in zip((True, False), days[pair], strict=True)
    )
    active: dict[Node, set[int]] = defaultdict(set)
    cliques: set[Clique] = set()
    grown = False
    for _, starts, pair in events:
        node = int(pairing.offer[pair]), pairing.demands[pairing.need[pair]].shareable
        if starts:
            active[node].add(pair)
        else:
            if grown:
                deliveries = {node: frozenset(members) for node, members in active.items() if members}
                for nodes in _exclusive(pairing, sorted(deliveries), judged):
                    cliques.add(tuple(sorted((deliveries[node] for node in nodes), key=sorted)))
            active[node].remove(pair)
        grown = starts
    return {clique for clique in cliques if not any(_within(clique, other) for other in cliques if other != clique)}


def _exclusive(pairing: Pairing, nodes: list[Node], judged: Mapping[frozenset[str], Relation]) -> list[list[Node]]:
    """Return the maximal sets of nodes (offer, shareable) that exclude one another pairwise.

    Nodes that no judgement touches exclude one another unless they are shareable, and stand in the graph as one.
    """
    name = {node: pairing.problem.offers[node[0]].id for node in nodes}
    active = set(name.values())
    acting = {couple: relation for couple, relation in judged.items() if couple <= active}
    touched = set().union(*acting)
    plain = [node for node in nodes if not node[1] and name[node] not in touched]
    if not acting:
        return [plain] if len(plain) > 1 else []
    import networkx as nx  # slow to import, and few problems come here

    kept = [node for node in nodes if name[node] in touched] + plain[:1]
    graph: nx.Graph[Node] = nx.Graph()
    graph.add_nodes_from(plain[:1])
    for a, b in combinations(kept, 2):
        relation = acting.get(frozenset((name[a], name[b])))
        both = not a[1] and not b[1] and relation is not Relation.COMPLEMENTARY
        if a[0] != b[0] and (both or relation is Relation.OVERLAPPING):
            graph.add_edge(a, b)
    cliques: list[list[Node]] = []
    for clique in nx.find_cliques(graph):
        cliques.append(clique)
        if len(cliques) > _MOST_CLIQUES:
            cliques = [list(edge) for edge in graph.edges]
            break
    if plain:
        cliques = [clique + plain[1:] if plain[0] in clique else clique for clique in cliques]
    return [clique for clique in cliques if len(clique) > 1]


def _within(small: Clique, large: Clique) -> bool:
    """Say whether one set of deliveries is implied by another: each of its deliveries lies in one of the other's."""
    return all(any(delivery <= other for other in large) for delivery in small)
