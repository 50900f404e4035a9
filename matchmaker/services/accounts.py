"""A person's own account: language and mail, sessions, and the second factor that some roles need."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Language
from matchmaker.models import User

from . import audit, sealing


def has_second_factor(user: User) -> bool:
    """Whether one-time codes are set up for a person; of one who was read with it, this asks no further."""
    known = getattr(user, "second_factor", None)
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists() if known is None else known


def has_recovery_codes(user: User) -> bool:
    """Whether recovery codes were made for a person: one-time codes that a command set up come without."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists()


def with_second_factor() -> QuerySet[User]:
    """Return people, each with whether one-time codes are set up."""
    codes = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return User.objects.annotate(second_factor=Exists(codes))


def owner_of(email: str) -> User | None:
    """Return who has proved to read an address."""
    found = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    return found.user if found else None


def account_named(name: str) -> User | None:
    """Return whose user name or address this is; for signing in an address that nobody proved serves as well."""
    named = User.objects.filter(username__iexact=name).first() or owner_of(name)
    return named or User.objects.filter(email__iexact=name).exclude(email="").order_by("pk").first()


def move_codes(*, secret: str, proof: str, by: User, at: datetime) -> User:
    """Let one-time codes come from a new secret, for whoever gives a code of the old one or a recovery code.

    Wrong guesses are counted by the library, which knows them from the request that is being answered.
    """
    proved = BaseAuthenticateForm({"code": proof}, user=by)
    # Before the transaction: what a wrong guess leaves behind must not be rolled back with it.
    if not proved.is_valid():
        said = " ".join(proved.errors["code"])
        raise MatchmakerError("wrong_proof", said)
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().get(user=by, type=Authenticator.Type.TOTP)
        Authenticator.objects.filter(pk=held.pk).update(data=held.data | {"secret": sealing.seal(secret)})
        audit.record(by=by, at=at, action="move_codes", of=by)
    return by


@transaction.atomic
def describe(*, name: str, language: str, digests: bool, by: User, at: datetime) -> None:
    """Change how a person is called, in which language he or she is written to, and whether by digest."""
    if language not in list(Language):
        raise MatchmakerError("unknown_language", "This language is not offered yet: choose one of the list.")
    held = User.objects.select_for_update().get(pk=by.pk)
    new = {"first_name": name.strip()[:150], "language": language, "digests": digests}
    old = {field: getattr(held, field) for field in new}
    if new != old:
        User.objects.filter(pk=held.pk).update(**new)
        # A name is nobody's business but its owner's: the trail says that it changed.
        told = {"language", "digests"}
        audit.record(
            by=by,
            at=at,
            action="describe",
            of=held,
            old={field: value for field, value in old.items() if field in told},
            new={field: value for field, value in new.items() if field in told},
        )


@transaction.atomic
def stop_mail(*, user: User, at: datetime) -> None:
    """Stop a person's digests, by the link that each of them carries."""
    if User.objects.filter(pk=user.pk, digests=True).update(digests=False):
        audit.record(by=user, at=at, action="stop_mail", of=user, old={"digests": True}, new={"digests": False})


def sessions(user: User) -> list[UserSession]:
    """Return where a person is signed in, latest use first; what has ended by itself is forgotten on the way."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda row: row.last_seen_at, reverse=True)


def keep_use(*, session_key: str, at: datetime) -> None:
    """Note that a session is in use."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=at)


@transaction.atomic
def end_sessions(*, rows: Iterable[UserSession], by: User, at: datetime) -> int:
    """End some of a person's own sessions: their next request is that of a stranger."""
    ended = [row for row in rows if row.user_id == by.pk]
    for row in ended:
        row.end()
    if ended:
        audit.record(by=by, at=at, action="end_sessions", of=by, new={"ended": len(ended)})
    return len(ended)
