"""The coordinator's desk: the full plan with both sides of each match, why the rest is not met, duplicates avoided."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from matchmaker import policies, queries
from matchmaker.core.vocabulary import Unit, UnmetReason
from matchmaker.models import Run, User
from matchmaker.sentences import apart, together
from matchmaker.web import desk, explanations, records, sources
from matchmaker.web.changes import change_in_words
from matchmaker.web.guards import for_coordinators
from matchmaker.web.labels import label
from matchmaker.web.templatetags.presentation import (
    bracketed,
    day,
    figure,
    listing,
    measured,
    money_words,
    sureness,
)
from matchmaker.web.tiles import Tile

ALIKE = 25
"""How many pairs that screening found alike stand on the desk itself; the queue of pairs holds all of them."""


@for_coordinators
def coordinator(request: HttpRequest) -> HttpResponse:
    """Show the plan that stands in full; what was only tried since has pages of its own."""
    found = desk.latest_desk(request.user)
    assistance = found.assistance if found else queries.assistance(request.user)
    context: dict[str, object] = {"reports": desk.reports(request.user), "assistance": _assistance(assistance)}
    if found is not None:
        names = {key: records.name(record) for key, record in found.records.items()}
        judged = [pair.judgement for pair in found.pairs if pair.judgement]
        alike = [pair for pair in found.pairs if not pair.kept_out]
        parties = records.party_names(judged, near=found.records.values())
        context |= {
            "run": found.run,
            "tiles": _tiles(found),
            "groups": _by_state(found.matches, request.user),
            "reasons": _by_reason(found.missed, names),
            "kept_out": [_pair(pair, parties) for pair in found.pairs if pair.kept_out],
            "alike": [_pair(pair, parties) for pair in alike[:ALIKE]],
            "alike_in_all": len(alike),
            "run_facts": _facts(found.run),
            "sources": _sources(found),
            "counted_once": _counted_once(found.run, names),
        }
    return render(request, "coordinator.html", context)


def _tiles(found: desk.Desk) -> list[Tile]:
    served = {match.need.pk for match in found.matches}
    states = {match.allocation.member or match.need.state.code for match in found.matches}
    short = [row for row in found.missed if row.missing or row.reason != UnmetReason.DUPLICATE]
    return [
        Tile(_("matches"), len(found.matches), "plan"),
        Tile(_("needs served"), len(served), "need"),
        Tile(_("States served"), len(states), "need"),
        Tile(_("offers used"), len({match.offer.pk for match in found.matches}), "offer"),
        Tile(_("needs not, or not wholly, met"), len(short), "need"),
        Tile(_("duplicates avoided"), len(found.run.avoided), "plan"),
    ]


def _by_state(matches: Iterable[desk.Match], user: User) -> list[dict[str, object]]:
    return [
        {"state": state, "matches": [_match(match, user) for match in own]}
        for state, own in groupby(matches, key=lambda match: match.need.state)
    ]


def _match(match: desk.Match, user: User) -> dict[str, object]:
    row, need = match.allocation, match.need
    names = {"language": _("language"), "timeliness": _("dates"), "proximity": _("region")}
    assumed = match.assumed if match.assumed and "assumed" in match.assumed else None
    return {
        "need": need,
        "member": row.member,
        "own": policies.has_interest(user, need.state, match.offer.provider, codes=[row.member]),
        "offer": match.offer,
        "quantity": measured(row.quantity, need.unit, item=need.item, currency=need.currency),
        "money": money_words(row.money, row.currency),
        "passages": records.passages(need)[:2],
        "fit": row.fit,
        "terms": [(names[name], Decimal(value)) for name, value in row.terms.items()],
        "assumed": _assumed(assumed) if assumed else "",
    }


def _assumed(row: Mapping[str, object]) -> str:
    fields = {"quantity": _("quantity"), "unit_cost": _("cost"), "languages": _("languages")}
    names = together(fields.get(str(name), str(name)) for name in row["assumed"])
    return _("not stated, usual figure taken: %(names)s") % {"names": names}


def _sources(found: desk.Desk) -> list[str]:
    """Return where the planning figures of this run come from."""
    return sorted({sources.worded(str(row["source"])) for row in found.run.assumptions if row.get("source")})


def _assistance(rows: Iterable[queries.Assistance]) -> list[dict[str, object]]:
    """Return what is given, running or planned by theme, and all of it, each engagement once."""
    return [
        {
            "words": label(row.theme, "theme"),
            "engagements": row.engagements,
            "again": row.accounts - row.engagements,
            "money": money_words(row.money or None, row.currency),
        }
        for row in rows
    ]


def _counted_once(run: Run, names: Mapping[str, str]) -> list[str]:
    """Say which offers were published twice and which of the two stands in."""
    said = _("%(offer)s was published twice and counts once: the newer, %(newer)s, stands in.")
    rows = [row for row in run.assumptions if "stands_in" in row]
    return [
        said % {"offer": names[row["offer"]], "newer": names[row["stands_in"]]}
        for row in rows
        if {row["offer"], row["stands_in"]} <= names.keys()
    ]


def _by_reason(missed: Iterable[desk.Missed], names: Mapping[str, str]) -> list[dict[str, object]]:
    """Group what is not met by its reason, in the order in which reasons are looked for."""
    order = list(UnmetReason)
    rows = sorted(missed, key=lambda row: order.index(UnmetReason(row.reason)))
    return [
        {"reason": reason, "rows": [_missed(row, names) for row in own]}
        for reason, own in groupby(rows, key=lambda row: row.reason)
    ]


def _missed(row: desk.Missed, names: Mapping[str, str]) -> dict[str, object]:
    need = row.need
    missing = measured(row.missing, need.unit, item=need.item, currency=need.currency) if row.missing else ""
    return {
        "need": need,
        "member": row.member,
        "missing": missing,
        "sentences": explanations.sentences(row.reason, row.evidence, names, row.need.public_id),
        "change": change_in_words(row.smallest_change, names) if row.smallest_change else "",
    }


def _pair(pair: desk.Pair, parties: Mapping[str, str]) -> dict[str, object]:
    judgement = pair.judgement
    party = records.whose(pair.sides)
    called = records.called(pair.sides, planned=pair.kept_out)
    certainty = ""
    if judgement is not None and judgement.judged_by_id:
        certainty = _("A coordinator decided: %(why)s") % {"why": judgement.why}
    elif judgement is not None:
        certainty = _("By comparison: %(sure)s") % {"sure": sureness(judgement.confidence)}
    return {
        "title": party.name if party else _("No State or provider named"),
        "party": party,
        "relation": judgement.relation if judgement else "",
        "sides": [records.side(record, planned=pair.kept_out) for record in pair.sides],
        "certainty": certainty,
        "saved": _saved(pair.saved) if pair.saved else "",
        "reasons": explanations.compared(judgement.reasons, called, parties) if judgement else [],
    }


def _saved(row: Mapping[str, object]) -> str:
    """Say what was not asked a second time: places and money, as far as they are known."""
    places = measured(Decimal(str(row["places"])), Unit.PLACE) if row.get("places") else ""
    money = money_words(Decimal(str(row["money"])), str(row["currency"])) if row.get("money") else ""
    what = listing(words for words in (places, money) if words)
    return _("Not asked a second time: %(what)s") % {"what": what} if what else ""


def _facts(run: Run) -> list[tuple[str, str]]:
    rows = (
        (_("Result"), label(run.plan_status, "plan_status")),
        (_("Scenario"), bracketed(apart(run.scenario.name), str(run.scenario.cycle))),
        (_("Computed"), _("%(day)s, by %(by)s") % {"day": day(run.finished_at), "by": run.created_by.get_username()}),
        (_("Published"), day(run.published_at) or _("not yet")),
        # A plan that fails verification is never stored, so a finished run is a verified one.
        (_("Verified"), _("yes, every rule and sum, by a program apart from the solver")),
        (_("Solver"), f"{run.solver} {run.solver_version}"),
        (_("Seed"), str(run.seed)),
        (_("Time"), _("%(seconds)s seconds") % {"seconds": figure(round(run.seconds or 0, 1))}),
        (_("Pairs that fit"), figure(run.candidate_count)),
    )
    return [row for row in rows if row[1]]
