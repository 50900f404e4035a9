"""The flow picture of a plan: to coordinators from provider over theme to State; to everybody the public totals."""

from collections.abc import Mapping, Sequence

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from matchmaker.core.names import alphabetical
from matchmaker.models import Allocation, Run
from matchmaker.queries import Line, PlanTotals
from matchmaker.web import flows, reading
from matchmaker.web.flows import Column, Flow
from matchmaker.web.labels import label

FIELDS = {"provider": "offer__provider__code", "theme": "need__theme", "state": "recipient"}
HELPED, OPEN, REST = "helped", "open", ""


def of_run(run: Run, chosen: Mapping[str, str]) -> Flow:
    """Draw every match of a run, one line of the plan each, narrowed to what is chosen."""
    lines = list(_lines(run).values_list(*FIELDS.values()))
    providers, themes, states = ({line[place] for line in lines} for place in range(3))
    names = {code: party.name for code, party in reading.parties(providers | states).items()}
    columns = (
        Column("provider", _("Providers"), _by_words(providers, names), "given", {}),
        Column("theme", _("Themes"), _by_words(themes, _themes(themes)), "planned", {}),
        Column("state", _("States"), _by_words(states, names), "asked", {}),
    )
    return flows.narrowed(columns, [(line, 1) for line in lines], chosen, mirrored=get_language_bidi())


def narrowed(run: Run, chosen: Mapping[str, str]) -> QuerySet[Allocation]:
    """Return the lines of a run as the picture is narrowed; a value that no line has narrows nothing."""
    lines = every = _lines(run)
    for name, field in FIELDS.items():
        value = chosen.get(name, "").replace("\x00", "")
        if value and every.filter(**{field: value}).exists():
            lines = lines.filter(**{field: value})
    return lines


def strange(flow: Flow, chosen: Mapping[str, str]) -> bool:
    """Whether somebody asks to narrow the picture to what does not stand in it."""
    return sum(bool(chosen.get(name)) for name in FIELDS) > len(flow.chosen)


def of_totals(totals: PlanTotals) -> Flow | None:
    """Draw public totals: from themes to what becomes of their needs, from there to regions; None where too small.

    How a theme's needs spread over regions is not public, so a band ends in the middle. What is withheld is drawn
    together: it is what the totals leave, which is never small.
    """
    if totals.served is None or not (totals.themes or totals.regions):
        return None
    whole = Line(REST, totals.needs, totals.served)
    themes, regions = _with_rest(totals.themes, whole), _with_rest(totals.regions, whole)
    became = {HELPED: _("would get help"), OPEN: _("still open")}
    theme_words = {**_by_words(set(themes) - {REST}, _themes(set(themes))), REST: _("Other themes")}
    region_words = {
        **_by_words(set(regions) - {REST}, {key: label(key, "region") for key in set(regions) - {REST}}),
        REST: _("Other regions"),
    }
    columns = (
        Column("theme", _("Themes"), theme_words, "given", _lists("theme", themes)),
        Column("became", _("Needs"), became, "planned", {}),
        Column("region", _("Regions"), region_words, "asked", _lists("region", regions)),
    )
    parts = {HELPED: lambda line: line.served, OPEN: lambda line: line.needs - line.served}
    into = {(key, what): part(line) for key, line in themes.items() for what, part in parts.items()}
    out = {(what, key): part(line) for key, line in regions.items() for what, part in parts.items()}
    return flows.draw(columns, [into, out], mirrored=get_language_bidi())


def _with_rest(lines: Sequence[Line], whole: Line) -> dict[str, Line]:
    found = {line.key: line for line in lines}
    needs, served = (sum(getattr(line, name) for line in lines) for name in ("needs", "served"))
    return {**found, REST: Line(REST, whole.needs - needs, whole.served - served)}


def _lists(name: str, keys: Mapping[str, Line]) -> dict[str, str]:
    """Return the list of needs that each key leads to."""
    return {key: f"{reverse('needs')}?{urlencode({name: key})}" for key in keys if key != REST}


def _lines(run: Run) -> QuerySet[Allocation]:
    """Return a run's lines with the State that each is for, which is not always the one that asks."""
    recipient = Coalesce(NullIf(F("member"), Value("")), F("need__state__code"))
    return run.allocations.annotate(recipient=recipient)


def _themes(keys: set[str]) -> dict[str, str]:
    return {key: label(key, "theme") for key in keys}


def _by_words(keys: set[str], words: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(((key, words.get(key, key)) for key in keys), key=lambda pair: alphabetical(pair[1])))
