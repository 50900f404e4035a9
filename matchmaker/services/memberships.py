"""How people come to their roles: invited by mail, by a link that serves once; and how a role is taken back."""

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from matchmaker import policies
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Language, Role
from matchmaker.models import Invitation, Membership, Party, User

from . import accounts, audit, mail


def invite(*, email: str, role: Role, party: Party | None, by: User, at: datetime) -> Invitation:
    """Offer a role to an address; an earlier offer of the same that nobody took gives way."""
    policies.require_administrator(by)
    policies.require_fresh_sign_in(by, at)
    email = _address(email)
    known = accounts.owner_of(email)
    policies.require_role_fits(role, party, _held(known) if known else ())
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        for earlier in Invitation.objects.open().filter(email__iexact=email, role=role, party=party):
            _withdraw(earlier, by, at)
        invitation = Invitation.objects.create(
            email=email,
            role=role,
            party=party,
            digest=_digest(secret),
            invited_by=by,
            invited_at=at,
            expires_at=at + timedelta(days=settings.INVITATION_DAYS),
        )
        audit.record(by=by, at=at, action="invite", of=invitation, new=_told(role, party))
    try:
        mail.send_invitation(invitation, secret)
    except OSError as error:  # what a server of mail, or the way to it, may answer
        withdraw(invitation=invitation, by=by, at=at)
        raise MatchmakerError(
            "mail_not_sent", "The mail could not be sent, so nobody is invited: check EMAIL_URL and try again."
        ) from error
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Take an offer back that nobody has taken."""
    policies.require_administrator(by)
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.accepted_at or held.withdrawn_at:
        raise MatchmakerError("invitation_gone", "This invitation has been accepted or taken back already.")
    _withdraw(held, by, at)


def find(*, secret: str, at: datetime) -> Invitation:
    """Return the invitation of a link that still serves, or refuse in one sentence."""
    found = Invitation.objects.open().filter(digest=_digest(secret), expires_at__gt=at).first()
    if found is None:
        raise MatchmakerError(
            "invitation_gone", "This link was used, taken back or is too old: ask an administrator for another one."
        )
    return found


@transaction.atomic
def accept(*, secret: str, by: User, at: datetime) -> Membership:
    """Take a role up as the person to whose address it was offered."""
    invitation = _claim(secret, at)
    owner = accounts.owner_of(invitation.email)
    if owner != by:
        raise MatchmakerError(
            "invitation_of_another", "This invitation was sent to another address: sign in as the person invited."
        )
    return _take_up(invitation, by, at)


@transaction.atomic
def open_account(
    *, secret: str, username: str, name: str, password: str, at: datetime, language: str = Language.ENGLISH
) -> User:
    """Make the account of a person who has none, and take up the role that it was made for."""
    invitation = _claim(secret, at)
    if accounts.owner_of(invitation.email):
        raise MatchmakerError("account_exists", "An account belongs to this address: sign in and open the link again.")
    if User.objects.filter(username__iexact=username).exists():
        raise MatchmakerError("username_taken", "Somebody else has this user name: choose another.")
    user = User(username=username, first_name=name.strip()[:150], email=invitation.email, language=language)
    try:
        user.full_clean(exclude=["password"])
        validate_password(password, user)
    except ValidationError as refused:
        said = " ".join(refused.messages)
        raise MatchmakerError("bad_account", said) from refused
    user.set_password(password)
    User.objects.bulk_create([user])
    EmailAddress.objects.create(user=user, email=invitation.email, verified=True, primary=True)
    _take_up(invitation, user, at)
    return user


@transaction.atomic
def revoke(*, membership: Membership, reason: str, by: User, at: datetime) -> None:
    """Take a role back: the next request of the person no longer has it."""
    policies.require_administrator(by)
    policies.require_fresh_sign_in(by, at)
    if not reason.strip():
        raise MatchmakerError("reason_missing", "To take a role back needs a reason: say why in a sentence.")
    held = Membership.objects.select_for_update(of=("self",)).select_related("user", "party").get(pk=membership.pk)
    if held.role == Role.ADMINISTRATOR:
        others = Membership.objects.select_for_update().filter(role=Role.ADMINISTRATOR).exclude(pk=held.pk)
        if not others:
            raise MatchmakerError("last_administrator", "Nobody would keep the accounts: invite another one first.")
        User.objects.filter(pk=held.user_id).update(is_staff=False)
    audit.record(by=by, at=at, action="revoke", of=held.user, old=_told(held.role, held.party), reason=reason)
    held.delete()


def _address(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise MatchmakerError("bad_address", "This is no address of mail: write one like name@example.org.") from None
    return email


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _told(role: str, party: Party | None) -> dict[str, object]:
    return {"role": str(role), "party": party.code if party else None}


def _held(user: User) -> list[Role]:
    return [Role(role) for role in Membership.objects.filter(user=user).values_list("role", flat=True)]


def _withdraw(invitation: Invitation, by: User, at: datetime) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=at)
    told = _told(invitation.role, invitation.party)
    audit.record(by=by, at=at, action="withdraw", of=invitation, old=told)


def _claim(secret: str, at: datetime) -> Invitation:
    """Lock the invitation of a link, so that of two who follow it at once one comes too late."""
    found = find(secret=secret, at=at)
    Invitation.objects.select_for_update().get(pk=found.pk)
    return find(secret=secret, at=at)


def _take_up(invitation: Invitation, user: User, at: datetime) -> Membership:
    # Locked by its person: two invitations accepted at once never give two roles that are kept apart.
    User.objects.select_for_update().get(pk=user.pk)
    role = Role(invitation.role)
    policies.require_role_fits(role, invitation.party, _held(user))
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=at, accepted_by=user)
    membership, _ = Membership.objects.get_or_create(user=user, role=role, party=invitation.party)
    if role == Role.ADMINISTRATOR:
        User.objects.filter(pk=user.pk).update(is_staff=True)
    audit.record(by=user, at=at, action="accept", of=invitation, new={"accepted": True})
    audit.record(by=invitation.invited_by, at=at, action="grant", of=user, new=_told(role, invitation.party))
    return membership
