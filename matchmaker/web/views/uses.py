"""A donor looks for the best use: where more of an offer would do the most, and filters kept for the next visit."""

from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import MINOR_UNITS, OfferStatus, Role
from matchmaker.models import Offer, Party, User
from matchmaker.sentences import sentence
from matchmaker.services import filters, fits
from matchmaker.services import uses as weighed
from matchmaker.web import giving, own
from matchmaker.web.acting import done
from matchmaker.web.forms import OpenNeedFilter
from matchmaker.web.guards import for_donors
from matchmaker.web.site_forms import SiteForm, Titles

SHOWN = 10


class UsesForm(SiteForm):
    """More of what: of an own offer, or money that is kept to nothing."""

    takes_focus = False
    offer = forms.ChoiceField(label=gettext_lazy("More of"), required=False, widget=Titles)
    more = forms.DecimalField(label=gettext_lazy("How much"), min_value=0, max_digits=14, decimal_places=2)
    currency = forms.ChoiceField(label=gettext_lazy("Currency, for money without conditions"), required=False)

    def __init__(self, data: object, offers: Sequence[Offer]) -> None:
        self.offers = {str(offer.public_id): offer for offer in offers}
        super().__init__(data)

    def complete(self) -> None:
        """Offer the own offers by their titles."""
        titles = [(public_id, offer.title) for public_id, offer in self.offers.items()]
        self.fields["offer"].choices = [("", _("Money without conditions")), *titles]
        self.fields["offer"].widget.languages = {key: offer.language for key, offer in self.offers.items()}
        self.fields["currency"].choices = [(code, code) for code in sorted(MINOR_UNITS)]

    @property
    def chosen(self) -> Offer | None:
        """The own offer that was chosen; None for money without conditions."""
        return self.offers.get(self.cleaned_data.get("offer", ""))


@for_donors
@require_GET
def uses(request: HttpRequest) -> HttpResponse:
    """Show the visible needs for which more of an offer would do the most, beside what the own offers do already."""
    offers = list(own.offers(request.user).filter(status=OfferStatus.PUBLISHED))
    first = {"offer": offers[0].public_id, "more": "1"} if offers else {"offer": "", "more": "50000"}
    form = UsesForm(request.GET or first | {"currency": "USD"}, offers)
    found = weighed.Uses()
    if form.is_valid():
        try:
            found = _weighed(form, request.user)
        except MatchmakerError as refused:
            form.add_error(None, sentence(refused))
    offer = form.chosen
    told = giving.told(request.user, found.rows[:SHOWN], found.helped, offer)
    more = max(0, len(found.rows) - SHOWN)
    return render(request, "desks/uses.html", {"form": form, "rows": told, "more": more, "offer": offer})


def _weighed(form: UsesForm, user: User) -> weighed.Uses:
    more: Decimal = form.cleaned_data["more"]
    if offer := form.chosen:
        return weighed.of_offer(offer=offer, more=more, by=user, offers=list(form.offers.values()))
    provider = Party.objects.filter(pk__in=user.parties(Role.PROVIDER)).order_by("pk")[0]
    facts = {"currency": form.cleaned_data["currency"] or "USD", "offers": list(form.offers.values())}
    return weighed.of_money(provider=provider, amount=more, by=user, **facts)


@for_donors
@require_POST
def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the list of open needs under a name."""
    needs = [fit.need for fit in fits.of_own_offers(request.user).rows]
    wanted = {name: str(value) for name, value in OpenNeedFilter(request.POST, needs).wanted.items()}
    name = request.POST.get("name", "")
    done(request, _("The filter is kept for your next visit."), filters.keep, name=name, wanted=wanted)
    return redirect(reverse("open-needs", query=wanted))


@for_donors
@require_POST
def forget_filter(request: HttpRequest) -> HttpResponse:
    """Take a kept filter away."""
    done(request, _("The filter is gone."), filters.forget, name=request.POST.get("name", ""))
    return redirect("open-needs")
