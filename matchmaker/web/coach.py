"""What makes a request easy to serve: which facts are still missing, what such help usually costs, who offers it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from matchmaker import mappers
from matchmaker.core.vocabulary import Kind, OfferStatus
from matchmaker.models import Need, Offer, User
from matchmaker.web import sources
from matchmaker.web.templatetags.presentation import figure, money_words


def advice(facts: Mapping[str, object]) -> list[tuple[bool, str]]:
    """Return what a request should say (annex, paragraphs 29 and 38(f)), each with whether it does."""
    ready = dict(facts.get("readiness") or {})  # type: ignore[call-overload]
    much = facts.get("amount") if facts.get("kind") == Kind.FUNDING else facts.get("quantity")
    return [
        (bool(facts.get("text")), _("In a sentence or two: what is needed, and what for.")),
        (bool(much), _("How much: places, items, days or money. A number lets the plan find the whole of it.")),
        (bool(facts.get("beneficiary")), _("For whom: police, army, customs. It keeps two agencies apart.")),
        (bool(facts.get("start") and facts.get("end")), _("When: from and until which day it is useful.")),
        (
            bool(facts.get("amount")) or facts.get("kind") == Kind.FUNDING,
            _("What it costs, with the currency: only then can a fund pay for it."),
        ),
        (bool(facts.get("languages")), _("In which language it is of use; none means that any will do.")),
        (bool(ready.get("action_plan")), _("Whether it is part of a national action plan.")),
        (bool(ready.get("measurable_goal")), _("What should be different afterwards, so that it can be measured.")),
        (bool(ready.get("women")), _("How women take part.")),
    ]


def usual(facts: Mapping[str, object]) -> str:
    """Return what such help usually comes to, with the source; empty where no figure is known."""
    if not (facts.get("theme") and facts.get("kind")):
        return ""
    need = Need(theme=facts["theme"], kind=facts["kind"], item=facts.get("item") or "")
    planning = mappers.planning_figure(need)
    if planning is None:
        return ""
    numbers = {
        "n": figure(planning.quantity),
        "cost": money_words(planning.unit_cost.amount, planning.unit_cost.currency) if planning.unit_cost else "–",
        "source": sources.worded(planning.source),
    }
    return _("Such requests usually come to %(n)s, at %(cost)s each (%(source)s).") % numbers


def offers(user: User, theme: str, kind: str) -> list[Offer]:
    """Return the published offers that a person may see of a theme and kind, money that pays for it included."""
    rows = Offer.objects.visible_to(user).filter(status=OfferStatus.PUBLISHED).select_related("provider")
    return [row for row in rows if theme in row.themes and (kind in row.kinds or kind in row.pays_for)]
