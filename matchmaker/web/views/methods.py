"""The methods in plain words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from matchmaker.web import labels


def methods(request: HttpRequest) -> HttpResponse:
    """Say how it works, with the rules as they are."""
    return render(request, "methods.html", {"rules": labels.RULES.values(), "reasons": labels.REASONS.values()})
