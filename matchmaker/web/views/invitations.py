"""The link of an invitation: who has an account accepts, who has none makes one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from matchmaker.core.errors import MatchmakerError
from matchmaker.sentences import sentence
from matchmaker.services import accounts, memberships
from matchmaker.web import languages
from matchmaker.web.forms import NewAccountForm


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what is offered, and take it up."""
    try:
        found = memberships.find(secret=secret, at=timezone.now())
    except MatchmakerError as refused:
        return render(request, "account/invitation_gone.html", {"why": sentence(refused)}, status=404)
    owner = accounts.owner_of(found.email)
    form = NewAccountForm(request.POST or None) if owner is None else None
    if request.method == "POST":
        response = _accept(request, secret) if owner else _open(request, secret, form)
        if response:
            return response
    context = {"invitation": found, "owner": owner, "mine": owner == request.user, "form": form}
    return render(request, "account/invitation.html", context)


def _accept(request: HttpRequest, secret: str) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return None
    try:
        memberships.accept(secret=secret, by=request.user, at=timezone.now())
    except MatchmakerError as refused:
        messages.error(request, sentence(refused))
        return None
    messages.success(request, _("The role is yours."))
    return redirect("account")


def _open(request: HttpRequest, secret: str, form: NewAccountForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        memberships.open_account(secret=secret, **form.account, at=timezone.now(), language=languages.spoken())
    except MatchmakerError as refused:
        form.add_error(None, sentence(refused))
        return None
    messages.success(request, _("Your account is made: sign in with it."))
    return redirect("account_login")
