"""One need inside a run's plan: what it gets and why, what could serve it instead, what each change would take."""

from decimal import Decimal
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from matchmaker import policies
from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import Decision, Rule
from matchmaker.models import Allocation, Need, Offer, Run, Unmet, User
from matchmaker.services import changes, jobs, prices, scenarios
from matchmaker.services.prices import Prices
from matchmaker.web import reading, records, unmet
from matchmaker.web.acting import done, identity
from matchmaker.web.guards import for_coordinators, freshly_signed_in
from matchmaker.web.labels import label
from matchmaker.web.prices import Known, consequences, known
from matchmaker.web.site_forms import SiteForm
from matchmaker.web.templatetags.presentation import bracketed, figure, leads, listing, measured, money_words, so_much
from matchmaker.web.watching import Watch

OF_ANOTHER_SUBJECT = {Rule.THEME, Rule.KIND, Rule.ITEM, Rule.SCOPE}
"""An offer that breaks one of these was never meant for the need: it is not worth a line."""


@for_coordinators
@require_GET
@never_cache
def plan_need(request: HttpRequest, run: UUID, need: UUID) -> HttpResponse:
    """Show a need in a plan, with the price of every change around it."""
    held, asked, member = _known(request, run, need)
    lines, missed = _rows(held, asked, member)
    priced = prices.around(run=held, need=asked, member=member, by=request.user)
    searched = changes.of(run=held, rows=missed, by=request.user)
    form = _quantity(request)
    exactly = _exactly(request, held, asked, member, priced, form)
    near = _near(held, asked)
    offers = {"offer": {str(row["offer"]) for row in priced.rows} | near.keys()}
    pins = held.scenario.pins
    pinned = {noun: {str(pin[noun]) for pin in pins} for noun in ("need", "offer")}
    spoken_of = unmet.mentioned(missed, searched.known.values()), offers, pinned
    told = known(request.user, (row["price"] for row in exactly), *spoken_of, states=[member])
    named = {key: records.name(row) for key, row in told.rows.items()}
    around = {str(row["offer"]): _change(row, asked, told, request) for row in exactly if row["offer"] in told.rows}
    _tell_what_is_in_the_way(request.user, held, asked, around, told)
    waits = not (priced.over and searched.over and all(row["price"] for row in exactly))
    if waits and not searched.begun:
        jobs.look_after()
    watched = _address("plan-need-progress", held, asked, member)
    context = {
        "run": held,
        "need": asked,
        "member": member,
        "for": told.states.get(member, ""),
        "passages": records.passages(asked),
        "lines": [_line(line, asked, around) for line in lines],
        "missed": [unmet.told(row, named, searched.known) for row in missed],
        "alternatives": [row for row in around.values() if row["decision"] == Decision.PIN],
        "refused": _refused(near, told),
        "form": form,
        "watch": Watch(not waits, _progress(priced), watched, request.get_full_path()),
        "recused": policies.has_interest(request.user, asked.state, codes=[*asked.members, member]),
    }
    return render(request, "runs/need.html", context)


@for_coordinators
@require_GET
@never_cache
def progress(request: HttpRequest, run: UUID, need: UUID) -> HttpResponse:
    """Answer how many changes around a need are worked out."""
    held, asked, member = _known(request, run, need)
    priced = prices.around(run=held, need=asked, member=member, by=request.user)
    searched = changes.of(run=held, rows=_rows(held, asked, member)[1], by=request.user)
    return Watch(priced.over and searched.over, _progress(priced), request.path, "").answer()


@for_coordinators
@require_POST
@freshly_signed_in
def decide(request: HttpRequest, run: UUID, need: UUID) -> HttpResponse:
    """Pin or keep out a pair in a scenario: the run's own, or a copy of it."""
    held, asked, member = _known(request, run, need)
    _rows(held, asked, member)
    offer = Offer.objects.visible_to(request.user).select_related("provider")
    offer = offer.filter(public_id=identity(request.POST.get("offer", ""))).first()
    decision = request.POST.get("decision", "")
    if offer is None or decision not in (Decision.PIN, Decision.FORBID):
        raise Http404
    name = _("What if: %(name)s") % {"name": held.scenario.name}
    written = done(
        request,
        _("Done, and nothing else has changed yet. Undo it here, or run the scenario and compare."),
        scenarios.decide_on_plan,
        run=held,
        decision=Decision(decision),
        need=asked,
        offer=offer,
        quantity=_quantity(request).much if decision == Decision.PIN else None,
        reason=request.POST.get("reason", "")[:1000].replace("\x00", ""),
        copy_as=name[:200] if request.POST.get("where") == "copy" else "",
    )
    if written:
        return redirect("scenario", written.public_id)
    return redirect(_address("plan-need", held, asked, member))


def _address(name: str, held: Run, asked: Need, member: str) -> str:
    return reverse(name, args=[held.public_id, asked.public_id]) + (f"?{urlencode({'for': member})}" if member else "")


class QuantityForm(SiteForm):
    """How much of an offer is to be forced."""

    takes_focus = False
    quantity = forms.DecimalField(
        label=gettext_lazy("Exactly how much (empty: as much as is useful)"),
        min_value=0,
        max_digits=15,
        decimal_places=3,
        required=False,
    )

    @property
    def much(self) -> Decimal | None:
        """The quantity, where there is one that can be read."""
        return (self.cleaned_data.get("quantity") or None) if self.is_bound and self.is_valid() else None


def _quantity(request: HttpRequest) -> QuantityForm:
    given = request.POST if request.method == "POST" else request.GET
    return QuantityForm(given if "quantity" in given else None)


def _exactly(
    request: HttpRequest, held: Run, asked: Need, member: str, priced: Prices, form: QuantityForm
) -> list[dict[str, object]]:
    """Return the prices, that of one offer for the quantity that is asked for."""
    wanted, rows = request.GET.get("offer", ""), [dict(row) for row in priced.rows]
    for row in rows if form.much else ():
        if row["offer"] == wanted and row["decision"] == Decision.PIN:
            offer = Offer.objects.visible_to(request.user).get(public_id=wanted)
            what = {"run": held, "need": asked, "member": member, "offer": offer, "quantity": form.much}
            row |= {"price": prices.of_quantity(**what, by=request.user) or {}, "much": form.much}
    return rows


def _known(request: HttpRequest, run: UUID, need: UUID) -> tuple[Run, Need, str]:
    """Return a run with a plan, a need, and for which of several States it is looked at."""
    runs = Run.objects.visible_to(request.user).select_related("scenario").defer("names", "problem")
    held = runs.exclude(plan_status="").filter(public_id=run).first()
    rows = reading.needs_shown_to(request.user).prefetch_related("passages")
    asked = rows.filter(public_id=need).first()
    if held is None or asked is None:
        raise Http404
    return held, asked, request.GET.get("for", "").replace("\x00", "")


def _rows(held: Run, asked: Need, member: str) -> tuple[list[Allocation], list[Unmet]]:
    """Return what a run's plan says of a need; of one that it does not speak of, nothing is there."""
    lines = list(held.allocations.filter(need=asked, member=member).select_related("offer__provider").order_by("pk"))
    missed = list(held.unmet.filter(need=asked, member=member).order_by("pk"))
    if not lines and not missed:
        raise Http404
    for row in (*lines, *missed):
        row.need = asked
    return lines, missed


def _near(held: Run, asked: Need) -> dict[str, list[str]]:
    """Return, by offer, the rules that refuse offers of the need's own subject."""
    own = [row for row in held.refusals if row["need"] == str(asked.public_id)]
    return {row["offer"]: row["rules"] for row in own if not OF_ANOTHER_SUBJECT.intersection(row["rules"])}


def _refused(near: dict[str, list[str]], told: Known) -> list[dict[str, object]]:
    rows = [
        {"offer": told.rows[name], "rules": listing(label(rule, "rule") for rule in broken)}
        for name, broken in near.items()
        if name in told.rows
    ]
    return sorted(rows, key=lambda row: (alphabetical(row["offer"].provider.name), row["offer"].title))


def _change(row: dict[str, object], asked: Need, told: Known, request: HttpRequest) -> dict[str, object]:
    offer = told.rows[str(row["offer"])]
    return {
        "offer": offer,
        "decision": row["decision"],
        "price": consequences(row["price"], told) if row["price"] else None,
        "much": row.get("much"),
        "exactly": so_much(row.get("much"), asked),
        "recused": policies.has_interest(request.user, offer.provider),
    }


def _tell_what_is_in_the_way(
    user: User, held: Run, asked: Need, around: dict[str, dict[str, object]], told: Known
) -> None:
    """Write beside an offer whose forcing has no price what is pinned or endorsed of it, or of the need."""
    unknown = {
        name
        for name, row in around.items()
        if row["decision"] == Decision.PIN and row["price"] and row["price"].unknown
    }
    for name, found in prices.in_the_way(run=held, need=asked, offers=unknown, by=user).items():
        pairs = [(told.rows.get(str(pin["offer"])), told.rows.get(str(pin["need"]))) for pin in found.pins]
        pinned = listing(leads(*map(records.name, pair)) for pair in pairs if None not in pair)
        around[name] |= {"endorsed": found.endorsed, "pinned": pinned}


def _progress(priced: Prices) -> str:
    if priced.over:
        return _("The smallest change that would serve it is being searched.")
    if priced.pairs is None:
        return _("What each change would take is being worked out.")
    words = {"n": figure(len(priced.rows)), "all": figure(priced.pairs)}
    return _("What each change would take: %(n)s of %(all)s worked out.") % words


def _line(line: Allocation, asked: Need, changes: dict[str, dict[str, object]]) -> dict[str, object]:
    change = changes.get(str(line.offer.public_id))
    return {
        "offer": line.offer,
        "quantity": measured(line.quantity, asked.unit, item=asked.item, currency=asked.currency),
        "money": money_words(line.money, line.currency),
        "fit": line.fit,
        "terms": _terms(line, asked),
        "change": change if change and change["decision"] == Decision.FORBID else None,
    }


def _terms(line: Allocation, asked: Need) -> list[str]:
    """Return each term of a pair's fit in words, with its factor."""
    terms = {name: Decimal(value) for name, value in line.terms.items()}
    found = []
    if "language" in terms:
        shared = terms["language"] == 1
        words = _("they share a language, or need none") if shared else _("no language is shared by name")
        found.append((words, terms["language"]))
    if "timeliness" in terms:
        whole = terms["timeliness"] == 1
        words = (
            _("it is there all the time in which it is wanted") if whole else _("it is there part of the time wanted")
        )
        found.append((words, terms["timeliness"]))
    if "proximity" in terms:
        found.append((_nearness(line, asked), terms["proximity"]))
    return [bracketed(words, figure(factor)) for words, factor in found]


def _nearness(line: Allocation, asked: Need) -> str:
    giver, taker = line.offer.provider, asked.state
    if giver.subregion and giver.subregion == taker.subregion:
        return _("the provider is of the same subregion")
    if giver.region and giver.region == taker.region:
        return _("the provider is of the same region")
    return _("the provider is of another region, or of none")
