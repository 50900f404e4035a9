"""Duplicates that a plan avoided, as a run keeps them: the need, its evidence, and what was not asked twice."""

from collections.abc import Iterable
from decimal import Decimal

from matchmaker.core.assignment.avoided import Avoided
from matchmaker.core.entities.plans import Plan
from matchmaker.core.vocabulary import Relation, UnmetReason


def avoided_rows(rows: Iterable[Avoided], plan: Plan, base: str) -> list[dict[str, object]]:
    """Return rows in the names of the problem; quantities and money are decimal strings, money in the base currency."""
    excluding = {
        row.need: row.evidence for row in plan.unmet if row.reason == UnmetReason.DUPLICATE and row.missing > 0
    }
    giving = {line.offer for line in plan.allocations}
    found = []
    for row in rows:
        delivered = row.evidence[0].other in giving
        evidence = [dict(piece) for piece in excluding[row.need]] if delivered else _pieces(row)
        elsewhere = [
            {"need": each.need, "offer": each.offer, "quantity": _told(each.quantity)} for each in row.elsewhere
        ]
        found.append(
            {
                "need": row.need,
                "relation": row.relation.value,
                "evidence": evidence,
                "quantity": _told(row.quantity),
                "money": _told(row.money),
                "currency": None if row.money is None else base,
                "places": _told(row.places),
                "elsewhere": elsewhere,
            }
        )
    return found


def _told(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _pieces(row: Avoided) -> list[dict[str, object]]:
    nouns = {Relation.RESTATED: "need", Relation.OVERLAPPING: "engagement"}
    return [{nouns[each.relation]: each.other, "quantity": _told(each.quantity)} for each in row.evidence]
