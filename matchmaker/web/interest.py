"""Interest shown in a pair, from either side: only a pair that its person was shown can be meant."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from matchmaker.models import Proposal
from matchmaker.services import proposals
from matchmaker.services.fits import Fit
from matchmaker.web.acting import done


def shown(request: HttpRequest, fits: Iterable[Fit], back: str) -> HttpResponse:
    """Put the pair that a form names before the coordinators, and lead to the proposal or back where it is refused."""
    meant = [request.POST.get(name, "") for name in ("need", "offer", "member")]
    fit = next((it for it in fits if [str(it.need.public_id), str(it.offer.public_id), it.code] == meant), None)
    if fit is None:
        raise Http404
    said = _("Your interest is before the coordinators; once endorsed, both sides are asked.")
    pair = {"need": fit.need, "member": fit.code, "offer": fit.offer, "quantity": fit.most}
    made = done(request, said, proposals.show_interest, **pair)
    return redirect("proposal", made.public_id) if isinstance(made, Proposal) else redirect(back)
