"""What waits for a coordinator, and a need on its way from its State to circulation."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from matchmaker import actions, policies
from matchmaker.models import Need, Override, Report
from matchmaker.services import inboxes, needs
from matchmaker.services.inboxes import Heap
from matchmaker.web import records, tasks
from matchmaker.web.acting import done
from matchmaker.web.guards import for_coordinators
from matchmaker.web.labels import label
from matchmaker.web.records import passages
from matchmaker.web.site_forms import SiteForm
from matchmaker.web.templatetags.presentation import along, day, headed, listing
from matchmaker.web.views.proposals import ReasonForm
from matchmaker.web.views.standing import WAY

SHOWN = 100
"""How many entries of a heap the page holds; the next ones come up as these are done."""
STEPS = ("authenticate", "return", "circulate")


class SilenceForm(SiteForm):
    """After how many days without an answer a side counts as silent."""

    takes_focus = False
    days = forms.IntegerField(
        label=gettext_lazy("No answer for more than so many days"), min_value=1, max_value=365, initial=inboxes.SILENCE
    )


@for_coordinators
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """List what waits for a coordinator whose own State has no part in it, heap by heap."""
    form = SilenceForm(request.GET if "days" in request.GET else None)
    days = form.cleaned_data["days"] if form.is_bound and form.is_valid() else inboxes.SILENCE
    found = inboxes.of(request.user, timezone.now(), silence=days)
    context = {
        "heaps": [
            {
                "heap": heap,
                **words,
                "entries": [_entry(entry) for entry in found.heaps[heap][:SHOWN]],
                "number": len(found.heaps[heap]),
                "further": max(0, len(found.heaps[heap]) - SHOWN),
            }
            for heap, words in _heaps().items()
        ],
        "found": found,
        "form": form,
    }
    return render(request, "desks/inbox.html", context)


def _heaps() -> dict[Heap, dict[str, object]]:
    return {
        Heap.AUTHENTICATE: {
            "title": _("Needs to authenticate"),
            "hint": _("Authenticate each one, or return it with what is missing."),
        },
        Heap.CIRCULATE: {"title": _("Needs to circulate"), "hint": _("The time to object is over, and nobody did.")},
        Heap.CONFIRM: {
            "title": _("Decisions against the plan to confirm"),
            "hint": _("Another coordinator decided; confirm it or refuse it."),
        },
        Heap.ENDORSE: {
            "title": _("Proposals to endorse"),
            "hint": _("Endorsing asks both sides; they then have 60 days to answer."),
            "at_once": (reverse("endorsements"), _("Endorse several at once")),
        },
        Heap.OBJECTIONS: {
            "title": _("Objections still possible"),
            "hint": _("Nothing to do: after the last day each of them circulates."),
        },
        Heap.LAPSING: {
            "title": _("Proposals that lapse soon"),
            "hint": _("Within 14 days the time to answer is over. Ask whose answer is missing."),
        },
        Heap.SILENT: {"title": _("Silence"), "hint": _("No answer for some time. Ask whose answer is missing.")},
    }


def _entry(entry: inboxes.Entry) -> dict[str, object]:
    row = entry.row
    if isinstance(row, Override):
        decided = label(row.decision, "decision")
        about = headed(decided, f"{records.name(row.need)} – {records.name(row.offer)}")
        url = reverse("scenario", args=[row.scenario.public_id]) if row.scenario else tasks.where(row.proposal)
    elif isinstance(row, Report):
        about, url = tasks.about(row), reverse("report", args=[row.public_id])
    elif isinstance(row, Need):
        about, url = tasks.about(row), reverse("received-need", args=[row.public_id])
    else:
        about, url = tasks.about(row), tasks.where(row)
    return {
        "about": about,
        "url": url,
        "until": day(entry.until) if entry.until else "",
        "over": entry.until is not None and entry.until < timezone.localdate(),
        "since": day(entry.since) if entry.since else "",
        "whose": listing(party.name for party in entry.whose),
    }


@for_coordinators
@require_GET
def received_need(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a need that a State submitted, with what may be done."""
    return _page(request, _found(request, public_id))


@for_coordinators
@require_POST
def step(request: HttpRequest, public_id: UUID, action: str) -> HttpResponse:
    """Authenticate, return or circulate a need."""
    need, reason = _found(request, public_id), ""
    said = {"authenticate": _("Authenticated."), "return": _("Returned."), "circulate": _("Circulated.")}[action]
    if action == "return":
        form = ReasonForm(request.POST, prefix=action)
        if not form.is_valid():
            return _page(request, need, form)
        reason = form.cleaned_data["reason"]
    done(request, said, needs.advance, need=need, action=action, reason=reason)
    return redirect("inbox")


def _found(request: HttpRequest, public_id: UUID) -> Need:
    rows = Need.objects.visible_to(request.user).select_related("state", "report").prefetch_related("passages")
    need = rows.filter(public_id=public_id).first()
    if need is None:
        raise Http404
    return need


def _page(request: HttpRequest, need: Need, form: forms.Form | None = None) -> HttpResponse:
    context = {
        "need": need,
        "passages": passages(need),
        "steps": along(WAY, need.status),
        "recused": policies.has_interest(request.user, need.state, codes=need.members),
        "actions": actions.on(request.user, need, timezone.now()),
        "until": need.objection_ends,
        "form": form or ReasonForm(prefix="return"),
    }
    return render(request, "desks/received_need.html", context)
