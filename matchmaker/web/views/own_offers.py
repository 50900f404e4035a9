"""The donor's own offers, the needs that they fit, and interest shown in a pair."""

from uuid import UUID

from django import forms
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matchmaker import actions
from matchmaker.core.vocabulary import MINOR_UNITS, Kind, Role
from matchmaker.models import Offer, Party, Proposal
from matchmaker.services import fits, offers
from matchmaker.services.offer_facts import AMENDED
from matchmaker.web import giving, labels, own
from matchmaker.web.acting import done
from matchmaker.web.forms import OpenNeedFilter
from matchmaker.web.guards import for_donors
from matchmaker.web.interest import shown
from matchmaker.web.records import passages
from matchmaker.web.site_forms import Day, Languages, SiteForm, States
from matchmaker.web.trail import told
from matchmaker.web.views.lists import paged
from matchmaker.web.views.proposals import ReasonForm

STEPS = ("publish", "withdraw", "close")


class OfferForm(SiteForm):
    """What a provider can give, to whom, when, and on which conditions."""

    provider = forms.ModelChoiceField(label=gettext_lazy("From"), queryset=Party.objects.none(), to_field_name="code")
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("In your own words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    kinds = forms.MultipleChoiceField(label=gettext_lazy("Kinds of help"), widget=forms.CheckboxSelectMultiple)
    themes = forms.MultipleChoiceField(label=gettext_lazy("Themes"), widget=forms.CheckboxSelectMultiple)
    items = forms.MultipleChoiceField(
        label=gettext_lazy("Only these items"), required=False, widget=forms.CheckboxSelectMultiple
    )
    pays_for = forms.MultipleChoiceField(
        label=gettext_lazy("Money may also pay for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    capacity = forms.DecimalField(label=gettext_lazy("How much in all"), min_value=0, max_digits=18, decimal_places=2)
    currency = forms.ChoiceField(label=gettext_lazy("Currency, for money"), required=False)
    start = forms.DateField(label=gettext_lazy("Open from"), widget=Day)
    end = forms.DateField(label=gettext_lazy("Open until"), widget=Day)
    eligible_states = States(label=gettext_lazy("Only these States"), required=False)
    eligible_regions = forms.MultipleChoiceField(
        label=gettext_lazy("Only these regions"), required=False, widget=forms.SelectMultiple(attrs={"size": 5})
    )
    eligible_groups = forms.MultipleChoiceField(
        label=gettext_lazy("Only these groups of States"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )
    excluded_states = States(label=gettext_lazy("Not these States"), required=False)
    languages = Languages()
    minimum_per_recipient = forms.DecimalField(
        label=gettext_lazy("Least for one State"), min_value=0, max_digits=18, decimal_places=2, required=False
    )
    maximum_per_recipient = forms.DecimalField(
        label=gettext_lazy("Most for one State"), min_value=0, max_digits=18, decimal_places=2, required=False
    )
    maximum_recipients = forms.IntegerField(
        label=gettext_lazy("For at most so many States"), min_value=1, max_value=200, required=False
    )
    opening_minimum = forms.DecimalField(
        label=gettext_lazy("Takes place only from"), min_value=0, max_digits=18, decimal_places=2, required=False
    )
    visibility = forms.ChoiceField(label=gettext_lazy("Shown to"))
    browse_only = forms.BooleanField(
        label=gettext_lazy("Only to be browsed: no plan may use it by itself"), required=False
    )
    ceiling_notes = forms.CharField(
        label=gettext_lazy("Notes for coordinators only"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: object, providers: list[int], **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["provider"].queryset = Party.objects.filter(pk__in=providers)
        if len(providers) == 1:
            self.fields["provider"].initial = Party.objects.get(pk=providers[0])
        for name, of in (("kinds", "kind"), ("themes", "theme"), ("items", "item"), ("visibility", "visibility")):
            self.fields[name].choices = labels.choices(of)
        self.fields["pays_for"].choices = [choice for choice in labels.choices("kind") if choice[0] != Kind.FUNDING]
        self.fields["currency"].choices = [("", _("None")), *((code, code) for code in sorted(MINOR_UNITS))]
        self.fields["eligible_regions"].choices = [(name, labels.label(name, "region")) for name in giving.regions()]
        self.fields["eligible_groups"].choices = [(name, name) for name in giving.groups()]

    @property
    def facts(self) -> dict[str, object]:
        """The facts as the service takes them."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "provider"}
        for name in ("minimum_per_recipient", "opening_minimum"):
            facts[name] = facts[name] or 0
        for name in ("eligible_states", "excluded_states"):
            facts[name] = [state.code for state in facts[name]]
        return facts


class RenewForm(SiteForm):
    """Until when an offer stays open."""

    until = forms.DateField(label=gettext_lazy("Open until"), widget=Day)


@for_donors
@require_http_methods(["GET", "POST"])
def new_offer(request: HttpRequest) -> HttpResponse:
    """Write an offer as a draft."""
    form = OfferForm(request.POST or None, providers=request.user.parties(Role.PROVIDER))
    if request.method == "POST" and form.is_valid():
        said = _("Written as a draft that only you see: look it over, then publish it.")
        offer = done(request, said, offers.create, form=form, provider=form.cleaned_data["provider"], **form.facts)
        if isinstance(offer, Offer):
            return redirect("my-offer", offer.public_id)
    return render(request, "desks/offer_form.html", {"form": form})


@for_donors
@require_http_methods(["GET", "POST"])
def change_offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Amend an own offer."""
    offer = _own(request, public_id)
    first = {name: getattr(offer, name) for name in OfferForm.base_fields if name != "provider"}
    for name in ("capacity", "minimum_per_recipient", "maximum_per_recipient", "opening_minimum"):
        if first[name] is not None:
            first[name] = f"{first[name].normalize():f}"
    form = OfferForm(request.POST or None, initial=first, providers=request.user.parties(Role.PROVIDER))
    del form.fields["provider"]
    form.fields["languages"].keep(offer.languages)
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.facts.items() if name in AMENDED}
        if done(request, _("Amended."), offers.amend, form=form, offer=offer, **facts):
            return redirect("my-offer", public_id)
    return render(request, "desks/offer_form.html", {"form": form, "offer": offer})


@for_donors
@require_GET
def my_offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an own offer: what is left, what it may do next, whom it fits, what is agreed."""
    return _page(request, _own(request, public_id))


@for_donors
@require_POST
def step(request: HttpRequest, public_id: UUID, action: str) -> HttpResponse:
    """Publish, withdraw or close an own offer."""
    offer = _own(request, public_id)
    said = {"publish": _("Published."), "withdraw": _("Withdrawn."), "close": _("Closed.")}[action]
    reason = ""
    if action == "withdraw":
        form = ReasonForm(request.POST, prefix=action)
        if not form.is_valid():
            return _page(request, offer, withdraw=form)
        reason = form.cleaned_data["reason"]
    done(request, said, offers.advance, offer=offer, action=action, reason=reason)
    return redirect("my-offer", public_id)


@for_donors
@require_POST
def renew(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep an own offer open."""
    offer = _own(request, public_id)
    form = RenewForm(request.POST, prefix="renew")
    if not form.is_valid():
        return _page(request, offer, renew=form)
    done(request, _("Renewed."), offers.renew, form=form, offer=offer, **form.cleaned_data)
    if form.errors:
        return _page(request, offer, renew=form)
    return redirect("my-offer", public_id)


@for_donors
@require_GET
def open_needs(request: HttpRequest) -> HttpResponse:
    """List the visible needs that own offers fit, with who else is known to be active there."""
    fitting = fits.of_own_offers(request.user)
    form = OpenNeedFilter(request.GET, [fit.need for fit in fitting.rows])
    if form.wanted.get("text"):
        prefetch_related_objects([fit.need for fit in fitting.rows], "passages")
    listed = paged(form, [fit for fit in fitting.rows if form.passes(fit.need)], not_exported=())
    prefetch_related_objects([fit.need for fit in listed["page"]], "passages")
    wanted = request.GET.copy()
    wanted.pop("page", None)
    active = giving.active(request.user, fitting.helped)
    live = Proposal.objects.live().of_parties(request.user).values_list("need", "member", "offer", "public_id")
    before = {(need, member, offer): public_id for need, member, offer, public_id in live}
    rows = [
        {
            "need": fit.need,
            "offer": fit.offer,
            "member": fit.member,
            "most": fit.most,
            "passages": passages(fit.need),
            "active": active.get((fit.need.state_id, fit.need.theme), []),
            "proposed": before.get((fit.need.pk, fit.code, fit.offer.pk)),
        }
        for fit in listed["page"]
    ]
    context = {
        **listed,
        "rows": rows,
        "kept": request.user.kept_filters.all(),
        "wanted": wanted.urlencode(),
        "offering": bool(fitting.offers),
    }
    return render(request, "desks/open_needs.html", context)


@for_donors
@require_POST
def interest(request: HttpRequest) -> HttpResponse:
    """Show interest in a pair of a visible need and an own offer."""
    return shown(request, fits.of_own_offers(request.user).rows, reverse("open-needs"))


def _own(request: HttpRequest, public_id: UUID) -> Offer:
    offer = own.offer(request.user, public_id)
    if offer is None:
        raise Http404
    return offer


def _page(request: HttpRequest, offer: Offer, **bound: forms.Form) -> HttpResponse:
    forms_of = {"withdraw": ReasonForm, "renew": RenewForm}
    context = {
        "offer": offer,
        "actions": actions.on(request.user, offer, timezone.now()),
        "forms": {name: bound.get(name) or form(prefix=name) for name, form in forms_of.items()},
        "bound": list(bound),
        "history": list(told(own.history(request.user, offer.public_id))),
        "proposals": own.proposals(request.user, Role.PROVIDER).filter(offer=offer),
        "commitments": own.commitments(request.user, Role.PROVIDER).filter(offer=offer),
    }
    return render(request, "desks/offer.html", context)
