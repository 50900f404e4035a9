"""The columns of each table that can be imported: what a cell holds, and an example of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from matchmaker.core.vocabulary import (
    MINOR_UNITS,
    Direction,
    EngagementStatus,
    Item,
    Kind,
    Language,
    Theme,
    Visibility,
)


class Sort(Enum):
    """What a cell holds."""

    TEXT = "text"
    INTEGER = "whole number"
    DECIMAL = "number"
    DAY = "day"
    TRUTH = "true or false"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    name : str
        Its head.
    sort : Sort
        What its cells hold; a list is written with `;` between its words.
    example : str
        A cell of the template.
    required : bool
        Whether each row needs it.
    among : frozenset of str or None
        The words that may stand in it.
    most : int
        Letters of a text, or of a word of a list.
    """

    name: str
    sort: Sort
    example: str = ""
    required: bool = False
    among: frozenset[str] | None = None
    most: int = 200


def _words(members: Iterable[str]) -> frozenset[str]:
    return frozenset(str(member) for member in members)


_T, _D, _L = Sort.TEXT, Sort.DECIMAL, Sort.LIST
_ID = Column("external_id", _T, "2026-017", required=True, most=30)
_CURRENCY = Column("currency", _T, "USD", among=_words(MINOR_UNITS))
_SHOWN = Column("visibility", _T, "participants", among=_words(Visibility))
_LANGUAGES = Column("languages", _L, "en;fr", among=_words(Language))
_BENEFICIARY = Column("beneficiary", _T, "police", most=100)
_SITE = Column("site", _T, most=200)


def _what(*, required: bool = True) -> tuple[Column, ...]:
    return (
        Column("theme", _T, "marking", required=required, among=_words(Theme)),
        Column("kind", _T, "equipment", required=required, among=_words(Kind)),
        Column("item", _T, "marking_machine", among=_words(Item)),
    )


def _days(*, required: bool = False) -> tuple[Column, ...]:
    return (
        Column("start", Sort.DAY, "2027-01-01", required=required),
        Column("end", Sort.DAY, "2027-12-31", required=required),
    )


COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "needs": (
        _ID,
        Column("state", _T, "SLE", required=True, most=16),
        Column("cycle", Sort.INTEGER, "2026", required=True),
        *_what(),
        _BENEFICIARY,
        _SITE,
        Column("text", _T, "Two marking machines for the police", most=20_000),
        Column("quantity", _D, "2"),
        Column("minimum", _D, "1"),
        Column("amount", _D, "30000"),
        _CURRENCY,
        *_days(),
        _LANGUAGES,
        Column("members", _L, "", most=3),
        Column("bundle", _T, "", most=32),
        Column("required", Sort.TRUTH, "true"),
        Column("condition", _T, "", most=500),
    ),
    "offers": (
        _ID,
        Column("provider", _T, "DEU", required=True, most=16),
        Column("title", _T, "Marking machines", required=True),
        Column("text", _T, "Machines with training and spare parts.", required=True, most=20_000),
        Column("themes", _L, "marking;record_keeping", required=True, among=_words(Theme)),
        Column("kinds", _L, "equipment", required=True, among=_words(Kind)),
        Column("items", _L, "marking_machine", among=_words(Item)),
        Column("pays_for", _L, "", among=_words(Kind)),
        Column("capacity", _D, "5", required=True),
        Column("currency", _T, "", among=_words(MINOR_UNITS)),
        Column("eligible_states", _L, "SLE;MLI", most=3),
        Column("eligible_regions", _L, "", most=64),
        Column("eligible_groups", _L, "", most=32),
        Column("excluded_states", _L, "", most=3),
        _LANGUAGES,
        *_days(required=True),
        Column("minimum_per_recipient", _D, "1"),
        Column("maximum_per_recipient", _D, "2"),
        Column("maximum_recipients", Sort.INTEGER, "4"),
        Column("opening_minimum", _D, ""),
        Column("ceiling_notes", _T, "", most=20_000),
        _SHOWN,
    ),
    "engagements": (
        _ID,
        Column("state", _T, "SLE", most=16),
        Column("providers", _L, "DEU", required=True, most=16),
        Column("direction", _T, "provided", required=True, among=_words(Direction)),
        *_what(),
        _BENEFICIARY,
        Column("quantity", _D, "1"),
        Column("amount", _D, "15000"),
        _CURRENCY,
        *_days(),
        _SITE,
        Column("text", _T, "One marking machine with training", required=True, most=20_000),
        Column("status", _T, "delivered", required=True, among=_words(EngagementStatus)),
        _SHOWN,
    ),
}
"""Tables by noun; `external_id` is the row's own name in the system that it comes from."""
