"""The languages of the pages: what the menu offers, and how a browser keeps its reader's choice."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language, get_language_info, get_supported_language_variant


def offered() -> list[dict[str, object]]:
    """Return the languages, each named in itself and written from its own side, with the one that is spoken now."""
    now = get_language()
    return [
        {"code": code, "name": name, "bidi": get_language_info(code)["bidi"], "here": code == now}
        for code, name in settings.LANGUAGES
    ]


def stored() -> list[tuple[str, str]]:
    """Return the languages by their stored value, for a form: zh, where pages say zh-hans."""
    return [(code.split("-")[0], name) for code, name in settings.LANGUAGES]


def spoken() -> str:
    """Return the stored value of the language that the page speaks."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def remember(response: HttpResponse, language: str) -> None:
    """Let the browser ask for a stored language from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        get_supported_language_variant(language),
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
