"""Runs on the coordinator's desk: watched while they are solved, cancelled, read, published and taken back."""

from collections import Counter, defaultdict
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matchmaker import policies, queries
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import RunStatus, UnmetReason
from matchmaker.models import Allocation, Proposal, Run, User
from matchmaker.models.parties import name_in_order
from matchmaker.sentences import sentence
from matchmaker.services import jobs, runs
from matchmaker.web import plan_flow, records
from matchmaker.web.acting import done
from matchmaker.web.guards import for_coordinators
from matchmaker.web.labels import label
from matchmaker.web.templatetags.presentation import day, decimal, figure, measured
from matchmaker.web.watching import Watch

PER_PAGE = 25
AT_WORK = (RunStatus.QUEUED, RunStatus.RUNNING)
PATIENCE = 15
"""Seconds in the queue after which a page asks whether a worker is there."""


@for_coordinators
@require_GET
def all_runs(request: HttpRequest) -> HttpResponse:
    """List the runs; two of them can be chosen to be compared."""
    jobs.look_after()
    rows = Run.objects.visible_to(request.user).select_related("scenario", "created_by").defer("problem", "names")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    plans = [run for run in page if run.plan_status]
    stands = queries.published_run(light=True)
    context = {
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "with_plan": len(plans),
        # What people want to see side by side most: the plan that stands, and the newest beside it.
        "before": stands,
        "after": next((run for run in plans if stands in plans and run != stands), None),
    }
    return render(request, "runs/list.html", context)


@for_coordinators
@require_GET
@never_cache
def run(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a run: how far it is, or what came of it."""
    jobs.look_after()
    held = _known(request, public_id)
    flow = plan_flow.of_run(held, request.GET)
    lines = plan_flow.narrowed(held, request.GET).select_related("need__state", "offer__provider")
    lines = lines.order_by(name_in_order("need__state__names"), "need__theme", "pk")
    page = Paginator(lines, 50).get_page(request.GET.get("page"))
    context = {
        "run": held,
        "watch": _watch(held),
        "facts": _facts(held),
        "flow": flow,
        "strange": plan_flow.strange(flow, request.GET),
        "empty": _empty(held) if held.plan_status and not flow.rows else None,
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "rows": [_row(line, request.user) for line in page],
        "reasons": _missed(held),
        "stands": stands if (stands := queries.published_run(light=True)) != held else None,
        "others": Run.objects.visible_to(request.user)
        .exclude(plan_status="")
        .exclude(pk=held.pk)
        .select_related("scenario")
        .defer("problem", "names")[:PER_PAGE],
    }
    return render(request, "runs/run.html", context)


@for_coordinators
@require_GET
@never_cache
def progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer how far a run is, for the page that watches it."""
    jobs.look_after()
    return _watch(_known(request, public_id)).answer()


@for_coordinators
@require_POST
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for a run's end."""
    held = _known(request, public_id)
    done(request, _("It ends within a second or two; its best plan so far is kept."), runs.cancel, run=held)
    return redirect("run", held.public_id)


@for_coordinators
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what publishing would do, and publish."""
    held = _known(request, public_id)
    if request.method == "POST":
        done(request, _("Published: its matches are proposals now."), runs.publish, run=held)
        return redirect("run", held.public_id)
    context: dict[str, object] = {"run": held}
    try:
        told = runs.outlook(run=held, by=request.user)
    except MatchmakerError as refused:
        context["refused"] = sentence(refused)
    else:
        context |= {
            "fresh": [_row(line, request.user) for line in told.fresh],
            "stands": held.allocations.count() - len(told.fresh),
            "gives_way": [_row(proposal, request.user) for proposal in told.gives_way],
        }
    return render(request, "runs/publish.html", context)


@for_coordinators
@require_POST
def unpublish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a published run back."""
    held = _known(request, public_id)
    reason = request.POST.get("reason", "")[:1000].replace("\x00", "")
    done(request, _("Taken back: its proposals are withdrawn."), runs.unpublish, run=held, reason=reason)
    return redirect("run", held.public_id)


def _known(request: HttpRequest, public_id: UUID) -> Run:
    rows = Run.objects.visible_to(request.user).select_related("scenario", "created_by").defer("problem", "names")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _row(line: Allocation | Proposal, user: User) -> dict[str, object]:
    """Return a line of a plan, or the proposal that came of one."""
    need = line.need
    return {
        "own": policies.has_interest(user, need.state, line.offer.provider, codes=[line.member]),
        "need": need,
        "name": records.name(need),
        "member": line.member,
        "offer": line.offer,
        "quantity": measured(line.quantity, need.unit, item=need.item, currency=need.currency),
    }


def _missed(held: Run) -> list[tuple[str, list[dict[str, object]]]]:
    """Return the needs that are not, or not wholly, met, by their reason; the reason of most needs comes first."""
    heaps: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in held.unmet.select_related("need__state").order_by("need__state__code", "pk"):
        heaps[row.reason].append({"need": row.need, "member": row.member, "name": records.name(row.need)})
    return sorted(heaps.items(), key=lambda heap: -len(heap[1]))


def _empty(held: Run) -> dict[str, str]:
    """Say why no match could be made, and what to do about it."""
    rows = [row for row in held.unmet.all() if row.reason not in (UnmetReason.DUPLICATE, UnmetReason.INCOMPLETE)]
    told = Counter(rule for row in held.refusals for rule in row["rules"])
    scenario = reverse("scenario", args=[held.scenario.public_id])
    if not held.unmet.exists():
        why = _("No need takes part: only circulated needs of the scenario’s cycle, and of the one before it, do.")
        return {"why": why, "url": reverse("inbox"), "onward": _("See in the inbox which needs wait")}
    if not rows:
        why = _("No need is left to be served: each is covered already, asked twice, or lacks a fact.")
        return {"why": why, "url": reverse("duplicates"), "onward": _("Look at the pairs judged alike")}
    if held.candidate_count:
        why = _("Pairs fit, and none could be made: limits, pins or minima stand in the way. See the reasons below.")
        return {"why": why, "url": scenario, "onward": _("Look at what the scenario decides")}
    if not told:
        why = _("No offer takes part: only published offers that are not kept for browsing do. Ask providers for some.")
        return {"why": why, "url": reverse("offers"), "onward": _("See what is on offer")}
    rule, number = told.most_common(1)[0]
    words = {"rule": label(rule, "rule"), "n": figure(number), "all": figure(len(held.refusals))}
    why = _("Every pair is ruled out. The rule that refuses most is “%(rule)s”: %(n)s of %(all)s pairs.")
    return {"why": why % words, "url": scenario, "onward": _("Look at what the scenario decides")}


def _watch(held: Run) -> Watch:
    progress, page = (reverse(name, args=[held.public_id]) for name in ("run-progress", "run"))
    return Watch(held.status not in AT_WORK, _line(held), progress, page)


def _line(held: Run) -> str:
    """Say in a line how a run stands."""
    if held.status == RunStatus.QUEUED:
        waits = int((timezone.now() - held.created_at).total_seconds())
        words = _("In the queue for %(n)s seconds.") % {"n": figure(max(waits, 0))}
        nobody = waits > PATIENCE and settings.JOBS == "worker"
        return f"{words} {_('No worker has taken it up yet: is one running?')}" if nobody else words
    if held.status != RunStatus.RUNNING:
        return label(held.status, "run_status")
    if held.cancel_requested:
        return _("Asked to end; the best plan so far is being kept.")
    if not held.progress:
        return _("Being prepared.")
    told = held.progress
    words = {
        "stage": label(str(told["stage"]), "stage"),
        "value": decimal(str(told["value"])),
        "n": decimal(str(told["seconds"])),
    }
    words |= {name: decimal(str(told[name])) for name in ("bound", "gap")}
    return _("%(stage)s: %(value)s reached, at most %(bound)s possible, gap %(gap)s; %(n)s seconds.") % words


def _facts(held: Run) -> list[tuple[str, str]]:
    rows = (
        (_("Result"), label(held.plan_status, "plan_status") if held.plan_status else ""),
        (_("Why it failed"), held.failure),
        (_("Queued"), _("%(day)s, by %(by)s") % {"day": day(held.created_at), "by": held.created_by.get_username()}),
        (_("Ended"), day(held.finished_at)),
        (_("Published"), day(held.published_at)),
        (_("Seconds at most"), figure(held.time_limit)),
        (_("Seconds used"), figure(round(held.seconds, 1)) if held.seconds is not None else ""),
        (_("Seed"), str(held.seed)),
        (_("Solver"), f"{held.solver} {held.solver_version}".strip()),
        (_("Pairs that fit"), figure(held.candidate_count) if held.plan_status else ""),
        (_("Input digest"), held.input_digest),
    )
    return [row for row in rows if row[1]]
