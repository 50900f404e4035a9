"""Why a State gets what it gets: each of its needs in a run's plan, and those that are not in it, on one page."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import NeedStatus, UnmetReason
from matchmaker.models import Allocation, Need, Party, Report, Run, Unmet
from matchmaker.services import changes, jobs
from matchmaker.web import reading, records, unmet
from matchmaker.web.guards import for_coordinators
from matchmaker.web.templatetags.presentation import figure, measured
from matchmaker.web.watching import Watch

OUT = {
    NeedStatus.SUBMITTED: gettext_noop("It waits to be authenticated by a coordinator."),
    NeedStatus.AUTHENTICATED: gettext_noop("It is authenticated; it circulates unless its State objects."),
    NeedStatus.RETURNED: gettext_noop("It was returned to its State, which has to mend it."),
    NeedStatus.MET: gettext_noop("What was agreed meets it in full."),
    NeedStatus.WITHDRAWN: gettext_noop("Its State withdrew it."),
    NeedStatus.MERGED: gettext_noop("It became part of another need."),
    NeedStatus.SUPERSEDED: gettext_noop("A newer cycle's report took its place."),
    NeedStatus.EXPIRED: gettext_noop("Its time is over."),
}
"""Why a need is in no plan; any other one was not there, or not of this cycle, when the plan was computed."""


@for_coordinators
@require_GET
@never_cache
def plan_state(request: HttpRequest, run: UUID) -> HttpResponse:
    """Search a State, and say of each of its needs what the plan does with it and why."""
    held = _known(request, run)
    words = " ".join(request.GET.get("state", "").replace("\x00", "").split())[:200]
    states = sorted(Party.objects.filter(type=Party.STATE), key=lambda party: alphabetical(party.name))
    found = _matching(words, states) if words else []
    context: dict[str, object] = {"run": held, "words": words, "found": found, "states": states}
    if len(found) == 1:
        context |= {"state": found[0], **_told(request, held, found[0])}
        if not context["watch"].over:
            jobs.look_after()
    return render(request, "runs/state.html", context)


@for_coordinators
@require_GET
@never_cache
def progress(request: HttpRequest, run: UUID) -> HttpResponse:
    """Answer how many smallest changes of a State's needs are still searched."""
    held = _known(request, run)
    own = Q(need__state__code=request.GET.get("state", "")) | Q(member=request.GET.get("state", ""))
    searched = changes.of(run=held, rows=list(held.unmet.filter(own)), by=request.user)
    return _watch(request, held, searched, request.GET.get("state", "")).answer()


def _known(request: HttpRequest, run: UUID) -> Run:
    rows = Run.objects.visible_to(request.user).select_related("scenario").defer("problem", "names", "refusals")
    held = rows.exclude(plan_status="").filter(public_id=run).first()
    if held is None:
        raise Http404
    return held


def _watch(request: HttpRequest, held: Run, searched: changes.Changes, code: str) -> Watch:
    progress = reverse("plan-state-progress", args=[held.public_id])
    return Watch(
        searched.over, _progress(searched), f"{progress}?{urlencode({'state': code})}", request.get_full_path()
    )


def _progress(searched: changes.Changes) -> str:
    words = ngettext(
        "The smallest change that would serve it is still searched for %(n)s need.",
        "The smallest change that would serve them is still searched for %(n)s needs.",
        searched.missing,
    )
    return words % {"n": figure(searched.missing)}


def _matching(words: str, states: Iterable[Party]) -> list[Party]:
    """Return the States of a code or a name, else those whose name holds the words."""
    asked = words.casefold()
    every = [(state, {state.code.casefold(), *(name.casefold() for name in state.names.values())}) for state in states]
    same = [state for state, names in every if asked in names]
    return same or [state for state, names in every if any(asked in name for name in names)]


def _told(request: HttpRequest, held: Run, state: Party) -> dict[str, object]:
    own = Q(need__state=state) | Q(member=state.code)
    rows = reading.needs_shown_to(request.user)
    lines = list(held.allocations.filter(own).select_related("offer__provider").order_by("pk"))
    missed = list(held.unmet.filter(own).order_by("pk"))
    keys = {row.need_id for row in (*lines, *missed)}
    needs = {need.pk: need for need in rows.filter(Q(state=state) | Q(pk__in=keys))}
    for row in (*lines, *missed):
        row.need = needs[row.need_id]
    searched = changes.of(run=held, rows=missed, by=request.user)
    spoken_of = records.seen(request.user, unmet.mentioned(missed, searched.known.values()))
    called = {key: records.name(row) for key, row in spoken_of.items()}
    parts = dict.fromkeys((row.need_id, row.member) for row in (*lines, *missed))
    told = [
        _need(
            needs[key],
            member,
            [line for line in lines if (line.need_id, line.member) == (key, member)],
            [row for row in missed if (row.need_id, row.member) == (key, member)],
            called,
            searched,
        )
        for key, member in parts
    ]
    outside = [need for key, need in needs.items() if key not in keys]
    return {
        "rows": sorted(told, key=lambda row: (row["served"], row["need"].theme, row["need"].pk)),
        "counts": _counts(told),
        "watch": _watch(request, held, searched, state.code),
        "outside": [{"need": need, "why": _why_out(need, held)} for need in outside],
        # Asked only where the page has nothing else to say.
        "reported": Report.objects.visible_to(request.user).filter(state=state, cycle=held.scenario.cycle).exists,
    }


def _need(
    need: Need,
    member: str,
    lines: list[Allocation],
    missed: list[Unmet],
    called: dict[str, str],
    searched: changes.Changes,
) -> dict[str, object]:
    said = [unmet.told(row, called, searched.known) for row in missed]
    return {
        "need": need,
        "member": member,
        "lines": [
            {
                "offer": line.offer,
                "quantity": measured(line.quantity, need.unit, item=need.item, currency=need.currency),
            }
            for line in lines
        ],
        "missed": said,
        "served": _served(lines, missed),
    }


def _counts(told: list[dict[str, object]]) -> list[str]:
    """Say how many needs fare in which way, what needs an answer first; nothing of what befalls none."""
    nothing, part, all_, covered = (sum(row["served"] == place for row in told) for place in range(4))
    words = (
        (ngettext("%(n)s gets nothing", "%(n)s get nothing", nothing), nothing),
        (ngettext("%(n)s gets a part", "%(n)s get a part", part), part),
        (ngettext("%(n)s gets all it asks for", "%(n)s get all they ask for", all_), all_),
        (
            ngettext(
                "%(n)s is covered already, or asked for twice",
                "%(n)s are covered already, or asked for twice",
                covered,
            ),
            covered,
        ),
    )
    return [said % {"n": figure(number)} for said, number in words if number]


def _served(lines: list[Allocation], missed: list[Unmet]) -> int:
    """Return the place of a need among the counts: what needs an answer comes first."""
    if not lines:
        covered = all(row.reason == UnmetReason.DUPLICATE and not row.missing for row in missed)
        return 3 if covered else 0
    return 1 if missed else 2


def _why_out(need: Need, held: Run) -> str:
    if need.status in OUT:
        return _(OUT[NeedStatus(need.status)])
    if not held.scenario.cycle - 2 <= need.cycle <= held.scenario.cycle:
        return _("It is of cycle %(cycle)s, and the plan is of %(plan)s.") % {
            "cycle": str(need.cycle),
            "plan": str(held.scenario.cycle),
        }
    return _(
        "It was not circulated, or not confirmed by its State, when this plan was computed: run the scenario again."
    )
