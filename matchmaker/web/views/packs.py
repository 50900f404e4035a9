"""Meeting packs, ready to print: the coordinators' of a run, and everybody's of the latest published plan."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from matchmaker import queries
from matchmaker.models import Run
from matchmaker.web.guards import for_coordinators
from matchmaker.web.packs import pack
from matchmaker.web.views.plan import totals_shown


@for_coordinators
@require_GET
def run_pack(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a run as a pack for a meeting, with what is for coordinators only marked, or without it."""
    rows = Run.objects.visible_to(request.user).select_related("scenario").defer("problem", "names", "refusals")
    held = rows.exclude(plan_status="").filter(public_id=public_id).first()
    if held is None:
        raise Http404
    confidential = request.GET.get("confidential") != "out"
    context = {"run": held, "confidential": confidential, "pack": pack(held, request.user, confidential=confidential)}
    return render(request, "packs/run.html", context)


@require_GET
def public_pack(request: HttpRequest) -> HttpResponse:
    """Show the public totals of the latest published plan as a pack for a meeting, beside those of the one before."""
    totals = queries.published_plan()
    context: dict[str, object] = {}
    if totals is not None:
        earlier = queries.published_before(totals.run)
        context = totals_shown(totals)
        context["before"] = before = queries.totals_of(earlier) if earlier else None
        context["beside"] = [
            (tile.words, then, tile.value)
            for tile, then in zip(context["tiles"], _figures(before) if before else (), strict=False)
        ]
    return render(request, "packs/public.html", context)


def _figures(totals: queries.PlanTotals) -> tuple[int | None, ...]:
    return totals.needs, totals.served, totals.states
