"""Needs: the list with its filters, and one need with its words and its place in the report."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from matchmaker import policies, queries
from matchmaker.core.vocabulary import Kind, Role, Visibility
from matchmaker.models import Need, Passage, Report
from matchmaker.web import reading, sides
from matchmaker.web.forms import NeedFilter
from matchmaker.web.labels import label
from matchmaker.web.passages import Mark, Segment, page_strip, segments, surroundings
from matchmaker.web.templatetags.presentation import day, language_names, listing, money_words, source
from matchmaker.web.views.lists import paged


def needs(request: HttpRequest) -> HttpResponse:
    """List the needs that the reader may know of."""
    form = NeedFilter(request.GET, reading.need_choices(request.user))
    rows = reading.needs_filtered(request.user, form.wanted)
    return render(request, "needs.html", paged(form, rows, not_exported=["text"]))


def need(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one need as far as it is open to the reader."""
    found = reading.need(request.user, public_id)
    if found is None:
        raise Http404
    context: dict[str, object] = {"need": found, "readings": _readings(request, found)}
    if policies.owns_need(request.user, found):
        context |= {"own": True, "unmet": sides.unmet(request.user, found)}
    if found.shown:
        passages = list(found.passages.all())
        context |= {
            "facts": _facts(found, site=policies.reads_site(request.user, found)),
            "passages": [{"quote": passage.quote, "source": source(passage)} for passage in passages],
        }
        # How long the report is belongs to the report: only its readers learn it.
        if found.report and passages and policies.reads_report(request.user, found.report):
            context |= {
                "strip": page_strip(found.report.pages, {passage.page for passage in passages}),
                "excerpt": _excerpt(reading.report(request.user, found.report.public_id), passages),
                "whole": request.user.holds(Role.COORDINATOR),
            }
    return render(request, "need.html", context)


def _readings(request: HttpRequest, need: Need) -> list[dict[str, object]] | None:
    """Return who read a confidential need, for the State that asks; None where that is not shown."""
    if need.visibility != Visibility.COORDINATORS or not policies.owns_need(request.user, need):
        return None
    return [
        {
            "at": entry.at,
            "who": entry.by.get_full_name() or entry.by.username,
            "of": listing(m.party.name for m in entry.by.memberships.all() if m.role == Role.COORDINATOR and m.party),
        }
        for entry in queries.readings_of(need, request.user)
    ]


def _excerpt(report: Report, passages: list[Passage]) -> list[Segment]:
    first = passages[0]
    start, end = surroundings(report.text, first.start, first.end)
    marks = [Mark(f"passage-{passage.order}", passage.start, passage.end) for passage in passages]
    return segments(report.text, report.page_starts, marks, start=start, end=end)


def _facts(need: Need, *, site: bool) -> list[tuple[str, str]]:
    readiness = [
        words
        for key, words in (
            ("project_proposal", _("project proposal")),
            ("action_plan", _("part of a national action plan")),
            ("assessment", _("needs assessment made")),
            ("measurable_goal", _("measurable goal")),
            ("women", _("women’s participation addressed")),
        )
        if need.readiness.get(key)
    ]
    rows = (
        (_("For"), label(need.beneficiary, "beneficiary") if need.beneficiary else ""),
        (_("Site"), need.site if site else ""),
        (_("Cost stated"), money_words(need.amount, need.currency) if need.kind != Kind.FUNDING else ""),
        (_("Cycle"), str(need.cycle)),
        (_("Rank"), _("%(tier)s of 3, in the State’s own order") % {"tier": need.tier}),
        (_("Wanted from"), day(need.start)),
        (_("Wanted until"), day(need.end)),
        (_("Languages"), language_names(need.languages)),
        (_("Said to be"), need.priority),
        (_("On condition"), need.condition),
        (_("Ready with"), listing(readiness)),
        (_("Together with"), _("other needs of one bundle; useful only together") if need.bundle else ""),
        (_("Requested"), day(need.requested)),
        (_("Shown to"), label(need.visibility, "visibility")),
    )
    return [row for row in rows if row[1]]
