"""A person's own account: name, language, mail, roles, second factor and sessions; and the link that stops mail."""

import hashlib

from allauth.mfa.totp.views import deactivate_totp
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from matchmaker import policies
from matchmaker.services import accounts, mail
from matchmaker.web import languages
from matchmaker.web.devices import device
from matchmaker.web.forms import AccountForm
from matchmaker.web.templatetags.presentation import figure


def _name(row: UserSession) -> str:
    """Name a session to its owner: not by its running number, which counts everybody's, nor by its key, which opens."""
    return hashlib.sha256(row.session_key.encode()).hexdigest()[:16]


@login_required
def give_up_codes(request: HttpRequest) -> HttpResponse:
    """Let those give one-time codes up who need none; tell the others why they stay."""
    if policies.needs_second_factor(request.user):
        return render(request, "mfa/totp/deactivate_form.html", {"kept": True})
    return deactivate_totp(request)


@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show the account and change what is the person's own to change."""
    user = request.user
    form = AccountForm(
        request.POST or None, initial={"name": user.first_name, "language": user.language, "digests": user.digests}
    )
    if request.method == "POST" and form.is_valid():
        accounts.describe(**form.cleaned_data, by=user, at=timezone.now())
        messages.success(request, _("Kept."))
        response = redirect("account")
        languages.remember(response, form.cleaned_data["language"])
        return response
    context = {
        "form": form,
        "roles": user.roles,
        "has_codes": accounts.has_second_factor(user),
        "has_recovery": accounts.has_recovery_codes(user),
        "needs_codes": policies.needs_second_factor(user),
        "sessions": [
            {
                "device": device(row.user_agent),
                "row": row,
                "name": _name(row),
                "here": row.session_key == request.session.session_key,
            }
            for row in accounts.sessions(user)
        ],
    }
    return render(request, "account/account.html", context)


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one of the own sessions, or all but this one."""
    rows = UserSession.objects.filter(user=request.user)
    asked = request.POST.get("session", "")
    if asked:
        ending = [row for row in rows if _name(row) == asked]
    else:
        ending = list(rows.exclude(session_key=request.session.session_key))
    ended = accounts.end_sessions(rows=ending, by=request.user, at=timezone.now())
    said = ngettext("%(n)s session has ended.", "%(n)s sessions have ended.", ended) % {"n": figure(ended)}
    messages.success(request, said)
    return redirect("account")


@csrf_exempt  # the mailbox itself asks, at the press of its button (RFC 8058); the link is signed
@require_http_methods(["GET", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a person's mail; only when asked by POST, since programs open every link of a mail."""
    user = mail.stopped_by(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        accounts.stop_mail(user=user, at=timezone.now())
    return render(request, "account/stop_mail.html", {"stopped": request.method == "POST"})
