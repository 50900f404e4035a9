"""Who asks: a token in the Authorization header, after the word Bearer or Token, or the session of the pages."""

from django.utils import timezone
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.models import AuthToken
from rest_framework.authentication import get_authorization_header
from rest_framework.request import Request

SCHEMES = (b"bearer", b"token")


class TokenAuthentication(KnoxAuthentication):
    """A token of the person's own, sent under either of the usual words: it stands for the sign-in it was made for."""

    def authenticate(self, request: Request) -> tuple[object, object] | None:
        """Read the header in the one spelling that is looked up."""
        words = get_authorization_header(request).split()
        if words and words[0].lower() in SCHEMES:
            request.META["HTTP_AUTHORIZATION"] = b" ".join([self.authenticate_header(request).encode(), *words[1:]])
        found = super().authenticate(request)
        if found is not None:
            user, token = found
            user.signed_in_at = token.created
        return found

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme in a 401."""
        return "Bearer"

    def _cleanup_token(self, auth_token: AuthToken) -> bool:
        """Say whether the token is over; the others of the person are looked at when one is issued."""
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()
