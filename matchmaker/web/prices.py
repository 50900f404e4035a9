"""What a decision against the plan costs, in words for coordinators: who loses what first, the number last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from matchmaker.models import Need, User
from matchmaker.web import reading, records
from matchmaker.web.labels import label
from matchmaker.web.templatetags.presentation import figure, measured

Price = Mapping[str, object]
UNKNOWN = (
    gettext_noop("The plan that stands cannot say what this takes: run the scenario and compare."),
    gettext_noop(
        "This offer cannot give exactly that: choose a whole number of units, and no more than it can give one need."
    ),
    gettext_noop("There is no plan yet."),
)
"""What is kept instead of a price, as the services write it."""


@dataclass(frozen=True, slots=True)
class Known:
    """The records and States that prices speak of, as far as their reader may see them."""

    rows: Mapping[str, records.Record]
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Consequences:
    """A price in sentences: what becomes worse, what appears instead, and the number behind it."""

    worse: tuple[str, ...]
    instead: tuple[str, ...]
    number: str
    unknown: bool = False

    @property
    def sentences(self) -> list[str]:
        """All of it, the number last."""
        return [*self.worse, *self.instead, *([self.number] if self.number else [])]


def known(user: User, prices: Iterable[Price], *also: records.Ids, states: Iterable[str] = ()) -> Known:
    """Read what some prices, and the page around them, speak of, under the rights of their reader."""
    prices = list(prices)
    said = [row for price in prices for side in ("loses", "gains", "moves") for row in price.get(side, ())]
    ids = {noun: {str(row[noun]) for row in said if noun in row} for noun in ("need", "offer")}
    codes = {code for price in prices for side in ("states_lost", "states_gained") for code in price.get(side, ())}
    codes |= {str(row["member"]) for row in said if "member" in row} | {code for code in states if code}
    names = {code: party.name for code, party in reading.parties(codes).items()} if codes else {}
    return Known(records.seen(user, ids, *also), names)


def consequences(price: Price, told: Known) -> Consequences:
    """Return a price in words; what its reader may not see is left out."""
    if "unknown" in price:
        return Consequences((_(str(price["unknown"])),), (), "", unknown=True)
    lost, won = (
        [told.states.get(code, code) for code in price.get(side, ())] for side in ("states_lost", "states_gained")
    )
    worse = [_("%(state)s would get nothing any more.") % {"state": state} for state in lost]
    worse += _shifts(price.get("loses", ()), told)
    instead = [_("%(state)s would get something, which now gets nothing.") % {"state": state} for state in won]
    # Which offer gives it says more than that it comes; prices of earlier days do not tell.
    instead += _appearing(price["moves"], told) if "moves" in price else _shifts(price.get("gains", ()), told)
    if not worse:
        worse = [_("Nobody would get less.")]
    return Consequences(tuple(worse), tuple(instead), _number(price))


def _number(price: Price) -> str:
    if not price.get("stage"):
        return _("In numbers: it costs nothing of what the plan reaches.")
    low, high = (figure(round(Decimal(str(price[side])), 3)) for side in ("low", "high"))
    words = {"stage": label(str(price["stage"]), "stage"), "low": low, "high": high}
    if low == high:
        return _("In numbers: it costs %(low)s of “%(stage)s”.") % words
    return _("In numbers: it costs between %(low)s and %(high)s of “%(stage)s”.") % words


def _shifts(rows: Iterable[Mapping[str, str]], told: Known) -> list[str]:
    said = []
    for row in rows:
        need = told.rows.get(row["need"])
        if not isinstance(need, Need):
            continue
        words = {
            "need": _name(row, need, told),
            "after": _much(row["after"], need),
            "before": _much(row["before"], need),
        }
        if not Decimal(row["after"]):
            said.append(_("%(need)s: nothing instead of %(before)s.") % words)
        elif not Decimal(row["before"]):
            said.append(_("%(need)s: %(after)s instead of nothing.") % words)
        else:
            said.append(_("%(need)s: %(after)s instead of %(before)s.") % words)
    return said


def _appearing(rows: Iterable[Mapping[str, str]], told: Known) -> list[str]:
    """Say which offers would serve a need that they do not serve now, or serve it with more."""
    said = []
    for row in rows:
        need, offer = told.rows.get(row["need"]), told.rows.get(row["offer"])
        if isinstance(need, Need) and offer is not None and Decimal(row["after"]) > Decimal(row["before"]):
            words = {"need": _name(row, need, told), "offer": records.name(offer), "much": _much(row["after"], need)}
            if Decimal(row["before"]):
                words["before"] = _much(row["before"], need)
                said.append(_("%(offer)s would give %(much)s instead of %(before)s to %(need)s.") % words)
            else:
                said.append(_("%(offer)s would give %(much)s to %(need)s.") % words)
    return said


def _name(row: Mapping[str, str], need: Need, told: Known) -> str:
    if row.get("member"):
        state = told.states.get(row["member"], row["member"])
        return _("%(need)s, for %(state)s") % {"need": records.name(need), "state": state}
    return records.name(need)


def _much(quantity: str, need: Need) -> str:
    return measured(Decimal(quantity), need.unit, item=need.item, currency=need.currency)
