"""The coordinator's queue of pairs: what waits for a verdict, a pair with its cluster, a verdict, taking it back."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from string import ascii_uppercase
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from matchmaker import queries
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Relation
from matchmaker.models import Duplicate, User
from matchmaker.sentences import sentence
from matchmaker.services import duplicates as judgements
from matchmaker.services import verdicts
from matchmaker.services.stakes import Effect
from matchmaker.web import charts, details, explanations, records
from matchmaker.web.guards import for_coordinators
from matchmaker.web.labels import label
from matchmaker.web.templatetags.presentation import day, figure, measured, money_words, series, sureness

PER_PAGE = 25
KEYS = {str(number): relation for number, relation in enumerate(Relation, start=1)}
Names = Mapping[UUID, records.Record]


@for_coordinators
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """List what waits for a verdict, that which would change the plan most first, and what people judged."""
    queue = verdicts.queue(by=request.user)
    page = Paginator(queue.waiting, PER_PAGE).get_page(request.GET.get("page"))
    named = _named(request.user, (row.effect for row in page))
    context = {
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "rows": [{**_line(row.pair), "effects": _changes(row.effect, named), "verdict": row.effect} for row in page],
        "judged": [_line(row) for row in queue.judged[:PER_PAGE]],
        "against": [
            {"id": each.judgement.public_id, "names": [records.name(row) for row in each.records]}
            for each in queue.against
        ],
    }
    return render(request, "duplicates/queue.html", context)


@for_coordinators
@require_GET
def pair(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show two records side by side with the evidence, what each verdict would change, and what stands around them."""
    found = verdicts.look(public_id=public_id, by=request.user)
    if found is None:
        raise Http404
    sides, judgement = found.pair.sides, found.pair.judgement
    if judgement.public_id != public_id:
        return redirect("pair", judgement.public_id)
    named = _named(request.user, found.effects.values(), found.members)
    titles = {name: records.name(row) for name, row in named.items()}
    context = {
        "line": _line(found.pair),
        "sides": [_whole_side(record) for record in sides],
        "evidence": explanations.evidence(
            judgement.reasons,
            {str(name): title for name, title in titles.items()} | records.called(sides, planned=False),
            records.party_names([judgement], near=sides),
        ),
        "judgement": judgement,
        "mine": judgement.judged_by_id == request.user.pk,
        "open": found.pair.open_to_reader,
        "verdicts": [(key, relation, _changes(found.effects[relation], named)) for key, relation in KEYS.items()],
        "members": [_member(record, letter) for record, letter in _lettered(found)] if len(found.members) > 2 else [],
        "picture": _picture(found),
        "between": [_between(row, found, titles) for row in found.between],
        "against": [list(_steps(path, found)) for path in found.against],
        "history": [_said(row) for row in found.history],
        "done": _done(request),
    }
    return render(request, "duplicates/pair.html", context)


@for_coordinators
@require_POST
def judge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a verdict and go on to the next pair."""
    relation, why = request.POST.get("relation", ""), request.POST.get("why", "")
    _known(request, public_id)
    if relation not in list(Relation) or "\x00" in why or len(why) > 1000:
        messages.error(request, _("Choose one of the six verdicts, and give a reason of at most 1,000 letters."))
        return redirect("pair", public_id)
    try:
        given = verdicts.give(
            public_id=public_id, relation=Relation(relation), why=why, by=request.user, at=timezone.now()
        )
    except MatchmakerError as refused:
        messages.error(request, sentence(refused))
        return redirect("pair", public_id)
    messages.success(request, _given(given))
    for line in _reached(request.user, given):
        messages.info(request, line)
    onward = verdicts.next_for(by=request.user)
    where = reverse("pair", args=[onward.judgement.public_id]) if onward else reverse("duplicates")
    return redirect(f"{where}?done={given.judgement.public_id}")


@for_coordinators
@require_POST
def take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the own verdict back and show the pair as it stood."""
    _known(request, public_id)
    try:
        stands = judgements.take_back(public_id=public_id, by=request.user, at=timezone.now())
    except MatchmakerError as refused:
        messages.error(request, sentence(refused))
        return redirect("pair", public_id)
    messages.success(request, _("Taken back: what stood before stands again."))
    return redirect("pair", stands.public_id)


def _known(request: HttpRequest, public_id: UUID) -> None:
    """Answer for a judgement that the reader may not see as for one that never was."""
    if not Duplicate.objects.visible_to(request.user).filter(public_id=public_id).exists():
        raise Http404


def _done(request: HttpRequest) -> Duplicate | None:
    """Return the verdict that was just given, where it still stands, so that it can be taken back."""
    try:
        name = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    own = Duplicate.objects.visible_to(request.user).standing().filter(judged_by=request.user)
    return own.filter(public_id=name).first()


def _line(pair: verdicts.Pair) -> dict[str, object]:
    judgement = pair.judgement
    party = records.whose(pair.sides)
    return {
        "id": judgement.public_id,
        "party": party,
        "title": party.name if party else _("No State or provider named"),
        "names": [records.name(record) for record in pair.sides],
        "sides": [{"name": records.name(record), **records.brief(record)} for record in pair.sides],
        "relation": judgement.relation,
        "sure": _said(judgement),
        "open": pair.open_to_reader,
    }


def _whole_side(record: records.Record) -> dict[str, object]:
    shown = records.side(record, planned=False)
    quotes = records.passages(record) if hasattr(record, "passages") else [shown] if shown["quote"] else []
    return {**shown, "quotes": quotes}


def _said(judgement: Duplicate) -> str:
    """Say who judged, how, when and why: a person, what people said of others, or the machine with how sure it is."""
    relation = label(judgement.relation, "relation")
    if judgement.judged_by_id:
        words = {"relation": relation, "by": judgement.judged_by.get_username(), "day": day(judgement.judged_at)}
        return _("%(relation)s, said %(by)s on %(day)s: %(why)s") % {**words, "why": judgement.why}
    if judgement.follows:
        return _("%(relation)s, as follows from verdicts") % {"relation": relation}
    return _("%(relation)s, by comparison: %(sure)s") % {"relation": relation, "sure": sureness(judgement.confidence)}


def _member(record: records.Record, letter: str) -> dict[str, object]:
    return {**records.side(record, planned=False), **records.brief(record), "letter": letter}


def _between(row: Duplicate, found: verdicts.Found, titles: Mapping[UUID, str]) -> dict[str, object]:
    """Return a pair of a cluster: its letters and names, what is judged of it, and on what ground."""
    letters = {record.public_id: letter for record, letter in _lettered(found)}
    sign = "=" if row.relation == Relation.RESTATED else "≠"
    ground = next((reason for reason in row.reasons if reason["field"] == "rule"), None)
    return {
        "id": row.public_id,
        "words": f"{letters[row.a_id]} {sign} {letters[row.b_id]}",
        "names": [titles.get(name, "") for name in (row.a_id, row.b_id)],
        "sure": _said(row),
        "ground": capfirst(details.worded(str(ground["detail"]))) if ground else "",
        "here": row.pk == found.pair.judgement.pk,
    }


def _picture(found: verdicts.Found) -> charts.Graph:
    """Draw the records that are one with either side, each pair that is judged, and what cannot all be true."""
    letters = {record.public_id: letter for record, letter in _lettered(found)}
    crossed = {frozenset((path[0], path[-1])) for path in found.against}
    return charts.graph(
        letters.values(), [(letters[row.a_id], letters[row.b_id], _drawn(row, crossed)) for row in found.between]
    )


def _drawn(row: Duplicate, crossed: set[frozenset[UUID]]) -> str:
    if row.relation == Relation.RESTATED:
        return "same"
    return "against" if frozenset((row.a_id, row.b_id)) in crossed else "other"


def _lettered(found: verdicts.Found) -> Iterator[tuple[records.Record, str]]:
    """Yield the records of a cluster, each with a letter that stands for it, or a number after the last letter."""
    for place, record in enumerate(found.members):
        yield record, ascii_uppercase[place] if place < len(ascii_uppercase) else figure(place + 1)


def _steps(path: Iterable[UUID], found: verdicts.Found) -> Iterator[dict[str, object]]:
    """Yield what cannot all be true: A = B, B = C, A ≠ C, each with who says so."""
    letters = {record.public_id: letter for record, letter in _lettered(found)}
    judged = {frozenset((row.a_id, row.b_id)): row for row in found.between}
    names = list(path)
    for one, other in [*pairwise(names), (names[0], names[-1])]:
        row = judged[frozenset((one, other))]
        sign = "=" if row.relation == Relation.RESTATED else "≠"
        yield {"id": row.public_id, "words": f"{letters[one]} {sign} {letters[other]}", "sure": _said(row)}


def _named(user: User, effects: Iterable[Effect], known: Iterable[records.Record] = ()) -> dict[UUID, records.Record]:
    """Return what effects move, and what is known already."""
    found = {row.public_id: row for row in known}
    moved = {str(row.need) for effect in effects for row in effect.moved if row.need not in found}
    return found | {row.public_id: row for row in records.seen(user, {"need": moved}).values()}


def _changes(effect: Effect, named: Names) -> list[str]:
    """Say what a verdict would change in the latest plan, need by need."""
    words = []
    for row in effect.moved:
        need = named.get(row.need)
        if need is None or not row.moved:
            continue
        much = measured(row.moved, need.unit, item=need.item, currency=need.currency)
        what = {"much": much, "need": records.name(need)}
        less = effect.takes(row)
        words.append(_("%(much)s less for %(need)s") % what if less else _("%(much)s more for %(need)s") % what)
    if effect.money:
        words.append(_("worth %(money)s") % {"money": money_words(effect.money, effect.currency)})
    return words


def _reached(user: User, given: verdicts.Given) -> Iterator[str]:
    """Say what the verdict changes in the plan, and name the pairs that it settles, and those that it does not."""
    changes = _changes(given.effect, _named(user, [given.effect]))
    if changes:
        yield _("In the next plan: %(changes)s.") % {"changes": series(changes)}
    near = (*given.spread, *given.held)
    seen = queries.records_seen_by(user, {name for row in near for name in (row.a_id, row.b_id)})
    for row in near:
        said = {"pair": " – ".join(records.name(seen[name]) for name in (row.a_id, row.b_id)), "said": _said(row)}
        yield (_("Settled: %(pair)s.") if row.follows else _("Not settled: %(pair)s (%(said)s).")) % said


def _given(given: verdicts.Given) -> str:
    words = [_("Judged: %(relation)s.") % {"relation": label(given.judgement.relation, "relation")}]
    if given.spread:
        words.append(
            ngettext(
                "It settles %(n)s other pair, too, since its records were judged to be one.",
                "It settles %(n)s other pairs, too, since their records were judged to be one.",
                len(given.spread),
            )
            % {"n": figure(len(given.spread))}
        )
    if given.held:
        words.append(
            ngettext(
                "%(n)s pair of the same records is judged otherwise and stays so.",
                "%(n)s pairs of the same records are judged otherwise and stay so.",
                len(given.held),
            )
            % {"n": figure(len(given.held))}
        )
    return " ".join(words)
