"""A report as a coordinator reads it: the whole text with every passage, and what was found in it."""

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from matchmaker.models import Engagement, Need, Report
from matchmaker.web import cycles, reading, revisions
from matchmaker.web.cycles import CycleForm
from matchmaker.web.guards import for_coordinators
from matchmaker.web.labels import label
from matchmaker.web.passages import Mark, segments
from matchmaker.web.templatetags.presentation import asked, day, figure, headed, language_names, series, source, sure


@for_coordinators
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a report's text with what was found marked."""
    return _page(request, _found(request, public_id))


@for_coordinators
@require_POST
def correct_received(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say for which cycle a report is that a coordinator received, until its State stands by it."""
    found = _found(request, public_id)
    form = cycles.refused(request, found)
    return redirect("report", public_id) if form is None else _page(request, found, form)


def _found(request: HttpRequest, public_id: UUID) -> Report:
    found = reading.report(request.user, public_id)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Report, form: CycleForm | None = None) -> HttpResponse:
    needs, engagements = reading.found_in(request.user, found)
    marks = [
        Mark(f"need-{number}-{passage.order}", passage.start, passage.end)
        for number, need in enumerate(needs, start=1)
        for passage in need.passages.all()
    ]
    marks += [
        Mark(f"assistance-{number}", engagement.passage_start, engagement.passage_end)
        for number, engagement in enumerate(engagements, start=1)
        if engagement.passage_end
    ]
    context = {
        "report": found,
        "line": _line(found, len(needs)),
        "groups": [
            {"title": _("Needs"), "items": list(_need_items(needs))},
            {"title": _("Assistance received, given or offered"), "items": list(_engagement_items(engagements))},
        ],
        "issues": found.issues,
        "cycle_form": form or CycleForm(prefix="cycle", initial={"cycle": found.cycle}),
        "finding": revisions.finding(found, request.user),
        "segments": segments(found.text, found.page_starts, marks),
    }
    return render(request, "report.html", context)


def _line(report: Report, needs: int) -> str:
    parts = (
        ngettext("%(n)s page", "%(n)s pages", report.pages) % {"n": figure(report.pages)},
        ngettext("%(n)s need", "%(n)s needs", needs) % {"n": figure(needs)},
        language_names([report.language]),
        label(report.generation, "generation"),
        _("received on %(day)s") % {"day": day(report.received_at)},
    )
    return " · ".join(part for part in parts if part)


def _need_items(needs: Iterable[Need]) -> Iterable[dict[str, str]]:
    for number, need in enumerate(needs, start=1):
        passages = list(need.passages.all())
        yield {
            "anchor": f"need-{number}-{passages[0].order}" if passages else "",
            "words": headed(label(need.theme, "theme"), asked(need)),
            "sure": sure(need),
            "source": series(source(passage) for passage in passages),
        }


def _engagement_items(engagements: Iterable[Engagement]) -> Iterable[dict[str, str]]:
    for number, engagement in enumerate(engagements, start=1):
        yield {
            "anchor": f"assistance-{number}" if engagement.passage_end else "",
            "words": headed(label(engagement.theme, "theme"), label(engagement.kind, "kind")),
            "source": _("Page %(page)s") % {"page": engagement.page} if engagement.page else "",
        }
