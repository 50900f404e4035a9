"""Indicators: what became of needs and offers, in total and along an axis, as charts and, the same, as tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matchmaker import indicators as figures
from matchmaker import mappers
from matchmaker.core.indicators import IndicatorRow
from matchmaker.core.vocabulary import Axis, Indicator, Role
from matchmaker.models import Commitment, Delivery, User
from matchmaker.web.charts import share
from matchmaker.web.forms import IndicatorFilter
from matchmaker.web.indicators import DEFINITIONS, SECTIONS, titles
from matchmaker.web.labels import label
from matchmaker.web.templatetags.presentation import figure, money_words

MONEY = (Indicator.MONEY_PLEDGED, Indicator.MONEY_COMMITTED, Indicator.DUPLICATED_MONEY_AVOIDED)
DAYS = (Indicator.DAYS_TO_COMMITMENT, Indicator.DAYS_TO_DELIVERY)
BARS = {"needs": "bar-asked", "offers": "bar-offered", "pledged": "bar-offered"}
"""Asked and given keep their colours on every page; what came of them has the third."""
LISTS = {Axis.THEME: "theme", Axis.REASON: "unmet_reason"}
LESSONS = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in words, out of how many, and its part of the longest bar, or of the whole, in percent."""

    words: str
    out_of: str = ""
    width: str = ""


def indicators(request: HttpRequest) -> HttpResponse:
    """Show the figures of an axis as far as the reader may see them."""
    coordinates = request.user.is_authenticated and request.user.holds(Role.COORDINATOR)
    form = IndicatorFilter(request.GET, narrows=coordinates)
    wanted = form.wanted
    axis = Axis(wanted.get("axis", Axis.TOTAL))
    rows = figures.shown_to(request.user, axis, cycle=wanted.get("cycle"))
    context = {
        "form": form,
        "axis": axis,
        "sections": _totals(rows) if axis is Axis.TOTAL else _tables(rows, axis),
        "hidden": _hidden(rows) if axis is Axis.TOTAL else [],
        "head": label(axis, "axis"),
        "withheld": not coordinates,
        "lessons": _lessons(request.user),
    }
    return render(request, "indicators.html", context)


def _hidden(rows: Iterable[IndicatorRow]) -> list[dict[str, str]]:
    """Return the indicators that have no figure to show, with their definitions, in the order of the sections."""
    found = {row.indicator for row in rows}
    members = [indicator for _name, _title, among in SECTIONS for indicator in among]
    return [
        {"label": label(indicator, "indicator"), "definition": str(DEFINITIONS[indicator])}
        for indicator in members
        if indicator not in found
    ]


def _totals(rows: Iterable[IndicatorRow]) -> list[dict[str, object]]:
    """Return every indicator that has a figure with its definition, section by section."""
    found = {row.indicator: row for row in rows}
    sections = [
        {
            "name": name,
            "title": title,
            "rows": [
                {
                    "label": label(indicator, "indicator"),
                    "cell": _cell(found[indicator]),
                    "definition": str(DEFINITIONS[indicator]),
                }
                for indicator in members
                if indicator in found
            ],
        }
        for name, title, members in titles(SECTIONS)
    ]
    return [section for section in sections if section["rows"]]


def _tables(rows: Iterable[IndicatorRow], axis: Axis) -> list[dict[str, object]]:
    """Return a table a section, a line a key, with bars of the section's first figure that is there."""
    sections = []
    found = {(row.indicator, row.key): row for row in rows}
    for name, title, members in titles(SECTIONS):
        shown = [indicator for indicator in members if any(key[0] == indicator for key in found)]
        if not shown:
            continue
        keys = sorted({key for indicator, key in found if indicator in shown}, key=lambda key: (key is None, key or ""))
        most = max((found[shown[0], key].numerator for key in keys if (shown[0], key) in found), default=Decimal(0))
        lines = [
            {
                "label": _key(key, axis),
                "bar": _bar(found.get((shown[0], key)), most),
                "cells": [_cell(found.get((indicator, key))) for indicator in shown],
            }
            for key in keys
        ]
        sections.append(
            {
                "name": name,
                "title": title,
                "bar": BARS.get(name, "bar-planned"),
                "heads": [label(indicator, "indicator") for indicator in shown],
                "lines": _named(lines, axis),
            }
        )
    return sections


def _named(lines: Sequence[Mapping[str, object]], axis: Axis) -> list[Mapping[str, object]]:
    """Return lines by their names, cycles by their year."""
    return list(lines) if axis is Axis.CYCLE else sorted(lines, key=lambda line: str(line["label"]))


def _key(key: str | None, axis: Axis) -> str:
    if key is None:
        return _("Not named")
    return label(key, LISTS[axis]) if axis in LISTS else key


def _cell(row: IndicatorRow | None) -> Cell | None:
    if row is None:
        return None
    if row.denominator is None:
        return Cell(_amount(row))
    return Cell(_amount(row), figure(row.denominator), share(row.numerator, row.denominator))


def _bar(row: IndicatorRow | None, most: Decimal) -> Cell | None:
    return None if row is None else Cell(_amount(row), width=share(row.numerator, most))


def _amount(row: IndicatorRow) -> str:
    if row.indicator in MONEY:
        return money_words(row.numerator, mappers.rates().base)
    if row.indicator in DAYS:
        # The form for a number that is no whole one is that for many.
        whole = row.numerator == row.numerator.to_integral_value()
        count = int(row.numerator) if whole else row.numerator
        return ngettext("%(n)s day", "%(n)s days", count) % {"n": figure(row.numerator)}
    return figure(row.numerator)


def _lessons(user: User | AnonymousUser) -> list[dict[str, object]]:
    """Return what recipients let everybody read; who they are only where both sides released the commitment."""
    rows: list[Delivery] = list(figures.lessons()[:LESSONS])
    keys = {row.commitment_id for row in rows}
    known = Commitment.objects.visible_to(user).filter(pk__in=keys).select_related("need__state", "offer__provider")
    released = {row.pk: row for row in known}
    return [
        {
            "text": row.lesson,
            "theme": row.commitment.need.theme,
            "commitment": released.get(row.commitment_id),
        }
        for row in rows
    ]
