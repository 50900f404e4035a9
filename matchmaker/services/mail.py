"""Mail: one message a person, in his or her language, with links and never with what they lead to."""

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, get_supported_language_variant, override
from django.utils.translation import gettext as _

from matchmaker.core import reference
from matchmaker.core.vocabulary import Topic
from matchmaker.models import Digest, Invitation, User

STOP = "matchmaker.mail.stop"
_LABELS = reference.labels()


def send_invitation(invitation: Invitation, secret: str) -> None:
    """Send the link by which a role is taken up, in the language of who invites: that of a stranger is not known."""
    words = {
        "role": _words("role", invitation.role, get_language() or settings.LANGUAGE_CODE),
        "party": invitation.party,
        "days": settings.INVITATION_DAYS,
        "link": _link("invitation", secret),
    }
    _send(invitation.email, _("An invitation to Matchmaker"), "mail/invitation.txt", words)


def send_digest(digest: Digest) -> None:
    """Send what waits for a person, counted."""
    user = digest.user
    language = user.language
    with override(get_supported_language_variant(language)):
        stop = _link("mail-stop", stop_token(user))
        counts = [(_words("topic", topic, language), digest.counts[topic]) for topic in Topic if topic in digest.counts]
        _send(
            user.email,
            _("Matchmaker: what waits for you"),
            "mail/digest.txt",
            {"counts": counts, "link": _link("account"), "stop": stop},
            {
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                # The same after a crash, so that a mailbox can tell that it has this one.
                "Message-ID": f"<digest.{digest.public_id}@{settings.SITE_URL.split('://', 1)[-1].split(':')[0]}>",
            },
        )


def stop_token(user: User) -> str:
    """Return the signed name under which a link stops a person's mail without a sign-in."""
    return signing.dumps(str(user.public_id), salt=STOP)


def stopped_by(token: str) -> User | None:
    """Return whose mail a link stops."""
    try:
        name = signing.loads(token, salt=STOP)
    except signing.BadSignature:
        return None
    return User.objects.filter(public_id=name).first()


def _send(
    to: str, subject: str, template: str, words: dict[str, object], headers: dict[str, str] | None = None
) -> None:
    EmailMessage(subject, render_to_string(template, words), to=[to], headers=headers).send()


def _link(name: str, *parts: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, args=parts)


def _words(of: str, value: str, language: str) -> str:
    return reference.worded(_LABELS[of][value], [language])[0]
