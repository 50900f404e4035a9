"""The administrator's page: who holds which role, who is invited; inviting, and taking back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from matchmaker import queries
from matchmaker.core.errors import MatchmakerError
from matchmaker.models import Invitation, Membership
from matchmaker.sentences import sentence
from matchmaker.services import memberships
from matchmaker.web.forms import InvitationForm
from matchmaker.web.guards import for_administrators, freshly_signed_in


@for_administrators
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List people by role, and the invitations that nobody has taken up."""
    return _page(request, InvitationForm())


@for_administrators
@require_POST
@freshly_signed_in
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a person to a role."""
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            memberships.invite(**form.cleaned_data, by=request.user, at=timezone.now())
        except MatchmakerError as refused:
            form.add_error(None, sentence(refused))
        else:
            messages.success(request, _("The invitation is on its way to %(to)s.") % {"to": form.cleaned_data["email"]})
            return redirect("people")
    return _page(request, form)


@for_administrators
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    found = Invitation.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return _done(request, _("The invitation is taken back."), memberships.withdraw, invitation=found)


@for_administrators
@require_POST
@freshly_signed_in
def revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a role back."""
    found = Membership.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    reason = request.POST.get("reason", "")[:500]
    return _done(request, _("The role is taken back."), memberships.revoke, membership=found, reason=reason)


def _done(request: HttpRequest, said: str, act: object, **what: object) -> HttpResponse:
    try:
        act(**what, by=request.user, at=timezone.now())
    except MatchmakerError as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, said)
    return redirect("people")


def _page(request: HttpRequest, form: InvitationForm) -> HttpResponse:
    context = {
        "form": form,
        "memberships": queries.memberships(),
        "invitations": Invitation.objects.open().select_related("party", "invited_by"),
        "now": timezone.now(),
    }
    return render(request, "account/people.html", context, status=400 if form.errors else 200)
