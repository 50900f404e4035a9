"""Endorsing several proposals at once: what would be endorsed and what stays back, chosen by State, provider, theme."""

from collections import defaultdict
from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from matchmaker.core.names import alphabetical
from matchmaker.models import Party, Proposal, User
from matchmaker.sentences import sentence
from matchmaker.services import endorsements
from matchmaker.services.endorsements import Back, Outlook
from matchmaker.web import tasks
from matchmaker.web.acting import done, identity
from matchmaker.web.forms import ListFilter
from matchmaker.web.guards import for_coordinators, freshly_signed_in
from matchmaker.web.labels import label
from matchmaker.web.templatetags.presentation import figure, listing

MOST = 100
"""How many are endorsed in one go: as many as take a second or two."""
NAMED = 5
"""How many of those that were refused for one reason are named."""


class EndorsementFilter(ListFilter):
    """What the proposals that may be endorsed are narrowed by."""

    text = page = None
    provider = forms.ChoiceField(label=gettext_lazy("Provider"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    field_order = ("state", "provider", "theme", "kind")

    def __init__(self, data: QueryDict, rows: Iterable[Proposal]) -> None:
        super().__init__(data)
        rows = list(rows)
        self.offer("state", _parties(row.need.state for row in rows))
        self.offer("provider", _parties(row.offer.provider for row in rows))
        themes = {row.need.theme: label(row.need.theme, "theme") for row in rows}
        self.offer("theme", sorted(themes.items(), key=lambda choice: alphabetical(choice[1])))

    def keeps(self, row: Proposal) -> bool:
        """Whether a proposal is among what was asked for."""
        need = row.need
        has = {"state": need.state.code, "provider": row.offer.provider.code, "theme": need.theme, "kind": need.kind}
        return all(has[name] == value for name, value in self.wanted.items())


def _parties(parties: Iterable[Party]) -> list[tuple[str, str]]:
    names = {party.code: party.name for party in parties}
    return sorted(names.items(), key=lambda choice: alphabetical(choice[1]))


@for_coordinators
@require_GET
def several(request: HttpRequest) -> HttpResponse:
    """Show what may be endorsed at once, what stays back and why, and what one has endorsed today."""
    told = endorsements.outlook(request.user)
    form = EndorsementFilter(request.GET, told.ready)
    kept = [row for row in told.ready if form.keeps(row)]
    context = {
        "form": form,
        "rows": kept[:MOST],
        "groups": _by_state(kept[:MOST]),
        "later": max(len(kept) - MOST, 0),
        "ready": len(told.ready),
        "back": _back(told),
        "today": _today(request.user),
    }
    return render(request, "proposals/several.html", context)


@for_coordinators
@require_POST
def endorse_several(request: HttpRequest) -> HttpResponse:
    """Endorse what is ticked, each by itself, and say of each that was refused why."""
    if not request.POST.getlist("proposal"):
        messages.error(request, _("Nothing is ticked: tick at least one proposal."))
        return redirect("endorsements")
    return _endorsed(request)


@freshly_signed_in
def _endorsed(request: HttpRequest) -> HttpResponse:
    ids = {identity(given) for given in request.POST.getlist("proposal")[:MOST]}
    rows = Proposal.objects.visible_to(request.user).filter(public_id__in=ids)
    chosen = list(rows.select_related("need__state", "offer__provider", "implementer").order_by("pk"))
    if len(chosen) != len(ids):
        raise Http404
    told = done(request, "", endorsements.endorse_each, chosen=chosen) or []
    _say(request, told)
    return redirect("endorsements")


def _by_state(rows: Iterable[Proposal]) -> list[tuple[Party, list[Proposal]]]:
    heaps: dict[Party, list[Proposal]] = defaultdict(list)
    for row in rows:
        heaps[row.need.state].append(row)
    return sorted(heaps.items(), key=lambda heap: alphabetical(heap[0].name))


def _say(request: HttpRequest, told: list[tuple[Proposal, object]]) -> None:
    kept = sum(refused is None for _row, refused in told)
    if kept:
        words = ngettext("%(n)s proposal is endorsed.", "%(n)s proposals are endorsed.", kept)
        messages.success(request, words % {"n": figure(kept)})
    refusals: dict[str, list[str]] = defaultdict(list)
    for row, refused in told:
        if refused is not None:
            refusals[sentence(refused)].append(tasks.about(row))
    for words, about in refusals.items():
        more = len(about) - NAMED
        names = listing([*about[:NAMED], *([_("%(n)s more") % {"n": figure(more)}] if more > 0 else [])])
        messages.error(request, _("Not endorsed: %(names)s. %(why)s") % {"names": names, "why": words})


Named = list[tuple[Proposal, str]]


def _back(told: Outlook) -> list[tuple[str, Named]]:
    """Return what stays back under its reason, in the order in which the reasons are declared."""
    words = {
        Back.OWN_STATE: _("Your own State has part in it: another coordinator must endorse it."),
        Back.OFF_PLAN: _(
            "It stands outside the published plan: it takes a reason and a second coordinator, by itself."
        ),
        Back.CHANGED: _("The need or the offer is no longer open: withdraw the proposal, or ask for a new one."),
    }
    heaps = [(words[why], [(row, tasks.about(row)) for row, reason in told.back if reason == why]) for why in Back]
    return [(why, rows) for why, rows in heaps if rows]


def _today(user: User) -> Named:
    rows = Proposal.objects.visible_to(user).filter(endorsed_by=user, endorsed_at__date=timezone.localdate())
    rows = rows.select_related("need__state", "offer__provider").order_by("-endorsed_at", "pk")[: 2 * MOST]
    return [(row, tasks.about(row)) for row in rows]
