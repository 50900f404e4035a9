"""One step of a person through a service, and what is said of it: at the field that a refusal is of, else above."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone

from matchmaker.core.errors import MatchmakerError
from matchmaker.sentences import sentence
from matchmaker.services import importing
from matchmaker.web.sessions import signed_in_at

Result = TypeVar("Result")
PLACES: dict[str, str] = {
    **importing.FIELDS,
    "bad_cycle": "cycle",
    "cycle_in_use": "cycle",
    "cycle_taken": "cycle",
    "unknown_cycle": "cycle",
    "bad_money_cap": "money_cap",
    "bad_number": "minimum",
    "bad_time_limit": "time_limit",
    "beyond_agreed": "quantity",
    "bounds_cross": "maximum_per_recipient",
    "date_past": "until",
    "no_counter": "quantity",
    "pin_refused": "offer",
    "reason_missing": "reason",
    "state_has_reported": "state",
    "women_beyond_people": "women",
    "words_missing": "words",
    "words_not_found": "words",
    "wrong_proof": "present",
}
"""The field of a form that a refusal speaks of, where its facts do not name it."""
_NAMED = ("name", "fact")


def done(
    request: HttpRequest, said: str, act: Callable[..., Result], *, form: forms.Form | None = None, **what: object
) -> Result | None:
    """Let a service act, say what came of it unless the caller will, and return its result; None where it refused.

    A refusal that speaks of a field of the form becomes an error of that field, and the caller shows the form again.
    Where a fresh sign-in is missing, it is asked for, and what was sent is then sent again.
    """
    request.user.signed_in_at = signed_in_at(request)
    try:
        result = act(by=request.user, at=timezone.now(), **what)
    except MatchmakerError as refused:
        if refused.code == "sign_in_again":
            raise ReauthenticationRequired from refused
        place = _place(refused, form) if form else None
        if form and place:
            form.add_error(place, sentence(refused))
        else:
            messages.error(request, sentence(refused))
        return None
    if said:
        messages.success(request, said)
    return result


def _place(refused: MatchmakerError, form: forms.Form) -> str | None:
    """Return the field of a form that a refusal speaks of."""
    # What a pin or an offer can hold is a matter of how much; that one bound crosses the whole is one of the whole.
    much = "quantity" if "least" in refused.facts or "committed" in refused.facts else ""
    whole = "capacity" if {"committed", "words"} & refused.facts.keys() else ""
    named = (str(refused.facts.get(name, "")) for name in _NAMED)
    return next((name for name in (*named, much, whole, PLACES.get(refused.code, "")) if name in form.fields), None)


def identity(given: str) -> UUID:
    """Return a public id that a form gave; what is none is treated like one that was never given."""
    try:
        return UUID(given)
    except ValueError:
        raise Http404 from None
