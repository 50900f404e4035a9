"""The latest published plan as the public sees it: totals without small cells."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from matchmaker import queries
from matchmaker.core.names import alphabetical
from matchmaker.web import plan_flow
from matchmaker.web.charts import share
from matchmaker.web.labels import label
from matchmaker.web.templatetags.presentation import measured
from matchmaker.web.tiles import Tile


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of totals."""

    label: str
    needs: int
    served: int
    share: str


def plan(request: HttpRequest) -> HttpResponse:
    """Show the totals of the latest published plan."""
    totals = queries.published_plan()
    return render(request, "plan.html", totals_shown(totals) if totals else {})


def totals_shown(totals: queries.PlanTotals) -> dict[str, object]:
    """Return public totals in words: figures, picture, tables by theme and region, kinds of help."""
    themes, regions = _rows(totals.themes, of="theme"), _rows(totals.regions, of="region")
    return {
        "totals": totals,
        "tiles": [
            Tile(_("needs in the plan"), totals.needs, "need"),
            Tile(_("needs that would get help"), totals.served, "plan"),
            Tile(_("States that would get help"), totals.states, "plan"),
        ],
        "tables": [
            {"name": "theme", "title": _("By theme"), "head": _("Theme"), "rows": themes},
            {"name": "region", "title": _("By region"), "head": _("Region"), "rows": regions},
        ],
        "flow": plan_flow.of_totals(totals),
        "kinds": [
            (label(kind, "kind"), measured(quantity, unit, currency=currency))
            for kind, unit, currency, quantity in totals.kinds
        ],
    }


def _rows(lines: tuple[queries.Line, ...], *, of: str) -> list[Row]:
    named = [Row(label(line.key, of), line.needs, line.served, share(line.served, line.needs)) for line in lines]
    return sorted(named, key=lambda row: alphabetical(row.label))
