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


def _statuses() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what the statuses mean that do not say so by themselves, under what they are statuses of."""
    lists = {
        (_("Need"), "need_status"): {
            "submitted": _("The State has handed it to the coordinators."),
            "authenticated": _("A coordinator has checked it; the State has five working days to object."),
            "circulated": _("Those who can help see it, and plans use it."),
            "met": _("Commitments cover all that it asks for."),
            "returned": _("A coordinator asks the State for what is missing."),
            "superseded": _("A newer report of the State has taken its place."),
        },
        (_("Offer"), "offer_status"): {"exhausted": _("All of it is committed.")},
        (_("Proposal"), "proposal_status"): {
            "proposed": _("It is put forward, and no coordinator has endorsed it yet."),
            "endorsed": _("A coordinator stands behind it, and the sides are asked."),
            "lapsed": _("The time to answer was over before every side had said yes."),
        },
        (_("Commitment"), "commitment_status"): {
            "agreed": _("Every side has said yes: it binds."),
            "confirmed": _("The recipient says that it has come."),
            "followed_up": _("A year later the recipient has said what came of it."),
        },
    }
    return [
        (title, [(labels.label(value, of), meaning) for value, meaning in meanings.items()])
        for (title, of), meanings in lists.items()
    ]


def methods(request: HttpRequest) -> HttpResponse:
    """Say how it works, with the rules as they are."""
    shown: dict[str, object] = {
        "rules": labels.LISTS["rule"].values(),
        "themes": [_theme(theme) for theme in labels.themes().values()],
    }
    shown["statuses"] = _statuses()
    return render(request, "methods.html", shown)
