"""Scenarios on the coordinator's desk: written, revised, copied, pairs pinned or kept out, run."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matchmaker import policies, queries
from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import Decision, NeedStatus, OfferStatus
from matchmaker.models import Need, Offer, Scenario, User
from matchmaker.services import runs, scenarios
from matchmaker.services.overrides import STANDING
from matchmaker.web.acting import done
from matchmaker.web.guards import for_coordinators, freshly_signed_in
from matchmaker.web.planning import RunForm, ScenarioForm, WishForm, settings_of
from matchmaker.web.prices import Price, consequences, known
from matchmaker.web.templatetags.presentation import so_much

PER_PAGE = 25
LOOK = "look"
"""What is asked before a decision: what it would take."""
ACTS: dict[str, Callable[..., Scenario]] = {"pin": scenarios.pin, "forbid": scenarios.forbid}


@for_coordinators
@require_http_methods(["GET", "POST"])
def all_scenarios(request: HttpRequest) -> HttpResponse:
    """List the scenarios, and write a new one."""
    form = ScenarioForm(request.POST or None, initial=settings_of(None))
    if request.method == "POST" and form.is_valid():
        said = _("Written. Pin or keep out pairs, or run it.")
        written = done(request, said, scenarios.create, form=form, **form.facts)
        if written:
            return redirect("scenario", written.public_id)
    rows = Scenario.objects.visible_to(request.user).select_related("created_by").prefetch_related("runs")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "rows": [{"scenario": row, "latest": next(iter(row.runs.all()), None)} for row in page],
        "form": form,
    }
    return render(request, "scenarios/list.html", context)


@for_coordinators
@require_GET
def scenario(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a scenario with all that can be done to it."""
    return _page(request, _known(request, public_id))


@for_coordinators
@require_POST
def revise(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what holds for the whole scenario."""
    held = _known(request, public_id)
    form = ScenarioForm(request.POST, initial=settings_of(held))
    if form.is_valid() and done(request, _("Changed."), scenarios.revise, form=form, scenario=held, **form.facts):
        return redirect("scenario", held.public_id)
    return _page(request, held, settings=form)


@for_coordinators
@require_POST
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Pin a pair, or keep it out."""
    held = _known(request, public_id)
    form = WishForm(_needs(request, held), _offers(request), request.POST, prefix="wish")
    act = request.POST.get("decision", "")
    if act == LOOK:
        form.fields["reason"].required = False
        if form.is_valid():
            pair = {"need": form.pair["need"], "offer": form.pair["offer"], "quantity": form.cleaned_data["quantity"]}
            told = done(request, "", _outlook, form=form, scenario=held, **pair)
            return _page(request, held, wish=form, outlook=told)
    if act in ACTS and form.is_valid():
        what = form.pair | ({"quantity": form.cleaned_data["quantity"]} if act == Decision.PIN else {})
        said = _("Pinned.") if act == Decision.PIN else _("Kept out.")
        if done(request, said, ACTS[act], form=form, scenario=held, **what):
            return redirect("scenario", held.public_id)
    return _page(request, held, wish=form)


@for_coordinators
@require_POST
def release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back what was decided of a pair."""
    held = _known(request, public_id)
    pair = {
        "need": _one(Need.objects.visible_to(request.user).select_related("state"), request.POST.get("need")),
        "offer": _one(Offer.objects.visible_to(request.user).select_related("provider"), request.POST.get("offer")),
    }
    reason = request.POST.get("reason", "")[:1000].replace("\x00", "") or _("Undone.")
    done(request, _("Taken back."), scenarios.release, scenario=held, reason=reason, **pair)
    return redirect("scenario", held.public_id)


@for_coordinators
@require_POST
@freshly_signed_in
def stand(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Confirm, as a second coordinator, what was decided against the plan, or refuse it."""
    held = _known(request, public_id)
    override = _one(held.overrides.all(), request.POST.get("override"))
    reason = request.POST.get("reason", "")[:1000].replace("\x00", "")
    if request.POST.get("answer") == "confirm":
        done(request, _("Confirmed."), scenarios.confirm, override=override)
    else:
        done(request, _("Refused."), scenarios.refuse, override=override, reason=reason)
    return redirect("scenario", held.public_id)


@for_coordinators
@require_POST
def copy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write a copy, to change a thing and compare."""
    held = _known(request, public_id)
    name = request.POST.get("name", "").replace("\x00", "")
    copied = done(request, _("Copied."), scenarios.copy, scenario=held, name=name)
    return redirect("scenario", (copied or held).public_id)


@for_coordinators
@require_POST
def run_it(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a run of the scenario into the queue and go to where it is watched."""
    held = _known(request, public_id)
    form = RunForm(request.POST, prefix="run")
    if form.is_valid():
        run = done(request, _("In the queue."), runs.queue, form=form, scenario=held, **form.cleaned_data)
        if run:
            return redirect("run", run.public_id)
    return _page(request, held, run=form)


def _known(request: HttpRequest, public_id: UUID) -> Scenario:
    return _one(Scenario.objects.visible_to(request.user), public_id)


def _one(rows: object, public_id: object) -> object:
    """Return a row by what the address or the form says, or answer as if it never was."""
    try:
        found = rows.filter(public_id=UUID(str(public_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _needs(request: HttpRequest, held: Scenario) -> dict[str, Need]:
    rows = Need.objects.visible_to(request.user).filter(
        status__in=[NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET],
        cycle__lte=held.cycle,
        cycle__gte=held.cycle - 2,
    )
    if not held.what_if:
        rows = rows.stood_by()
    ordered = sorted(
        rows.select_related("state"), key=lambda need: (alphabetical(need.state.name), need.theme, need.pk)
    )
    return {str(need.public_id): need for need in ordered}


def _offers(request: HttpRequest) -> dict[str, Offer]:
    rows = Offer.objects.visible_to(request.user).filter(status=OfferStatus.PUBLISHED, browse_only=False)
    return {str(offer.public_id): offer for offer in rows.select_related("provider").order_by("title", "pk")}


def _page(
    request: HttpRequest,
    held: Scenario,
    *,
    settings: ScenarioForm | None = None,
    wish: WishForm | None = None,
    run: RunForm | None = None,
    outlook: Mapping[Decision, Price | None] | None = None,
) -> HttpResponse:
    needs, offers = _needs(request, held), _offers(request)
    context = {
        "scenario": held,
        "settings": settings or ScenarioForm(initial=settings_of(held)),
        "settings_open": settings is not None,
        "wish": wish or WishForm(needs, offers, prefix="wish"),
        "outlook": list(_told(request.user, outlook or {})),
        "run_form": run or RunForm(prefix="run"),
        "wishes": list(_wishes(request, held)),
        "runs": held.runs.select_related("created_by")[:PER_PAGE],
    }
    return render(request, "scenarios/scenario.html", context)


def _wishes(request: HttpRequest, held: Scenario) -> Iterator[dict[str, object]]:
    """Yield what is decided of pairs, with the price and who stands by it where the plan said otherwise."""
    wished = [(Decision.PIN, wish) for wish in held.pins] + [(Decision.FORBID, wish) for wish in held.forbids]
    standing = held.overrides.filter(status__in=STANDING).select_related("need", "offer", "asked_by", "decided_by")
    asked = {(str(row.need.public_id), str(row.offer.public_id)): row for row in standing}
    ids = {str(wish[side]) for _, wish in wished for side in ("need", "offer")}
    rows = {str(key): row for key, row in queries.records_seen_by(request.user, map(UUID, ids)).items()}
    told = known(request.user, (row.price for row in asked.values()))
    for decision, wish in wished:
        override = asked.get((wish["need"], wish["offer"]))
        yield {
            "decision": decision,
            "need": rows.get(wish["need"]),
            "offer": rows.get(wish["offer"]),
            "quantity": so_much(Decimal(wish["quantity"]), rows.get(wish["need"])) if wish.get("quantity") else "",
            "reason": wish["reason"],
            "override": override,
            "price": consequences(override.price, told).sentences if override else [],
            "own": _concerns(request.user, rows.get(wish["need"]), rows.get(wish["offer"])),
            "open": override is not None and override.status == "asked" and override.asked_by_id != request.user.pk,
        }


def _outlook(*, by: User, at: datetime, **pair: object) -> dict[Decision, dict[str, object] | None]:
    """Look at what a decision would take, which no day changes."""
    del at
    return scenarios.outlook(by=by, **pair)


def _told(user: User, outlook: Mapping[Decision, Price | None]) -> Iterator[dict[str, object]]:
    """Yield what each decision would take, in words; of what the plan says already, that it does."""
    told = known(user, (price for price in outlook.values() if price))
    for decision, price in outlook.items():
        yield {"decision": decision, "price": consequences(price, told) if price else None}


def _concerns(user: User, need: Need | None, offer: Offer | None) -> bool:
    """Whether a pair concerns a coordinator's own State, which another one must decide on."""
    return None not in (need, offer) and policies.has_interest(user, need.state, offer.provider, codes=need.members)
