"""The State's own reports: what was read beside its text, to confirm, correct, reject, join, split or add to."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matchmaker.core.vocabulary import UNIT_OF_KIND, Direction, Kind, NeedStatus, Role
from matchmaker.models import Engagement, Need, Report
from matchmaker.services import reports, review
from matchmaker.web import cycles, reading, records, revisions
from matchmaker.web.acting import done, identity
from matchmaker.web.cycles import CycleForm
from matchmaker.web.facts import AddedForm, FactsForm, KeptForm, facts_of
from matchmaker.web.labels import label
from matchmaker.web.passages import Mark, segments, surroundings
from matchmaker.web.templatetags.presentation import (
    asked,
    day,
    day_of,
    figure,
    headed,
    listing,
    measured,
    money_words,
    source,
    sure,
)

OPEN = (NeedStatus.DRAFT, NeedStatus.RETURNED)


@login_required
@require_GET
def my_reports(request: HttpRequest) -> HttpResponse:
    """List the reports of the States that a person speaks for; to others this desk does not exist."""
    states = request.user.parties(Role.FOCAL_POINT)
    if not states:
        raise Http404
    return render(request, "review/reports.html", {"reports": reading.own_reports(request.user)})


@login_required
@require_GET
def my_report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one report of the own State, its text on one side and what was read on the other."""
    report = _own_report(request, public_id)
    return render(request, "review/report.html", _page(request, report, AddedForm(prefix="add")))


@login_required
@require_http_methods(["GET", "POST"])
def my_need(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct one need of the own State, beside the passage that states it."""
    need = _own_need(request, public_id)
    form = FactsForm(request.POST or None, initial=facts_of(need))
    valid = request.method == "POST" and form.is_valid()
    if valid and done(request, _("Corrected."), review.correct, form=form, need=need, facts=form.facts):
        return _back(need)
    return _need_page(request, need, form)


@login_required
@require_POST
def split_need(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make two needs of one: the second is described here, the first keeps what it says, with its share of how much."""
    need = _own_need(request, public_id)
    form, stays = FactsForm(request.POST, prefix="part"), KeptForm(request.POST, need=need)
    valid = form.is_valid() and stays.is_valid()
    # Of what stays only its share: what somebody corrects at the same time is not written back.
    parts = [stays.facts, form.facts] if valid else []
    if valid and done(request, _("Split in two."), review.split, form=form, need=need, parts=parts):
        return _back(need)
    return _need_page(request, need, FactsForm(initial=facts_of(need)), part=form, stays=stays)


@login_required
@require_POST
def decide(request: HttpRequest, public_id: UUID, action: str) -> HttpResponse:
    """Confirm, reject or join one need."""
    need = _own_need(request, public_id)
    if action == "confirm":
        done(request, _("Confirmed."), review.confirm, need=need)
    elif action == "reject":
        done(request, _("Rejected."), review.reject, need=need, reason=request.POST.get("reason", ""))
    else:
        into = _own_need(request, identity(request.POST.get("into", "")))
        done(request, _("Joined: both passages stand under one need."), review.join, need=need, into=into)
    return _back(need, onward=True)


@login_required
@require_POST
def confirm_report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stand by a report that a coordinator received for the State."""
    report = _own_report(request, public_id)
    done(request, _("Confirmed."), reports.confirm, report=report)
    return redirect("my-report", report.public_id)


@login_required
@require_POST
def correct_cycle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say for which cycle a report of the own State is."""
    report = _own_report(request, public_id)
    form = cycles.refused(request, report)
    if form is None:
        return redirect("my-report", report.public_id)
    return render(request, "review/report.html", _page(request, report, AddedForm(prefix="add"), cycle=form))


@login_required
@require_POST
def submit_all(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Submit all that is confirmed of a report."""
    report = _own_report(request, public_id)
    sent = done(request, "", review.submit, report=report)
    if sent:
        said = ngettext("%(n)s need is submitted.", "%(n)s needs are submitted.", len(sent)) % {"n": figure(len(sent))}
        messages.success(request, said)
    return redirect("my-report", report.public_id)


@login_required
@require_POST
def add_need(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a need that was not found."""
    report = _own_report(request, public_id)
    form = AddedForm(request.POST, prefix="add")
    if form.is_valid():
        words = form.cleaned_data["words"]
        added = done(request, _("Added."), review.add, form=form, report=report, words=words, facts=form.facts)
        if added:
            return redirect(_place(report, added))
    return render(request, "review/report.html", _page(request, report, form))


def _own_report(request: HttpRequest, public_id: UUID) -> Report:
    report = reading.own_reports(request.user).filter(public_id=public_id).first()
    if report is None:
        raise Http404
    return report


def _own_need(request: HttpRequest, public_id: UUID) -> Need:
    need = reading.own_needs(request.user).filter(public_id=public_id, report__isnull=False).first()
    if need is None:
        raise Http404
    return need


def _back(need: Need, *, onward: bool = False) -> HttpResponse:
    """Return to the report, at the need or at the next one that waits."""
    report = reading.standing(need.report)
    waits = report.needs.filter(status__in=OPEN, confirmed_at=None).order_by("id")
    place = (waits.filter(pk__gt=need.pk).first() or waits.first() or need) if onward else need
    return redirect(_place(report, place))


def _place(report: Report, need: Need) -> str:
    return f"{reverse('my-report', args=[report.public_id])}#item-{need.public_id}"


def _page(request: HttpRequest, report: Report, form: AddedForm, cycle: CycleForm | None = None) -> dict[str, object]:
    needs = sorted(
        report.needs.exclude(status=NeedStatus.MERGED).select_related("rejected_before").prefetch_related("passages"),
        key=lambda need: (min((p.start for p in need.passages.all()), default=0), need.pk),
    )
    marks = [
        Mark(_anchor(need, passage.order), passage.start, passage.end)
        for need in needs
        for passage in need.passages.all()
    ]
    helped = list(
        report.engagements.select_related("state").prefetch_related("providers").order_by("passage_start", "pk")
    )
    marks += [Mark(_help(row), row.passage_start or 0, row.passage_end or 0) for row in helped]
    earlier = list(revisions.kept(report))
    waiting = sum(need.status in OPEN and need.confirmed_at is None for need in (*needs, *earlier))
    found = revisions.finding(report, request.user)
    alike = records.alike([*needs, *earlier], request.user)
    others = [need.rejected_before for need in needs if need.rejected_before]
    why = {name: entry.reason for name, entry in revisions.rejections([*needs, *others], request.user).items()}
    return {
        "report": report,
        "line": ngettext("%(n)s need waits for you.", "%(n)s needs wait for you.", waiting) % {"n": figure(waiting)}
        if waiting
        else _("Nothing waits: every need of this report is decided."),
        # Of an earlier version what was worked on stays where it is, and is submitted by itself.
        "ready": 0 if waiting else sum(need.status == NeedStatus.DRAFT and bool(need.confirmed_at) for need in needs),
        "items": [*_items(needs, alike, why), *({**item, "earlier": True} for item in _items(earlier, alike, why))],
        "finished": bool(needs) and all(need.status not in OPEN for need in needs),
        "finding": found,
        "changes": revisions.changes(report) if found else None,
        "rejected": revisions.rejected_before(report, request.user) if found else [],
        "helped": [_helped(row) for row in helped],
        "issues": report.issues,
        "segments": segments(report.text, report.page_starts, marks),
        "form": form,
        "cycle_form": cycle or CycleForm(prefix="cycle", initial={"cycle": report.cycle}),
    }


def _anchor(need: Need, order: int) -> str:
    return f"passage-{need.public_id}-{order}"


def _help(row: Engagement) -> str:
    return f"help-{row.public_id}"


def _helped(row: Engagement) -> dict[str, object]:
    """Return help that a report tells of: received, given or offered, by whom, how much and when, with its words."""
    much = measured(row.quantity, UNIT_OF_KIND[Kind(row.kind)], item=row.item) if row.quantity else ""
    dates = " – ".join(words for words in (day(row.start), day(row.end)) if words)
    # Of help received the givers are told, of help given who got it.
    others = row.givers if row.direction == Direction.RECEIVED else [row.state] if row.state else []
    whom = listing(party.name for party in others)
    parts = (label(row.status, "engagement_status"), much, money_words(row.amount, row.currency), whom, dates)
    return {
        "row": row,
        "name": _help(row),
        "direction": label(row.direction, "direction"),
        "words": headed(label(row.theme, "theme"), label(row.kind, "kind")),
        "facts": " · ".join(part for part in parts if part),
    }


def _items(
    needs: Iterable[Need], alike: Mapping[UUID, list[dict[str, str]]], why: Mapping[UUID, str]
) -> Iterator[dict[str, object]]:
    for need in needs:
        before = need.rejected_before
        yield {
            "need": need,
            "words": headed(label(need.theme, "theme"), asked(need)),
            "passages": [(_anchor(need, p.order), p.quote, source(p)) for p in need.passages.all()],
            "open": need.status in OPEN,
            "facts": _facts(need),
            "sure": sure(need),
            "read_as": _read_as(need),
            "alike": alike.get(need.public_id, []),
            "why": why.get(need.public_id, ""),
            "before": before and (headed(label(before.theme, "theme"), asked(before)), why.get(before.public_id, "")),
            "others": [
                (other.public_id, headed(label(other.theme, "theme"), asked(other)))
                for other in needs
                if other.pk != need.pk and other.status in OPEN
            ],
        }


def _facts(need: Need) -> str:
    """Say in a line what else was read: for whom, where, cost and dates."""
    cost = money_words(need.amount, need.currency) if need.kind != Kind.FUNDING else ""
    dates = " – ".join(words for words in (day(need.start), day(need.end)) if words)
    parts = (label(need.beneficiary, "beneficiary") if need.beneficiary else "", need.site, cost, dates)
    return " · ".join(part for part in parts if part)


def _read_as(need: Need) -> list[tuple[str, str]]:
    """Return what was read, where a person has changed it since."""
    names = {name: field.label for name, field in FactsForm().fields.items()}
    return [(str(names[name]), _read(name, value)) for name, value in need.read_as.items() if name in names]


def _read(name: str, value: object) -> str:
    if value in (None, ""):
        return _("nothing")
    if name in ("quantity", "amount"):
        return figure(Decimal(str(value)))
    if name in ("start", "end"):
        return day_of(str(value))
    return label(str(value), name) if name in ("theme", "kind", "item", "beneficiary") else str(value)


def _need_page(
    request: HttpRequest,
    need: Need,
    form: FactsForm,
    part: FactsForm | None = None,
    stays: KeptForm | None = None,
) -> HttpResponse:
    passages = list(need.passages.all())
    pieces = []
    if passages:
        start, end = surroundings(need.report.text, passages[0].start, passages[0].end)
        marks = [Mark(_anchor(need, p.order), p.start, p.end) for p in passages]
        pieces = segments(need.report.text, need.report.page_starts, marks, start=start, end=end)
    context = {
        "need": need,
        "form": form,
        # How much the other one asks for nobody knows: it is left open, so that nothing is asked for twice.
        "part": part or FactsForm(prefix="part", initial=facts_of(need) | {"quantity": None, "amount": None}),
        "stays": stays or KeptForm(need=need),
        "segments": pieces,
        "open": need.status in OPEN,
        "back": _place(reading.standing(need.report), need),
        "words": headed(label(need.theme, "theme"), asked(need)),
        "read_as": _read_as(need),
    }
    return render(request, "review/need.html", context)
