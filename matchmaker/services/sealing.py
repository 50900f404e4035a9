"""Sealing: what must be read again but never stand in the database as it is, such as the secrets of one-time codes."""

import logging
import secrets
from base64 import b32encode, urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

_log = logging.getLogger(__name__)


def seal(text: str) -> str:
    """Return a text that only a holder of the first of SECOND_FACTOR_KEYS can open."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed under any of SECOND_FACTOR_KEYS, or a secret that nobody knows.

    Where the key is gone no code opens the account, and nothing else breaks: an administrator lets it be set up anew.
    """
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        _log.error("A secret was sealed under none of SECOND_FACTOR_KEYS: add the key that it was sealed under.")
        return b32encode(secrets.token_bytes(20)).decode()


def is_sealed(text: str) -> bool:
    """Whether a text was sealed, whatever the key: a secret in clear is letters and digits only."""
    return text.startswith("gAAAA")


def _keys() -> MultiFernet:
    found = [salted_hmac("matchmaker.sealing", "", secret=key, algorithm="sha256") for key in _given()]
    return MultiFernet([Fernet(urlsafe_b64encode(each.digest())) for each in found])


def _given() -> list[str]:
    return settings.SECOND_FACTOR_KEYS or [settings.SECRET_KEY]
