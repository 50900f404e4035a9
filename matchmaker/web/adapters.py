"""Where signing in differs from what the library does by itself."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import get_language, get_supported_language_variant, override

from matchmaker import policies
from matchmaker.core.vocabulary import Language
from matchmaker.models import User
from matchmaker.services import accounts, sealing
from matchmaker.web import languages
from matchmaker.web.sessions import signed_in_at


class Backend(AuthenticationBackend):
    """Who a session belongs to, read once a request together with whether one-time codes are set up."""

    def get_user(self, user_id: object) -> User | None:
        """Return the person of a session."""
        user = accounts.with_second_factor().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, in the words and on the ways of this site."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to the account."""
        return resolve_url("account")

    def post_login(self, request: HttpRequest, user: object, **how: object) -> HttpResponse:
        """Let pages speak the language that the person chose, unless this browser was told another."""
        response = super().post_login(request, user, **how)
        # English is what an account says that never chose: the browser's own wish is then the better guess.
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and user.language != Language.ENGLISH:
            languages.remember(response, user.language)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Write to a person in the language that the account chose, to a stranger in that of the page."""
        owner = context.get("user") or accounts.account_named(email)
        chosen = owner.language if owner else Language.ENGLISH
        # English is what an account says that never chose: the page's own language is then the better guess.
        spoken = get_supported_language_variant(chosen) if chosen != Language.ENGLISH else get_language()
        with override(spoken):
            super().send_mail(template_prefix, email, context)

    def is_reauthentication_required(self, *, app: str, **_: object) -> bool:
        """Ask again only where the sign-in itself is no longer fresh."""
        request = context.request
        request.user.signed_in_at = signed_in_at(request)
        return not policies.signed_in_freshly(request.user, timezone.now())

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: object) -> str:
        """Count guesses by the account guessed at, by whatever name, port or spelling of the host it is addressed."""
        name = str(credentials.get("email") or credentials.get("username") or "").strip()
        owner = accounts.account_named(name)
        return f"account {owner.pk}" if owner else name.casefold()


class SecondFactorAdapter(DefaultMFAAdapter):
    """One-time codes, whose secrets stand sealed in the database."""

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret that was stored."""
        return sealing.unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the second factor of those who need one."""
        return not policies.needs_second_factor(authenticator.user)
