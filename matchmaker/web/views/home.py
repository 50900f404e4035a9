"""The first page: what this is, and the headline figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from matchmaker import queries
from matchmaker.web import reading
from matchmaker.web.templatetags.presentation import source
from matchmaker.web.tiles import Tile
from matchmaker.web.views.resources import theme_chart

THEMES_SHOWN = 6


def home(request: HttpRequest) -> HttpResponse:
    """Show what this is, with figures computed on the spot."""
    compared = reading.needs_against_offers(request.user)
    headline = compared.all
    plan = queries.published_plan()
    tiles = [
        Tile(_("needs from reports"), headline.needs, "need", "needs"),
        Tile(_("States that ask"), headline.states, "need"),
        Tile(_("offers"), headline.offers, "offer", "offers"),
        Tile(_("providers"), headline.providers, "offer"),
    ]
    if plan is not None:
        tiles.append(Tile(_("needs that the latest plan would help"), plan.served, "plan", "plan"))
    example = reading.example_need()
    passage = example.passages.all()[0] if example else None
    context = {
        "tiles": tiles,
        "chart": theme_chart(compared, THEMES_SHOWN),
        "example": example,
        "passage": passage,
        "passage_source": source(passage) if passage else "",
    }
    return render(request, "home.html", context)
