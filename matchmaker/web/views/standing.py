"""The State's own needs: writing one, where it stands, the steps that it may take, and the order among them."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matchmaker import actions, queries
from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import TIERS, NeedStatus, Role, Visibility
from matchmaker.models import Cycle, Need, Party
from matchmaker.services import needs
from matchmaker.services.facts import READINESS, WRITTEN
from matchmaker.web import coach, labels, own, sides
from matchmaker.web.acting import done
from matchmaker.web.facts import FactsForm, facts_of
from matchmaker.web.guards import for_requesting
from matchmaker.web.records import passages
from matchmaker.web.site_forms import Languages, States
from matchmaker.web.templatetags.presentation import along
from matchmaker.web.trail import told
from matchmaker.web.views.proposals import ReasonForm

WAY = (
    NeedStatus.DRAFT,
    NeedStatus.SUBMITTED,
    NeedStatus.AUTHENTICATED,
    NeedStatus.CIRCULATED,
    NeedStatus.PARTLY_MET,
    NeedStatus.MET,
)
READY = {
    "project_proposal": gettext_lazy("a project proposal"),
    "action_plan": gettext_lazy("part of a national action plan"),
    "assessment": gettext_lazy("a needs assessment was made"),
    "measurable_goal": gettext_lazy("a goal that can be measured"),
    "women": gettext_lazy("women’s participation is addressed"),
}
STEPS = ("submit", "withdraw", "object")


class NeedForm(FactsForm):
    """A need in the State's own words."""

    state = forms.ModelChoiceField(label=gettext_lazy("For"), queryset=Party.objects.none(), to_field_name="code")
    cycle = forms.ModelChoiceField(
        label=gettext_lazy("Cycle"), queryset=Cycle.objects.order_by("-year"), to_field_name="year"
    )
    words = forms.CharField(
        label=gettext_lazy("In your own words: what is needed, by whom, for what"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    members = States(label=gettext_lazy("Members for which a regional organisation asks"), required=False)
    languages = Languages()
    minimum = forms.DecimalField(
        label=gettext_lazy("Least that is of use"),
        help_text=gettext_lazy("A plan gives nothing rather than less. Empty: any part helps."),
        min_value=1,
        max_digits=15,
        decimal_places=0,
        required=False,
    )
    condition = forms.CharField(
        label=gettext_lazy("On condition"),
        help_text=gettext_lazy("What must be so before the help can come."),
        max_length=500,
        required=False,
    )
    readiness = forms.MultipleChoiceField(
        label=gettext_lazy("It comes with"),
        choices=[(name, READY[name]) for name in READINESS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("state", "cycle", "words")

    def __init__(self, *args: object, states: list[int], regional: bool, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["state"].queryset = Party.objects.filter(pk__in=states)
        if not regional:
            del self.fields["members"]
        if len(states) == 1:
            self.fields["state"].initial = Party.objects.get(pk=states[0])
        self.fields["cycle"].initial = queries.latest_cycle()
        for name in ("theme", "kind"):
            self.fields[name].choices = [("", _("Choose")), *self.fields[name].choices]

    @property
    def facts(self) -> dict[str, object]:
        """The facts as the service takes them; of a form that is not whole yet, those that can be read."""
        said = self.cleaned_data
        facts = {name: said[name] for name in WRITTEN if name in said}
        return facts | {
            "text": said.get("words", ""),
            "members": [state.code for state in said.get("members", ())],
            "readiness": dict.fromkeys(said.get("readiness", ()), True),
        }


@for_requesting
@require_http_methods(["GET", "POST"])
def new_need(request: HttpRequest) -> HttpResponse:
    """Write a need that no report holds, with a coach beside."""
    form = _form(request, request.POST or None)
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        need = done(
            request,
            _("Written as a draft that only you see: look it over, then submit it."),
            needs.write,
            form=form,
            state=form.cleaned_data["state"],
            cycle=form.cleaned_data["cycle"].year,
            facts=form.facts,
        )
        if isinstance(need, Need):
            return redirect("my-standing", need.public_id)
    facts = form.facts if form.is_bound else {}
    beside = {"advice": coach.advice(facts), "usual": coach.usual(facts), "fits": _fits(request, form)}
    return render(request, "desks/new_need.html", {"form": form, **beside})


@for_requesting
@require_http_methods(["GET", "POST"])
def change_need(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct a need that was written by hand, or one that has left the desk."""
    need = _own(request, public_id)
    first = facts_of(need) | {
        "state": need.state.code,
        "cycle": need.cycle,
        "words": need.text,
        "languages": need.languages,
        "members": need.members,
        "minimum": None if need.minimum is None else f"{need.minimum.normalize():f}",
        "condition": need.condition,
        "readiness": [name for name in READINESS if need.readiness.get(name)],
    }
    form = _form(request, request.POST or None, initial=first)
    for name in ("state", "cycle"):
        del form.fields[name]
    form.fields["languages"].keep(need.languages)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(request, _("Corrected."), needs.correct, form=form, need=need, **form.facts)
    ):
        return redirect("my-standing", public_id)
    return render(request, "desks/change_need.html", {"form": form, "need": need})


@for_requesting
@require_GET
def standing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show where a need stands, what befell it, and what may be done."""
    return _page(request, _own(request, public_id))


@for_requesting
@require_POST
def step(request: HttpRequest, public_id: UUID, action: str) -> HttpResponse:
    """Submit, withdraw, or object to the circulation of an own need."""
    need = _own(request, public_id)
    said = {"submit": _("Submitted."), "withdraw": _("Withdrawn."), "object": _("It does not circulate.")}[action]
    reason = ""
    if action != "submit":
        form = ReasonForm(request.POST, prefix=action)
        if not form.is_valid():
            return _page(request, need, **{action: form})
        reason = form.cleaned_data["reason"]
    done(request, said, needs.advance, need=need, action=action, reason=reason)
    return redirect("my-standing", public_id)


@for_requesting
@require_POST
def show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Decide who sees a need."""
    need, wanted = _own(request, public_id), request.POST.get("visibility", "")
    if wanted not in list(Visibility):
        messages.error(request, _("Choose one of the three circles of readers."))
    else:
        done(request, _("Kept."), needs.show_to, need=need, visibility=Visibility(wanted))
    return redirect("my-standing", public_id)


@for_requesting
@require_http_methods(["GET", "POST"])
def priorities(request: HttpRequest) -> HttpResponse:
    """Order the standing needs of a State and cycle in three ranks."""
    rows = own.needs(request.user).filter(status__in=needs.STANDING)
    groups: dict[tuple[Party, int], list[Need]] = {}
    for need in rows:
        groups.setdefault((need.state, need.cycle), []).append(need)
    if request.method == "POST":
        for (state, cycle), asked in groups.items():
            if request.POST.get("group") == f"{state.code}-{cycle}":
                tiers = {need: _tier(request.POST.get(f"tier-{need.public_id}", ""), need) for need in asked}
                done(request, _("The order is kept."), needs.prioritise, state=state, cycle=cycle, tiers=tiers)
        return redirect("my-priorities")
    shown = [
        {"state": state, "cycle": cycle, "ranks": _ranks(asked), "key": f"{state.code}-{cycle}"}
        for (state, cycle), asked in sorted(
            groups.items(), key=lambda group: (alphabetical(group[0][0].name), -group[0][1])
        )
    ]
    return render(request, "desks/priorities.html", {"groups": shown})


def _ranks(asked: list[Need]) -> list[dict[str, object]]:
    """Return the ranks with their needs and how many of their places these take; parts of one share a place."""
    ranks, places = [], {}
    for need in asked:
        # Counted here: the table's own numbers would tell how many needs others have.
        places.setdefault(need.split_from_id or need.pk, len(places) + 1)
    for rank, room in TIERS.items():
        rows = [(need, places[need.split_from_id or need.pk]) for need in asked if need.tier == rank]
        ranks.append({"rank": rank, "room": room, "rows": rows, "used": len({place for _, place in rows})})
    return ranks


def _tier(given: str, need: Need) -> int:
    return int(given) if given in {"1", "2", "3"} else need.tier


def _form(request: HttpRequest, data: object, **more: object) -> NeedForm:
    states = request.user.parties(Role.FOCAL_POINT)
    regional = Party.objects.filter(pk__in=states).exclude(type=Party.STATE).exists()
    return NeedForm(data, states=states, regional=regional, **more)


def _fits(request: HttpRequest, form: NeedForm) -> list[object]:
    """Return the offers that the reader may see of the theme and kind in the form."""
    theme = form.data.get("theme") if form.is_bound else None
    kind = form.data.get("kind") if form.is_bound else None
    return coach.offers(request.user, str(theme), str(kind)) if theme and kind else []


def _own(request: HttpRequest, public_id: UUID) -> Need:
    need = own.need(request.user, public_id)
    if need is None:
        raise Http404
    return need


def _page(request: HttpRequest, need: Need, **bound: forms.Form) -> HttpResponse:
    context = {
        "need": need,
        "passages": passages(need),
        "circulates": need.status in (NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET),
        "steps": along(WAY, need.status),
        "actions": actions.on(request.user, need, timezone.now()),
        "forms": {name: bound.get(name) or ReasonForm(prefix=name) for name in ("withdraw", "object")},
        "bound": list(bound),
        "visibilities": labels.choices("visibility"),
        "unmet": sides.unmet(request.user, need),
        "history": list(told(own.history(request.user, need.public_id))),
        "proposals": own.proposals(request.user, Role.FOCAL_POINT).filter(need=need),
        "commitments": own.commitments(request.user, Role.FOCAL_POINT).filter(need=need),
        "review": need.report_id is not None and need.status in (NeedStatus.DRAFT, NeedStatus.RETURNED),
    }
    return render(request, "desks/standing.html", context)
