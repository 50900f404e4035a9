"""The facts of an offer, checked in one place for everybody who writes them: columns, or one sentence."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from matchmaker.core.errors import MatchmakerError, Word
from matchmaker.core.vocabulary import MINOR_UNITS, UNIT_OF_KIND, Item, Kind, Theme, Unit, Visibility
from matchmaker.models import GroupMembership, Offer, Party

from .facts import check_days

WRITTEN = (
    *("title", "text", "language", "themes", "kinds", "items", "pays_for", "unit", "currency", "capacity"),
    *("eligible_states", "eligible_regions", "eligible_groups", "excluded_states", "languages", "start", "end"),
    *("minimum_per_recipient", "maximum_per_recipient", "maximum_recipients", "opening_minimum", "renewal"),
    *("browse_only", "visibility", "ceiling_notes"),
)
"""All that a provider may state of an offer."""
FIXED = ("language", "unit", "currency", "renewal")
"""What stays as it was first written: what is committed counts in this unit; a renewal is a step of its own."""
AMENDED = tuple(name for name in WRITTEN if name not in FIXED)
"""What its provider may amend in an offer."""
_LISTS = {
    "themes": (Theme, Word("theme")),
    "kinds": (Kind, Word("kind of help")),
    "items": (Item, Word("item")),
    "pays_for": (Kind, Word("kind of help")),
}
_AMOUNTS = {
    "capacity": Word("capacity"),
    "minimum_per_recipient": Word("minimum per recipient"),
    "maximum_per_recipient": Word("maximum per recipient"),
    "opening_minimum": Word("opening minimum"),
}
_MOST = 10**15
"""More than any offer, less than the column holds."""


def checked(facts: Mapping[str, object], *, of: Offer | None = None) -> dict[str, object]:
    """Return facts as columns, or refuse the first that cannot stand, alone or beside what an offer says already."""
    unknown = sorted(set(facts) - set(AMENDED if of else WRITTEN))
    if unknown:
        raise MatchmakerError(
            "unknown_fact", "'%(fact)s' of an offer cannot be stated here: name another fact.", fact=unknown[0]
        )
    clean = dict(facts)
    for name, words in _AMOUNTS.items():
        if clean.get(name) is not None:
            clean[name] = _number(words, clean[name])
    for name, (known, words) in _LISTS.items():
        _only(clean.get(name) or (), known, words)
    whole = {name: getattr(of, name) for name in WRITTEN} | clean if of else {**_EMPTY, **clean}
    for name in (Word("title"), Word("themes"), Word("kinds"), Word("capacity"), Word("start"), Word("end")):
        if not whole.get(name):
            raise MatchmakerError("fact_missing", "An offer needs its %(fact)s: give it.", fact=name)
    _check_kinds(whole)
    _check_bounds(whole)
    _check_readers(clean)
    return clean


_EMPTY = {"currency": "", "pays_for": [], "minimum_per_recipient": Decimal(0), "opening_minimum": Decimal(0)}


def _number(words: Word, value: object) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and 0 <= number < _MOST and number == number.quantize(Decimal("0.01"))):
        raise MatchmakerError(
            "bad_number", "The %(words)s must be a number from zero up, with at most two decimals.", words=words
        )
    return number


def _only(values: Iterable[object], known: Iterable[str], words: Word) -> None:
    strange = sorted(str(value) for value in values if value not in list(known))
    if strange:
        raise MatchmakerError(
            "unknown_value", "'%(value)s' is no %(words)s: choose one of the list.", value=strange[0], words=words
        )


def _check_kinds(whole: Mapping[str, object]) -> None:
    """Refuse kinds that do not share a unit, and money without its currency."""
    units = {UNIT_OF_KIND[Kind(kind)] for kind in whole["kinds"]}  # type: ignore[attr-defined]
    if len(units) > 1:
        raise MatchmakerError("units_differ", "These kinds are counted differently: write an offer for each of them.")
    unit = units.pop()
    if whole.get("unit", unit) != unit:
        raise MatchmakerError(
            "units_differ",
            "This kind of help is counted in %(unit)s, not in %(given)s.",
            unit=unit,
            given=Unit(str(whole["unit"])),
        )
    if (unit == Unit.MONEY) != (whole["currency"] in MINOR_UNITS):
        raise MatchmakerError("currency_missing", "Money, and only money, has a currency: give it for money, as USD.")
    if whole["pays_for"] and unit != Unit.MONEY:
        raise MatchmakerError("pays_without_money", "Only money pays for other kinds of help: leave that empty.")


def _check_bounds(whole: Mapping[str, object]) -> None:
    """Refuse limits that contradict each other."""
    check_days(whole)
    if whole["start"] >= whole["end"]:  # type: ignore[operator]
        raise MatchmakerError("bad_dates", "The offer cannot end before it starts: correct one of the two days.")
    most = whole.get("maximum_per_recipient")
    if most is not None and most < max(whole["minimum_per_recipient"], Decimal("0.01")):  # type: ignore[operator, type-var]
        raise MatchmakerError("bounds_cross", "The most for one State is less than the least: correct one of the two.")
    for name in ("minimum_per_recipient", "opening_minimum"):
        if whole[name] > whole["capacity"]:  # type: ignore[operator]
            raise MatchmakerError(
                "bounds_cross",
                "The %(words)s is more than the whole offer: correct one of the two.",
                words=_AMOUNTS[name],
            )
    states = whole.get("maximum_recipients")
    if states is not None and not (isinstance(states, int) and 0 < states < 1000):
        raise MatchmakerError("bad_number", "The number of recipients must be a whole number above zero.")


def _check_readers(facts: Mapping[str, object]) -> None:
    """Refuse States, regions, groups, languages and circles of readers that nobody knows."""
    codes = {*(facts.get("eligible_states") or ()), *(facts.get("excluded_states") or ())}
    _only(codes, Party.objects.filter(type=Party.STATE, code__in=codes).values_list("code", flat=True), Word("State"))
    regions = facts.get("eligible_regions") or ()
    if regions:
        rows = Party.objects.filter(type=Party.STATE).values_list("region", "subregion").distinct()
        _only(regions, {name for row in rows for name in row}, Word("region"))
    groups = facts.get("eligible_groups") or ()
    _only(
        groups,
        GroupMembership.objects.filter(group__in=groups).values_list("group", flat=True),
        Word("group of States"),
    )
    for language in facts.get("languages") or ():
        if not re.fullmatch("[a-z]{2}", str(language)):
            raise MatchmakerError(
                "unknown_value", "'%(language)s' is no language: give its two letters, as fr.", language=language
            )
    if facts.get("visibility", Visibility.PUBLIC) not in list(Visibility):
        raise MatchmakerError(
            "unknown_value", "'%(value)s' is no circle of readers: choose one.", value=facts["visibility"]
        )
