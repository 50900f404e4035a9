"""One commitment from agreement to the answer after twelve months."""

from collections.abc import Container
from datetime import date
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from matchmaker import actions, contacts, policies
from matchmaker.core.vocabulary import CommitmentStatus, Side
from matchmaker.models import Commitment, Delivery
from matchmaker.services import commitments, deliveries
from matchmaker.web import labels, own
from matchmaker.web.acting import done
from matchmaker.web.site_forms import SiteForm
from matchmaker.web.templatetags.presentation import along, listing
from matchmaker.web.views.proposals import ReasonForm

YES_OR_NO = [("", "–"), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
STEPS = (
    CommitmentStatus.AGREED,
    CommitmentStatus.IN_DELIVERY,
    CommitmentStatus.DELIVERED,
    CommitmentStatus.CONFIRMED,
    CommitmentStatus.FOLLOWED_UP,
)


class DeliveryForm(SiteForm):
    """What was in fact given."""

    quantity = forms.DecimalField(label=gettext_lazy("Delivered"), min_value=0, max_digits=18, decimal_places=3)
    people = forms.IntegerField(
        label=gettext_lazy("People who took part"), min_value=0, max_value=10**6, required=False
    )
    women = forms.IntegerField(label=gettext_lazy("Women among them"), min_value=0, max_value=10**6, required=False)
    text = forms.CharField(
        label=gettext_lazy("Remarks"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class FollowUpForm(SiteForm):
    """What came of it, asked after twelve months."""

    in_use = forms.ChoiceField(label=gettext_lazy("Still in use?"), choices=YES_OR_NO)
    adequate = forms.ChoiceField(label=gettext_lazy("Was it adequate?"), choices=YES_OR_NO)
    effective = forms.ChoiceField(label=gettext_lazy("Was it effective?"), choices=YES_OR_NO)
    sustainable = forms.ChoiceField(label=gettext_lazy("Will it last?"), choices=YES_OR_NO)
    lesson = forms.CharField(
        label=gettext_lazy("A lesson for others"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    publish = forms.BooleanField(label=gettext_lazy("The lesson may be published"), required=False)

    @property
    def answers(self) -> dict[str, object]:
        """The answers as the service takes them."""
        asked = ("in_use", "adequate", "effective", "sustainable")
        told = {name: self.cleaned_data[name] == "yes" for name in asked}
        return told | {name: self.cleaned_data[name] for name in ("lesson", "publish")}


@login_required
@require_GET
def commitment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a commitment to its sides and to coordinators; to others it does not exist."""
    return _page(request, _found(request, public_id))


@login_required
@require_POST
def start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that delivery has begun."""
    done(request, _("Delivery has begun."), deliveries.start, commitment=_found(request, public_id))
    return redirect("commitment", public_id)


@login_required
@require_POST
def deliver(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down what was given."""
    found = _found(request, public_id)
    form = DeliveryForm(request.POST, prefix="deliver")
    if not form.is_valid():
        return _page(request, found, deliver=form)
    said = _("Written down; the recipient is asked to confirm.")
    done(request, said, deliveries.deliver, form=form, commitment=found, **form.cleaned_data)
    if form.errors:
        return _page(request, found, deliver=form)
    return redirect("commitment", public_id)


@login_required
@require_POST
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Confirm that it has come."""
    done(request, _("Confirmed."), deliveries.confirm, commitment=_found(request, public_id))
    return redirect("commitment", public_id)


@login_required
@require_POST
def follow_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer what came of it."""
    found = _found(request, public_id)
    form = FollowUpForm(request.POST, prefix="follow_up")
    if not form.is_valid():
        return _page(request, found, follow_up=form)
    done(request, _("Thank you: your answer is kept."), deliveries.follow_up, commitment=found, **form.answers)
    return redirect("commitment", public_id)


@login_required
@require_POST
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Cancel by a counter-entry."""
    found = _found(request, public_id)
    form = ReasonForm(request.POST, prefix="cancel")
    if not form.is_valid():
        return _page(request, found, cancel=form)
    done(request, _("Cancelled by a counter-entry."), commitments.cancel, commitment=found, **form.cleaned_data)
    return redirect("commitment", public_id)


@login_required
@require_POST
def release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Agree as a side that the commitment may be public."""
    said = _("Agreed; it is public once both sides agree.")
    done(request, said, commitments.release, commitment=_found(request, public_id))
    return redirect("commitment", public_id)


def _found(request: HttpRequest, public_id: UUID) -> Commitment:
    rows = (
        Commitment.objects.visible_to(request.user)
        .filter(reverses=None)
        .select_related("need__state", "offer__provider", "implementer", "proposal__need__state", "proposal__offer")
    )
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _outcome(told: Delivery) -> str:
    """Say in a row what the recipient answered after twelve months."""
    words = (
        _("still in use") if told.in_use else _("no longer in use"),
        _("adequate") if told.adequate else _("not adequate"),
        _("effective") if told.effective else _("not effective"),
        _("will last") if told.sustainable else _("will not last"),
    )
    return listing(words)


def _due(found: Commitment) -> date | None:
    """Return from when on it is asked what came of it, until that day has come."""
    due = found.follow_up_due
    return due if due is not None and timezone.localdate() < due else None


def _next(found: Commitment, open_to: Container[str]) -> str:
    """Say whose step is next, to those whose step it is not."""
    taken = labels.state(found.proposal.member) if found.proposal.member else found.need.state.name
    giver, taker = {"who": found.offer.provider.name}, {"who": taken}
    words = {
        "start": _("Next: %(who)s says that delivery has begun.") % giver,
        "deliver": _("Next: %(who)s writes down what was delivered.") % giver,
        "confirm": _("Next: %(who)s confirms what has come.") % taker,
        "follow_up": _("Next: %(who)s is asked, twelve months after the confirmation, what came of it.") % taker,
    }
    step = dict(zip(STEPS, words, strict=False)).get(CommitmentStatus(found.status))
    return words[step] if step and step not in open_to else ""


FORMS = {"deliver": DeliveryForm, "follow_up": FollowUpForm, "cancel": ReasonForm}


def _page(request: HttpRequest, found: Commitment, **bound: forms.Form) -> HttpResponse:
    open_to = actions.on(request.user, found, timezone.now())
    delivery = Delivery.objects.visible_to(request.user).filter(commitment=found).first()
    first = {"deliver": {"quantity": f"{found.quantity.normalize():f}"}}
    context = {
        "commitment": found,
        "delivery": delivery,
        "outcome": _outcome(delivery) if delivery and found.followed_up_at else "",
        # Of a side that is closed to the reader a commitment tells what it is about, and no more.
        "reads": {
            "need": policies.reads_need(request.user, found.need),
            "offer": policies.reads_offer(request.user, found.offer),
            "sides": policies.reads_sides(request.user, found),
        },
        "actions": open_to,
        "forms": {name: bound.get(name) or form(prefix=name, initial=first.get(name)) for name, form in FORMS.items()},
        "bound": list(bound),
        "steps": along(STEPS, found.status),
        "next": _next(found, open_to),
        "due": _due(found) if Side.RECIPIENT in policies.sides_of(request.user, found.proposal) else None,
        "contacts": contacts.exchanged([found], request.user)[found.pk],
        "can_release": "release" in open_to,
        "desk": own.desk(request.user),
    }
    return render(request, "commitments/commitment.html", context)
