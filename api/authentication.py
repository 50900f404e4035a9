"""Who asks: a token in the Authorization header, after the word Bearer or Token, or the session of the pages."""

from hmac import compare_digest

from django.utils import timezone
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from knox.settings import CONSTANTS
from rest_framework import exceptions
from rest_framework.authentication import get_authorization_header
from rest_framework.request import Request

from matchmaker.models.statements import Statement

SCHEMES = (b"bearer", b"token")
_TOKENS = Statement(lambda key: AuthToken.objects.filter(token_key=key).select_related("user"), stands_in="\0key")


class TokenAuthentication(KnoxAuthentication):
    """A token of the person's own, sent under either of the usual words: it stands for the sign-in it was made for."""

    def authenticate(self, request: Request) -> tuple[object, object] | None:
        """Read the header; what is no token of ours is refused, be it letters that no token has."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() not in SCHEMES:
            return None
        if len(words) != 2 or not words[1].isalnum():  # of bytes: ASCII letters and digits alone
            raise exceptions.AuthenticationFailed
        user, token = self.authenticate_credentials(words[1])
        user.signed_in_at = token.created
        return user, token

    def authenticate_credentials(self, token: bytes) -> tuple[object, object]:
        """Find the token with its person, as the package does, by a statement that is written once."""
        words = token.decode()
        for row in _TOKENS.rows(words[: CONSTANTS.TOKEN_KEY_LENGTH]):
            if not self._cleanup_token(row) and compare_digest(hash_token(words), row.digest):
                return self.validate_user(row)
        raise exceptions.AuthenticationFailed

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme in a 401."""
        return "Bearer"

    def _cleanup_token(self, auth_token: AuthToken) -> bool:
        """Say whether the token is over; the others of the person are looked at when one is issued."""
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()
