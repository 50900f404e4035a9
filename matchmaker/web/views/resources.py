"""Needs against resources, by theme and by region: a chart with the same figures as a table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from matchmaker.web import reading
from matchmaker.web.charts import PairedBars, paired_bars
from matchmaker.web.labels import label


def resources(request: HttpRequest) -> HttpResponse:
    """Compare what is asked with what is offered."""
    comparison = reading.needs_against_offers(request.user)
    charts = [theme_chart(comparison), _region_chart(comparison)] if comparison.themes else []
    return render(request, "resources.html", {"charts": charts})


def theme_chart(comparison: reading.Comparison, most: int | None = None) -> PairedBars:
    """Draw themes, those with most needs first; a theme is no State, so this ranks nobody."""
    rows = sorted(
        ((theme, label(theme, "theme"), asked, given) for theme, (asked, given) in comparison.themes.items()),
        key=lambda row: (-row[2], -row[3], row[1]),
    )
    return paired_bars(
        rows[:most],
        name="theme",
        title=_("By theme"),
        head=_("Theme"),
        asked=_("Needs"),
        offered=_("Offers"),
        caption=_("Needs that ask for a theme, and offers that cover it; an offer may cover several"),
    )


def _region_chart(comparison: reading.Comparison) -> PairedBars:
    rows = sorted(
        ((region, label(region, "region"), asked, given) for region, (asked, given) in comparison.regions.items()),
        key=lambda row: row[1],
    )
    return paired_bars(
        rows,
        name="region",
        title=_("By region"),
        head=_("Region"),
        asked=_("Needs"),
        offered=_("Offers"),
        caption=_("Needs of States in a region, and offers open to at least one State there"),
    )
