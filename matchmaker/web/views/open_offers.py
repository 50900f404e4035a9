"""Offers that would fit an own need, and interest shown in one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from matchmaker import queries
from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import NeedStatus, OfferStatus
from matchmaker.models import Need, Offer, Proposal
from matchmaker.services.fits import Fit, fits
from matchmaker.services.problems import used_in_sight
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
    rows = [{"fit": fit, "proposed": before.get((fit.code, fit.offer.pk))} for fit in _fits(request, need)]
    return render(request, "desks/open_offers.html", {"need": need, "rows": rows})


@for_requesting
@require_POST
def interest(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show interest in one of these offers."""
    return shown(request, _fits(request, _open(request, public_id)), reverse("open-offers", args=[public_id]))


def _open(request: HttpRequest, public_id: UUID) -> Need:
    need = own.needs(request.user).filter(public_id=public_id, status__in=OPEN).first()
    if need is None:
        raise Http404
    return need


def _fits(request: HttpRequest, need: Need) -> list[Fit]:
    """Return the pairs of a need by provider, judged beside the State's other needs: one may say another again."""
    offers = Offer.objects.visible_to(request.user).filter(status__in=[OfferStatus.PUBLISHED, OfferStatus.EXHAUSTED])
    found = fits(
        needs=Need.objects.owned_by(request.user).filter(state=need.state, status__in=OPEN),
        offers=offers,
        cycle=queries.latest_cycle() or need.cycle,
        by=request.user,
        used=used_in_sight(request.user),
    )
    own_pairs = [fit for fit in found.rows if fit.need.pk == need.pk]
    return sorted(own_pairs, key=lambda fit: (alphabetical(fit.offer.provider.name), fit.offer.pk, fit.code))
