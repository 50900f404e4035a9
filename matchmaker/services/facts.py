"""The facts of a need, checked in one place for everybody who writes them: columns, or one sentence."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from matchmaker.core.entities.cycles import FIRST_CYCLE, LAST_CYCLE
from matchmaker.core.errors import MatchmakerError, Word
from matchmaker.core.vocabulary import MINOR_UNITS, UNIT_OF_KIND, Item, Kind, Theme
from matchmaker.models import Need

FACTS = ("theme", "kind", "item", "beneficiary", "site", "quantity", "amount", "currency", "start", "end")
"""What a person states or corrects beside a report's passage, in the order in which it is asked."""
WRITTEN = (*FACTS, "text", "minimum", "languages", "members", "bundle", "required", "condition", "readiness")
"""All that a person may state of a need that no report holds."""
READINESS = ("project_proposal", "action_plan", "assessment", "measurable_goal", "women")
"""What a request can come with (annex, paragraph 38(f))."""
FIRST, LAST = 1970, 2100
"""Years in which help can begin and end."""
_REACH = {"first": date(FIRST, 1, 1), "last": date(LAST - 1, 12, 31)}
_MOST = 10**15
"""More than any request, less than the column holds."""
_LISTS = {"theme": (Theme, Word("theme")), "kind": (Kind, Word("kind of help")), "item": (Item, Word("item"))}


def checked(
    facts: Mapping[str, object], *, among: tuple[str, ...] = FACTS, of: Need | None = None
) -> dict[str, object]:
    """Return facts as columns, or refuse the first that cannot stand, alone or beside what a need says already."""
    unknown = sorted(set(facts) - set(among))
    if unknown:
        raise MatchmakerError(
            "unknown_fact", "'%(fact)s' of a need cannot be stated here: name another fact.", fact=unknown[0]
        )
    clean = dict(facts)
    for name, (known, words) in _LISTS.items():
        if name in clean and clean[name] not in (*known, *(("",) if name == "item" else ())):
            raise MatchmakerError(
                "unknown_value", "'%(value)s' is no %(words)s: choose one of the list.", value=clean[name], words=words
            )
    if "kind" in clean:
        clean["unit"] = UNIT_OF_KIND[Kind(str(clean["kind"]))]
    kind = clean.get("kind", of.kind if of else None)
    # What a kind has no place for falls away, be it the kind that is stated or the one that stands.
    if kind == Kind.FUNDING and not clean.keys().isdisjoint(("kind", "quantity")):
        clean["quantity"] = None
    if kind not in (Kind.EQUIPMENT, None) and not clean.keys().isdisjoint(("kind", "item")):
        clean["item"] = ""
    whole = {name: getattr(of, name) for name in WRITTEN} | clean if of else clean
    _check_numbers(clean, whole)
    _check_lists(clean)
    check_days(clean)
    if whole.get("start") and whole.get("end") and whole["start"] >= whole["end"]:
        raise MatchmakerError("bad_dates", "The help cannot end before it starts: correct one of the two days.")
    return clean


def check_cycle(cycle: int) -> None:
    """Refuse a year that is no cycle of reports."""
    if not FIRST_CYCLE <= cycle <= LAST_CYCLE:
        raise MatchmakerError(
            "bad_cycle",
            "There is no cycle %(cycle)s: give a year from %(first)s to %(last)s.",
            cycle=cycle,
            first=FIRST_CYCLE,
            last=LAST_CYCLE,
        )


def check_days(facts: Mapping[str, object]) -> None:
    """Refuse days of which no plan can make anything."""
    for name in ("start", "end"):
        day = facts.get(name)
        if isinstance(day, date) and not FIRST <= day.year < LAST:
            raise MatchmakerError(
                "bad_dates", "%(day)s is out of reach: give a day from %(first)s to %(last)s.", day=day, **_REACH
            )


def _check_numbers(facts: Mapping[str, object], whole: Mapping[str, object]) -> None:
    """Refuse a quantity or an amount that cannot stand."""
    for name in (Word("quantity"), Word("amount"), Word("minimum")):
        value = facts.get(name)
        if value is not None and not (isinstance(value, Decimal) and value.is_finite() and 0 < value < _MOST):
            raise MatchmakerError("bad_number", "The %(name)s must be a number above zero.", name=name)
    for name in (Word("quantity"), Word("minimum")):
        if facts.get(name) is not None and facts[name] != facts[name].to_integral_value():
            raise MatchmakerError("bad_number", "The %(name)s must be a whole number.", name=name)
    least, asked = whole.get("minimum"), whole.get("amount" if whole.get("kind") == Kind.FUNDING else "quantity")
    if least is not None and asked is not None and least > asked:
        raise MatchmakerError(
            "bad_number", "The least that is of use is more than what is asked for: correct one of the two."
        )
    if facts.get("currency") and facts["currency"] not in MINOR_UNITS:
        raise MatchmakerError(
            "unknown_value",
            "'%(currency)s' is no currency: give its three letters, as USD.",
            currency=facts["currency"],
        )
    if whole.get("amount") is not None and not whole.get("currency"):
        raise MatchmakerError("currency_missing", "An amount needs its currency: give its three letters, as USD.")


def _check_lists(facts: Mapping[str, object]) -> None:
    """Refuse languages that have no two-letter code, and readiness that nobody knows."""
    for language in facts.get("languages") or ():
        if not re.fullmatch("[a-z]{2}", str(language)):
            raise MatchmakerError(
                "unknown_value", "'%(language)s' is no language: give its two letters, as fr.", language=language
            )
    strange = sorted(set(facts.get("readiness") or ()) - set(READINESS))
    if strange:
        raise MatchmakerError(
            "unknown_value",
            "A request comes with %(known)s: not with '%(value)s'.",
            known=READINESS,
            value=strange[0],
        )
