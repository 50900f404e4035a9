"""Offers that would fit an own need, and interest shown in one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from matchmaker.core.vocabulary import NeedStatus
from matchmaker.models import Need, Proposal
from matchmaker.services import fits
from matchmaker.web import own
from matchmaker.web.guards import for_requesting
from matchmaker.web.interest import shown

OPEN = (NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET)


@for_requesting
@require_GET
def open_offers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """List the offers that the State may see and that no rule keeps from its need."""
    need = _open(request, public_id)
    live = Proposal.objects.live().of_parties(request.user).filter(need=need)
    before = {(member, offer): found for member, offer, found in live.values_list("member", "offer", "public_id")}
    rows = [
        {"fit": fit, "proposed": before.get((fit.code, fit.offer.pk))} for fit in fits.of_own_need(need, request.user)
    ]
    return render(request, "desks/open_offers.html", {"need": need, "rows": rows})


@for_requesting
@require_POST
def interest(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show interest in one of these offers."""
    return shown(
        request, fits.of_own_need(_open(request, public_id), request.user), reverse("open-offers", args=[public_id])
    )


def _open(request: HttpRequest, public_id: UUID) -> Need:
    need = own.needs(request.user).filter(public_id=public_id, status__in=OPEN).first()
    if need is None:
        raise Http404
    return need
