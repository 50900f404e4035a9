"""A person's own tokens of the API: made for a program, shown once, revoked."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from matchmaker import queries
from matchmaker.services import tokens as services
from matchmaker.web.acting import done
from matchmaker.web.forms import TokenForm
from matchmaker.web.guards import freshly_signed_in


@login_required
@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens that stand."""
    return _page(request, TokenForm())


@login_required
@require_POST
@freshly_signed_in
def make(request: HttpRequest) -> HttpResponse:
    """Make a token and show it, this once."""
    form = TokenForm(request.POST)
    if form.is_valid() and (
        made := done(request, _("The token is made."), services.issue, form=form, **form.cleaned_data)
    ):
        return _page(request, TokenForm(), words=made[1])
    return _page(request, form)


@login_required
@require_POST
def revoke(request: HttpRequest, token_key: str) -> HttpResponse:
    """Revoke a token, at once."""
    done(request, _("The token is revoked."), services.revoke, token_key=token_key)
    return redirect("tokens")


def _page(request: HttpRequest, form: TokenForm, *, words: str | None = None) -> HttpResponse:
    rows = queries.tokens_of(request.user).exclude(expiry__lt=timezone.now())
    answer = render(request, "account/tokens.html", {"form": form, "rows": rows, "words": words})
    answer["Cache-Control"] = "private, no-store"
    return answer
