"""Tokens of the API: several a person, kept as digests only, with a last day."""

from datetime import datetime, timedelta

from django.db import transaction
from knox.models import AuthToken

from matchmaker import policies
from matchmaker.core.errors import MatchmakerError
from matchmaker.models import User

from . import audit

LONGEST = timedelta(days=365)
MOST = 20
"""How many tokens one person may hold."""


@transaction.atomic
def issue(
    *,
    by: User,
    at: datetime,
    days: int = 90,
    no_later_than: datetime | None = None,
    signed_in_at: datetime | None = None,
) -> tuple[AuthToken, str]:
    """Return a new token with its words, which are told this once; one made by another token does not outlive it.

    It is dated by the sign-in that stands behind it, so that a token makes none that is fresher than itself.
    """
    policies.require_fresh_sign_in(by, at)
    ends = at + min(timedelta(days=days), LONGEST)
    if no_later_than is not None:
        ends = min(ends, no_later_than)
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    AuthToken.objects.filter(user=by, expiry__lt=at).delete()
    if AuthToken.objects.filter(user=by).count() >= MOST:
        raise MatchmakerError(
            "too_many_tokens", "You hold %(most)s tokens: revoke one that you no longer need.", most=MOST
        )
    row, words = AuthToken.objects.create(user=by, expiry=None)
    AuthToken.objects.filter(pk=row.pk).update(expiry=ends, created=signed_in_at or by.signed_in_at or at)
    row.refresh_from_db()
    audit.record(by=by, at=at, action="issue_token", of=by, new={"token": row.token_key, "expires": ends.isoformat()})
    return row, words


@transaction.atomic
def revoke(*, by: User, at: datetime, token_key: str) -> None:
    """End a token of one's own."""
    gone, _ = AuthToken.objects.filter(user=by, token_key=token_key).delete()
    if not gone:
        raise MatchmakerError("unknown_token", "You hold no such token: name one of those that are listed.")
    audit.record(by=by, at=at, action="revoke_token", of=by, old={"token": token_key})
