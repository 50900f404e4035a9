"""The methods in plain words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from matchmaker.core.entities.themes import ThemeFacts
from matchmaker.web import labels
from matchmaker.web.templatetags.presentation import listing


def _theme(theme: ThemeFacts) -> dict[str, str]:
    """Return a theme as the page shows it."""
    return {
        "name": labels.in_language(theme.labels),
        "covers": labels.in_language(theme.description),
        "standards": listing([*(f"MOSAIC {module}" for module in theme.mosaic), *theme.guidelines]),
        "paragraphs": listing([*theme.annex, *(_("report, %(n)s") % {"n": number} for number in theme.body)]),
        "note": labels.in_language(theme.scope_note) if theme.scope_note else "",
    }


def methods(request: HttpRequest) -> HttpResponse:
    """Say how it works, with the rules as they are."""
    shown = {"rules": labels.LISTS["rule"].values(), "themes": [_theme(theme) for theme in labels.themes().values()]}
    return render(request, "methods.html", shown)
