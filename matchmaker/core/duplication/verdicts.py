"""Duplication, verdicts: what people said of pairs in; which pairs that settles, directly or by logic, out.

A verdict outranks the machine. It spreads to a pair that nobody judged only where people have judged two records to
be one and the same: then what was said of the one holds of the other.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from ..entities.records import Contradiction, Verdict
from ..vocabulary import Relation

Pair = tuple[str, str]

_TIMELESS = frozenset({Relation.RESTATED, Relation.COMPLEMENTARY, Relation.UNRELATED})


@dataclass(frozen=True, slots=True)
class Settled:
    """The relation that verdicts give a pair, whose verdicts and how in words, and the records they rest on."""

    relation: Relation
    detail: str
    records: tuple[str, ...]


def pair_of(a: str, b: str) -> Pair:
    """Return two ids in the order in which pairs are kept."""
    return (a, b) if a < b else (b, a)


def standing(verdicts: Iterable[Verdict]) -> dict[Pair, Verdict]:
    """Return the verdict that counts on each pair: the latest, and of one day the last given.

    Examples
    --------
    >>> from datetime import date
    >>> first = Verdict("r1", "r2", Relation.RENEWAL, "A. Person", date(2016, 5, 1))
    >>> later = Verdict("r2", "r1", Relation.RESTATED, "B. Person", date(2016, 6, 1))
    >>> standing([later, first])["r1", "r2"].by
    'B. Person'
    """
    kept: dict[Pair, Verdict] = {}
    for verdict in verdicts:
        pair = pair_of(verdict.a, verdict.b)
        if pair not in kept or verdict.at >= kept[pair].at:
            kept[pair] = verdict
    return kept


def said(verdict: Verdict) -> str:
    """Return a verdict in words."""
    why = f": {verdict.why}" if verdict.why else ""
    return f"{verdict.by or 'a person'} on {verdict.at}: {verdict.a} and {verdict.b} are {verdict.relation}{why}"


def settle(
    judged: Mapping[Pair, Verdict],
    *,
    one_level: Callable[[str, str], bool],
    one_time: Callable[[str, str], bool],
) -> tuple[dict[Pair, Settled], tuple[Contradiction, ...]]:
    """Return every pair that the standing verdicts settle, and the verdicts that cannot all be true.

    Parameters
    ----------
    judged : Mapping
        Of `standing`.
    one_level : callable
        Whether two records may be one and the same; a regional record and a member's line are whole and part, and
        what is said of the part is not said of the whole.
    one_time : callable
        Whether two records run in the same time. Of two that people judged to be one, only then is what overlaps, or
        renews, the one known to overlap, or renew, the other.

    Notes
    -----
    With A = B by a person, "restated", "complementary" and "unrelated" spread from (B, C) to (A, C); "overlapping" and
    "renewal" spread when A and B run in the same time; "unsure" never. Where two verdicts would give one pair two
    relations, neither spreads: that is a contradiction, and reported as one.
    """
    settled = {pair: Settled(verdict.relation, said(verdict), pair) for pair, verdict in judged.items()}
    same: nx.Graph[str] = nx.Graph()
    same.add_edges_from(
        pair for pair, verdict in judged.items() if verdict.relation is Relation.RESTATED and one_level(*pair)
    )
    inferred: dict[Pair, list[Settled]] = {}
    for (a, b), verdict in judged.items():
        if verdict.relation is Relation.UNSURE:
            continue
        for here, there in ((a, b), (b, a)):
            for twin in sorted(nx.node_connected_component(same, here) - {here, there}) if here in same else ():
                pair = pair_of(twin, there)
                spreads = verdict.relation in _TIMELESS or one_time(twin, here)
                if spreads and twin != there:
                    detail = f"follows, since people judged {twin} and {here} to be one; {said(verdict)}"
                    inferred.setdefault(pair, []).append(Settled(verdict.relation, detail, (twin, here, there)))
    against = []
    for pair, each in inferred.items():
        said_of_pair = [settled[pair], *each] if pair in settled else each
        if len({one.relation for one in said_of_pair}) == 1:
            settled.setdefault(pair, each[0])
        elif Relation.RESTATED not in {one.relation for one in said_of_pair}:  # those the clusters find
            first, other = said_of_pair[0], next(one for one in each if one.relation != said_of_pair[0].relation)
            records = tuple(dict.fromkeys((*first.records, *other.records)))
            against.append(Contradiction(records, f"{first.detail}, but {other.detail}"))
    return settled, tuple(against)
