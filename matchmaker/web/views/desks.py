"""Where people begin: the desk of a State that asks, and the desk of a donor."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from matchmaker.core.vocabulary import Role
from matchmaker.services import waiting
from matchmaker.web import own, tasks
from matchmaker.web.guards import for_donors, for_requesting


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Lead a person to the own desk; whoever has none, to the needs."""
    return redirect(own.desk(request.user) or "needs")


@for_requesting
@require_GET
def requesting(request: HttpRequest) -> HttpResponse:
    """Show what waits for a State, where each of its needs stands, and what is agreed."""
    proposals = list(own.proposals(request.user, Role.FOCAL_POINT))
    commitments = list(own.commitments(request.user, Role.FOCAL_POINT))
    context = {
        "tasks": list(tasks.told(waiting.for_requesting(request.user, timezone.now()))),
        "cycles": own.places(request.user, proposals, commitments),
        "proposals": proposals,
        "commitments": commitments,
    }
    return render(request, "desks/requesting.html", context)


@for_donors
@require_GET
def donor(request: HttpRequest) -> HttpResponse:
    """Show what waits for a provider, what is left of each offer, and what is agreed."""
    context = {
        "tasks": list(tasks.told(waiting.for_donor(request.user, timezone.now()))),
        "offers": own.offers(request.user),
        "proposals": own.proposals(request.user, Role.PROVIDER),
        "commitments": own.commitments(request.user, Role.PROVIDER),
    }
    return render(request, "desks/donor.html", context)
