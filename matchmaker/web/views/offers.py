"""Offers: the list with its filters, and one offer with the provider's own words."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from matchmaker import policies
from matchmaker.core.vocabulary import Unit
from matchmaker.models import Offer
from matchmaker.web import reading, sides
from matchmaker.web.forms import OfferFilter
from matchmaker.web.labels import label
from matchmaker.web.templatetags.presentation import day, language_names, listing, measured
from matchmaker.web.views.lists import paged


def offers(request: HttpRequest) -> HttpResponse:
    """List the offers that the reader may know of."""
    form = OfferFilter(request.GET, reading.offer_choices(request.user))
    rows = reading.offers_filtered(request.user, form.wanted)
    return render(request, "offers.html", paged(form, rows, not_exported=["text", "region"]))


def offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one offer: its words, for whom it is, and its limits."""
    found = reading.offer(request.user, public_id)
    if found is None:
        raise Http404
    named = reading.parties([*found.eligible_states, *found.excluded_states])
    return render(
        request,
        "offer.html",
        {
            "offer": found,
            "facts": _facts(found, notes=policies.reads_ceiling(request.user, found)),
            "eligible": _eligible(found, {code: party.name for code, party in named.items()}),
            "more": sides.more(request.user, found)
            if request.user.is_authenticated and policies.gives(request.user, found)
            else None,
            "noted": [party for party in named.values() if party.note],
        },
    )


def _eligible(offer: Offer, names: dict[str, str]) -> list[str]:
    lines = []
    if offer.eligible_states:
        lines.append(
            _("States: %(names)s") % {"names": listing(names.get(code, code) for code in offer.eligible_states)}
        )
    if offer.eligible_regions:
        lines.append(
            _("Regions: %(names)s") % {"names": listing(label(name, "region") for name in offer.eligible_regions)}
        )
    if offer.eligible_groups:
        lines.append(_("Groups: %(names)s") % {"names": listing(offer.eligible_groups)})
    if not lines:
        lines.append(_("Every State"))
    if offer.excluded_states:
        lines.append(_("Not: %(names)s") % {"names": listing(names.get(code, code) for code in offer.excluded_states)})
    return lines


def _facts(offer: Offer, *, notes: bool) -> list[tuple[str, str]]:
    def amount(value: object) -> str:
        return measured(value, offer.unit, currency=offer.currency) if value else ""

    rows = (
        (_("Items"), listing(label(item, "item") for item in offer.items)),
        (_("Pays for"), listing(label(kind, "kind") for kind in offer.pays_for) if offer.unit == Unit.MONEY else ""),
        (_("From"), day(offer.start)),
        (_("Until"), day(offer.end)),
        (_("Languages"), language_names(offer.languages) or _("any")),
        (_("At least, per State"), amount(offer.minimum_per_recipient)),
        (_("At most, per State"), amount(offer.maximum_per_recipient)),
        (_("States at most"), str(offer.maximum_recipients or "")),
        (_("Takes place from"), amount(offer.opening_minimum)),
        (_("On the ceiling"), offer.ceiling_notes if notes else ""),
        (_("Renewal"), day(offer.renewal)),
        (_("Use"), _("to browse only; not matched by computer") if offer.browse_only else ""),
        (_("Shown to"), label(offer.visibility, "visibility")),
    )
    return [row for row in rows if row[1]]
