"""What waits for a coordinator, and a need on its way from its State to circulation."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from matchmaker import policies
from matchmaker.core import lifecycle
from matchmaker.models import Need
from matchmaker.services import needs, waiting
from matchmaker.web import tasks
from matchmaker.web.acting import done
from matchmaker.web.guards import for_coordinators
from matchmaker.web.records import passages
from matchmaker.web.templatetags.presentation import along
from matchmaker.web.views.proposals import ReasonForm
from matchmaker.web.views.standing import WAY

STEPS = ("authenticate", "return", "circulate")


@for_coordinators
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """List what waits for a coordinator whose own State has no part in it."""
    found = list(tasks.told(waiting.for_coordinator(request.user, timezone.now())))
    return render(request, "desks/inbox.html", {"tasks": found})


@for_coordinators
@require_GET
def received_need(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a need that a State submitted, with what may be done."""
    return _page(request, _found(request, public_id))


@for_coordinators
@require_POST
def step(request: HttpRequest, public_id: UUID, action: str) -> HttpResponse:
    """Authenticate, return or circulate a need."""
    need, reason = _found(request, public_id), ""
    said = {"authenticate": _("Authenticated."), "return": _("Returned."), "circulate": _("Circulated.")}[action]
    if action == "return":
        form = ReasonForm(request.POST, prefix=action)
        if not form.is_valid():
            return _page(request, need, form)
        reason = form.cleaned_data["reason"]
    done(request, said, needs.advance, need=need, action=action, reason=reason)
    return redirect("inbox")


def _found(request: HttpRequest, public_id: UUID) -> Need:
    rows = Need.objects.visible_to(request.user).select_related("state", "report").prefetch_related("passages")
    need = rows.filter(public_id=public_id).first()
    if need is None:
        raise Http404
    return need


def _page(request: HttpRequest, need: Need, form: forms.Form | None = None) -> HttpResponse:
    context = {
        "need": need,
        "passages": passages(need),
        "steps": along(WAY, need.status),
        "actions": lifecycle.allowed("need", need.status, policies.roles_for(request.user, need.state)),
        "form": form or ReasonForm(prefix="return"),
    }
    return render(request, "desks/received_need.html", context)
