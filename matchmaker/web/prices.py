"""What a decision against the plan costs, in words for coordinators."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from matchmaker.web.labels import label
from matchmaker.web.templatetags.presentation import figure

Price = Mapping[str, object]


def mentioned(price: Price) -> set[str]:
    """Return the public ids of the needs that a price speaks of."""
    return {str(row["need"]) for side in ("loses", "gains") for row in price.get(side, ())}


def price_words(price: Price, names: Mapping[str, str]) -> list[str]:
    """Return a price in sentences: what the plan loses, then who gets less and who gets more."""
    if "unknown" in price:
        return [str(price["unknown"])]
    said = []
    if price.get("stage"):
        low, high = (figure(round(Decimal(str(price[side])), 3)) for side in ("low", "high"))
        words = {"stage": label(str(price["stage"]), "stage"), "low": low, "high": high}
        said.append(
            _("Costs %(low)s of “%(stage)s”.") % words
            if low == high
            else _("Costs between %(low)s and %(high)s of “%(stage)s”.") % words
        )
    else:
        said.append(_("Costs nothing of what the plan reaches."))
    for row in (*price.get("loses", ()), *price.get("gains", ())):
        name = names.get(str(row["need"]))
        if name:
            before, after = (figure(Decimal(str(row[side]))) for side in ("before", "after"))
            said.append(
                _("%(need)s: %(after)s instead of %(before)s.") % {"need": name, "after": after, "before": before}
            )
    return said
