"""One proposal before its people: both sides of it, who has answered, and what each may do."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from matchmaker import actions, policies
from matchmaker.core.vocabulary import DeclineCode, ProposalStatus, Role, Side
from matchmaker.models import Party, Proposal, User
from matchmaker.models.parties import name_in_order
from matchmaker.models.proposals import LIVE
from matchmaker.services import grounds, overrides, proposals
from matchmaker.web import labels, own
from matchmaker.web.acting import done
from matchmaker.web.guards import freshly_signed_in
from matchmaker.web.prices import consequences, known
from matchmaker.web.records import passages
from matchmaker.web.site_forms import SiteForm
from matchmaker.web.templatetags.presentation import measured, money_words


class ImplementerForm(SiteForm):
    """Who is to carry it out, chosen by name."""

    implementer = forms.ModelChoiceField(
        label=gettext_lazy("Who carries it out"), queryset=Party.objects.none(), to_field_name="code"
    )

    def complete(self) -> None:
        """Offer every party."""
        self.fields["implementer"].queryset = Party.objects.order_by(name_in_order())


class DeclineForm(SiteForm):
    """Why not: a code, and words for those who read it."""

    code = forms.ChoiceField(label=gettext_lazy("Why"))
    text = forms.CharField(
        label=gettext_lazy("In your words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def complete(self) -> None:
        """Offer the codes; a counter is a form of its own."""
        known = [choice for choice in labels.choices("decline_code") if choice[0] != DeclineCode.COUNTERED]
        self.fields["code"].choices = [("", _("Choose")), *known]


class CounterForm(SiteForm):
    """Another quantity instead, with the reason."""

    quantity = forms.DecimalField(label=gettext_lazy("Quantity instead"), min_value=0, max_digits=18, decimal_places=3)
    text = forms.CharField(label=gettext_lazy("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(SiteForm):
    """A reason in a sentence."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


@login_required
@require_GET
def proposal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a proposal to those who have part in it and to coordinators; to others it does not exist."""
    return _page(request, _found(request, public_id))


@login_required
@require_POST
def accept(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say yes for a side; the last yes makes a commitment."""
    found = _found(request, public_id)
    side = _side(request, found)
    after = done(request, "", proposals.accept, proposal=found, side=side)
    made = after and found.commitments.first()
    if after:
        said = _("That was the last yes: it is agreed, and each side sees here what it does next.")
        messages.success(request, said if made else _("Your yes is kept."))
    return redirect("commitment", made.public_id) if made else redirect("proposal", public_id)


@login_required
@require_POST
def decline(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say no for a side."""
    found = _found(request, public_id)
    form = DeclineForm(request.POST, prefix="decline")
    if not form.is_valid():
        return _page(request, found, decline=form)
    done(
        request,
        _("Your no is kept."),
        proposals.decline,
        proposal=found,
        side=_side(request, found),
        **form.cleaned_data,
    )
    return redirect("proposal", public_id)


@login_required
@require_POST
def counter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Propose another quantity."""
    found = _found(request, public_id)
    form = CounterForm(request.POST, prefix="counter")
    if not form.is_valid():
        return _page(request, found, counter=form)
    said = _("Your counter-proposal stands beside it.")
    fresh = done(request, said, proposals.counter, form=form, proposal=found, **form.cleaned_data)
    if form.errors:
        return _page(request, found, counter=form)
    return redirect("proposal", fresh.public_id if isinstance(fresh, Proposal) else public_id)


@login_required
@require_POST
def name_implementer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say who carries it out."""
    found = _found(request, public_id)
    form = ImplementerForm(request.POST, prefix="implementer")
    if not form.is_valid():
        return _page(request, found, name_implementer=form)
    done(
        request,
        _("Named; the recipient is asked on this ground."),
        proposals.name_implementer,
        proposal=found,
        **form.cleaned_data,
    )
    return redirect("proposal", public_id)


@login_required
@require_POST
@freshly_signed_in
def endorse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stand behind a proposal as a coordinator."""
    found = _found(request, public_id)
    reason = request.POST.get("endorse-reason", "")[:2000].replace("\x00", "")
    after = done(request, _("Kept."), proposals.endorse, proposal=found, reason=reason)
    if isinstance(after, Proposal) and after.status == ProposalStatus.PROPOSED:
        messages.info(request, _("It stands outside the plan: another coordinator must endorse it as well."))
    return redirect("proposal", public_id)


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a proposal back as a coordinator."""
    found = _found(request, public_id)
    form = ReasonForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        return _page(request, found, withdraw=form)
    done(request, _("Withdrawn."), proposals.withdraw, proposal=found, **form.cleaned_data)
    return redirect("proposal", public_id)


def _found(request: HttpRequest, public_id: UUID) -> Proposal:
    rows = Proposal.objects.visible_to(request.user).select_related(
        "need__state", "need__report", "offer__provider", "implementer", "endorsed_by", "replaces"
    )
    found = rows.prefetch_related("need__passages", "answers__by", "countered_by").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _side(request: HttpRequest, found: Proposal) -> Side:
    """Return the side that a form speaks for; what is none of the person's own does not exist."""
    side = request.POST.get("side", "")
    if side not in policies.sides_of(request.user, found):
        raise Http404
    return Side(side)


def _page(request: HttpRequest, found: Proposal, **bound: forms.Form) -> HttpResponse:
    if found.status in LIVE:
        found.stands_on_its_grounds = grounds.stand(found)
    open_to = actions.on(request.user, found, timezone.now())
    said = {answer.side: answer for answer in found.answers.all() if answer.stands or not answer.accepts}
    mine = policies.sides_of(request.user, found)
    # Who gives most often carries it out as well.
    first = {"name_implementer": {"implementer": (found.implementer or found.offer.provider).code}}
    need, open_sides = found.need, [side for side in Side if side in mine and "accept" in open_to and side not in said]
    context = {
        "proposal": found,
        "quantity": measured(found.quantity, need.unit, item=need.item, currency=need.currency),
        "money": money_words(found.money, found.currency),
        # Of a side that is closed to the reader the proposal tells what it is about, and no more.
        "reads": {
            "need": policies.reads_need(request.user, need),
            "offer": policies.reads_offer(request.user, found.offer),
        },
        "passages": passages(need),
        "sides": [(side, _party(found, side), said.get(side)) for side in Side],
        "open_sides": open_sides,
        "answered": bool(mine) and found.status == ProposalStatus.ENDORSED and not open_sides,
        "decline_sides": [side for side in Side if side in mine],
        "actions": open_to,
        "forms": {
            name: bound.get(name) or form(prefix=_prefix(name), initial=first.get(name)) for name, form in FORMS.items()
        },
        "bound": list(bound),
        "desk": own.desk(request.user),
        "off_plan": "endorse" in open_to and overrides.off_plan(found) is not None,
        "asked": _asked(request.user, found),
        "recused": request.user.holds(Role.COORDINATOR)
        and not policies.coordinates_without_interest(request.user, found),
        "replaces": found.replaces,
        "countered_by": next(iter(found.countered_by.all()), None),
    }
    return render(request, "proposals/proposal.html", context)


def _asked(user: User, found: Proposal) -> dict[str, object] | None:
    """Return, for coordinators, the standing decision to endorse outside the plan: who, why, and whom it costs."""
    if not user.holds(Role.COORDINATOR):
        return None
    override = found.overrides.filter(status__in=overrides.STANDING).select_related("asked_by").first()
    if override is None:
        return None
    return {
        "override": override,
        "mine": override.asked_by_id == user.pk,
        "price": consequences(override.price, known(user, [override.price])),
    }


FORMS = {"decline": DeclineForm, "counter": CounterForm, "name_implementer": ImplementerForm, "withdraw": ReasonForm}


def _prefix(name: str) -> str:
    return "implementer" if name == "name_implementer" else name


def _party(found: Proposal, side: Side) -> str:
    if side == Side.PROVIDER:
        return found.offer.provider.name
    if side == Side.RECIPIENT:
        member = Party.objects.filter(code=found.member).first() if found.member else None
        return f"{member.name} ({found.need.state.name})" if member else found.need.state.name
    return found.implementer.name if found.implementer else _("nobody is named yet")
