"""Two runs side by side on the coordinator's desk."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from matchmaker import policies
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Decision
from matchmaker.models import Run
from matchmaker.sentences import sentence
from matchmaker.services import comparisons
from matchmaker.services.comparisons import Comparison, Load, NeedChange, WishChange
from matchmaker.web import records
from matchmaker.web.guards import for_coordinators
from matchmaker.web.labels import label
from matchmaker.web.planning import WEIGHTS
from matchmaker.web.prices import Known, consequences, known
from matchmaker.web.templatetags.presentation import figure, listing, measured, so_much

SETTINGS = WEIGHTS | {
    "cycle": gettext_lazy("Cycle"),
    "what_if": gettext_lazy("What if"),
    "ammunition": gettext_lazy("Ammunition takes part"),
    "money_cap": gettext_lazy("At most from one provider to one State"),
    "time_limit": gettext_lazy("Seconds at most"),
    "seed": gettext_lazy("Seed of the lot between equals"),
}


@for_coordinators
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Show what a run gives that another does not."""
    if not {"before", "after"} <= set(request.GET):
        messages.error(request, _("Choose two runs that have a plan: one before and one after."))
        return redirect("runs")
    before, after = (_run(request, request.GET[side]) for side in ("before", "after"))
    try:
        told = comparisons.compare(before=before, after=after, by=request.user)
    except MatchmakerError as refused:
        messages.error(request, sentence(refused))
        return redirect("runs")
    return render(request, "runs/comparison.html", _context(request, told))


def _run(request: HttpRequest, name: str) -> Run:
    try:
        found = Run.objects.visible_to(request.user).select_related("scenario").filter(public_id=UUID(name)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _context(request: HttpRequest, told: Comparison) -> dict[str, object]:
    named = known(request.user, (row.override.price for row in told.wishes if row.override))
    return {
        "told": told,
        "short": list(_short(told)),
        "settings": [(SETTINGS[row.name], _said(row.before), _said(row.after)) for row in told.settings],
        "wishes": [_wish(row, named, told, request) for row in told.wishes],
        "stages": [
            (label(row.name, "stage"), figure(row.before), figure(row.after), _change(row.before, row.after))
            for row in told.stages
        ],
        "groups": [
            (_("Needs served now, and not before"), [_need(row) for row in told.gained]),
            (_("Needs no longer served"), [_need(row) for row in told.lost]),
            (_("Needs that get another quantity"), [_need(row) for row in told.changed]),
        ],
        "loads": [_load(row) for row in told.loads if row.before != row.after],
        "even": [_load(row) for row in told.loads if row.before == row.after],
    }


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return listing(value)
    return str(value) if value is not None else _("none")


def _change(before: object, after: object) -> str:
    if before is None or after is None:
        return ""
    difference = after - before
    return f"+{figure(difference)}" if difference > 0 else figure(difference)


def _need(row: NeedChange) -> dict[str, object]:
    unit = {"item": row.need.item, "currency": row.need.currency}
    return {
        "need": row.need,
        "name": records.name(row.need),
        "member": row.member,
        "before": measured(row.before, row.need.unit, **unit) if row.before else "–",
        "after": measured(row.after, row.need.unit, **unit) if row.after else "–",
        "reason": label(row.reason, "unmet_reason") if row.reason else "",
    }


def _load(row: Load) -> dict[str, object]:
    def of(used: object, capacity: object) -> str:
        if capacity is None:
            return "–"
        whole = measured(capacity, row.offer.unit, currency=row.offer.currency)
        return _("%(used)s of %(whole)s") % {"used": figure(used), "whole": whole}

    return {
        "offer": row.offer,
        "before": of(row.before, row.capacity_before),
        "after": of(row.after, row.capacity_after),
        "change": _change(row.before, row.after),
    }


def _wish(row: WishChange, named: Known, told: Comparison, request: HttpRequest) -> dict[str, object]:
    return {
        "kept": row.kept,
        "decision": row.decision,
        "need": records.name(row.need),
        "offer": records.name(row.offer),
        "reason": row.reason,
        "quantity": so_much(row.quantity, row.need) if row.quantity else "",
        "undo": (row.need.public_id, row.offer.public_id) if _decided_here(row, told, request) else None,
        "price": consequences(row.override.price, named).sentences if row.override else [],
    }


def _decided_here(row: WishChange, told: Comparison, request: HttpRequest) -> bool:
    """Whether a wish stands in the second run's scenario, for a reader who may take it back there."""
    wishes = told.after.scenario.pins if row.decision == Decision.PIN else told.after.scenario.forbids
    pair = str(row.need.public_id), str(row.offer.public_id)
    stands = any((wish["need"], wish["offer"]) == pair for wish in wishes)
    interest = policies.has_interest(request.user, row.need.state, row.offer.provider, codes=row.need.members)
    return row.kept and stands and not interest


def _short(told: Comparison) -> Iterator[str]:
    """Say the difference in a few sentences."""
    counts = len(told.gained), len(told.lost), len(told.changed)
    if not any(counts):
        yield _("Every need gets the same in both.")
    else:
        names = ("gained", "lost", "changed")
        words = _("Needs: %(gained)s newly served, %(lost)s no longer served, %(changed)s with another quantity.")
        yield words % dict(zip(names, map(figure, counts), strict=True))
    for states, words in (
        (told.states_gained, _("Now served, and not before: %(states)s.")),
        (told.states_lost, _("No longer served at all: %(states)s.")),
    ):
        if states:
            yield words % {"states": listing(party.name for party in states)}
    if not told.states_gained and not told.states_lost:
        yield _("The same States are served.")
    heavier = sum(row.before != row.after for row in told.loads)
    if not heavier:
        yield _("Every offer carries as much as before.")
        return
    yield ngettext(
        "%(n)s offer carries more or less than before.", "%(n)s offers carry more or less than before.", heavier
    ) % {"n": figure(heavier)}
