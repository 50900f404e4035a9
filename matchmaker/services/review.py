"""Review of what was read from a report: the State confirms, corrects, rejects, joins, splits and adds drafts."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from matchmaker.core import lifecycle
from matchmaker.core.entities.money import Money
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.extraction.folding import fold
from matchmaker.core.vocabulary import NeedStatus, Role
from matchmaker.models import Need, Passage, Report, User

from . import audit, duplicates, needs
from .facts import FACTS, WRITTEN, checked


@transaction.atomic
def confirm(*, need: Need, by: User, at: datetime) -> Need:
    """Say that a draft is what the State asks for."""
    locked = _draft(need, "confirm", by)
    if locked.confirmed_at is None:
        Need.objects.filter(pk=locked.pk).update(confirmed_at=at, version=locked.version + 1)
        audit.record(by=by, at=at, action="confirm", of=locked, new={"confirmed_at": at.isoformat()})
    locked.refresh_from_db()
    return locked


@transaction.atomic
def correct(*, need: Need, facts: Mapping[str, object], by: User, at: datetime) -> Need:
    """Change facts of a draft; what was read stays beside them, and the draft counts as confirmed."""
    locked = _draft(need, "correct", by)
    clean = checked(facts, among=WRITTEN, of=locked)
    changed = {name: value for name, value in clean.items() if getattr(locked, name) != value}
    if changed:
        read = {name: _plain(getattr(locked, name)) for name in changed} | dict(locked.read_as)
        needs.correct(need=locked, by=by, at=at, **{name: clean[name] for name in WRITTEN if name in changed})
        Need.objects.filter(pk=locked.pk).update(read_as=read, confirmed_at=at, vague=False)
    locked.refresh_from_db()
    return locked if changed else confirm(need=locked, by=by, at=at)


@transaction.atomic
def reject(*, need: Need, reason: str, by: User, at: datetime) -> Need:
    """Say that a draft is no request, with the reason; it stays on record, withdrawn."""
    _draft(need, "withdraw", by, reason)
    return needs.advance(need=need, action="withdraw", by=by, at=at, reason=reason)


@transaction.atomic
def join(*, need: Need, into: Need, by: User, at: datetime) -> Need:
    """Say that two drafts are one request: the first ends, its passages stand under the other; returns the other."""
    part = _draft(need, "join", by)
    whole = _draft(into, "correct", by)
    if part.pk == whole.pk or part.state_id != whole.state_id or part.report_id != whole.report_id:
        raise MatchmakerError("into_unfit", "A draft is joined with another draft of the same report: name one.")
    last = whole.passages.count()
    for place, passage in enumerate(part.passages.all()):
        Passage.objects.create(need=whole, order=last + place, **_where(passage))
    Need.objects.filter(pk=part.pk).update(status=NeedStatus.MERGED, merged_into=whole, version=part.version + 1)
    new = {"status": NeedStatus.MERGED, "merged_into": str(whole.public_id)}
    audit.record(by=by, at=at, action="join", of=part, old={"status": part.status}, new=new)
    return confirm(need=whole, by=by, at=at)


@transaction.atomic
def split(*, need: Need, parts: Sequence[Mapping[str, object]], by: User, at: datetime) -> list[Need]:
    """Say that a draft is several requests: the first part stays in its row, each other gets one with its passages."""
    if len(parts) < 2:
        raise MatchmakerError("one_part", "A split has at least two parts: describe the second one too.")
    whole = _draft(need, "confirm", by)
    told = [checked({**{name: getattr(whole, name) for name in FACTS}, **facts}) for facts in parts]
    _check_whole(whole, told)
    found = [correct(need=whole, facts=parts[0], by=by, at=at)]
    for facts in told[1:]:
        part = Need.objects.create(
            state=whole.state,
            report=whole.report,
            cycle=whole.cycle,
            requested=whole.requested,
            languages=whole.languages,
            visibility=whole.visibility,
            split_from=whole.split_from or whole,
            confirmed_at=at,
            **facts,
        )
        Passage.objects.bulk_create(
            Passage(need=part, order=passage.order, **_where(passage)) for passage in whole.passages.all()
        )
        audit.record(by=by, at=at, action="split", of=part, new={"from": str(whole.public_id)})
        found.append(part)
    duplicates.screen_incoming(rows=found, by=by, at=at)
    return found


@transaction.atomic
def submit(*, report: Report, by: User, at: datetime) -> list[Need]:
    """Submit every confirmed draft of a report at once; what was returned is mended one by one."""
    # Whoever sends the same a moment later waits, and then finds nothing left to submit instead of being refused.
    ready = report.needs.filter(status=NeedStatus.DRAFT, confirmed_at__isnull=False).order_by("pk").select_for_update()
    return [needs.advance(need=need, action="submit", by=by, at=at) for need in list(ready)]


@transaction.atomic
def add(*, report: Report, words: str, facts: Mapping[str, object], by: User, at: datetime) -> Need:
    """Write a need that was not found, under the words of the report that state it."""
    if not by.speaks_for(report.state):
        raise MatchmakerError(
            "not_allowed", "You do not speak for %(state)s: ask its focal point.", state=report.state.name
        )
    start, end = located(report.text, words)
    need = Need.objects.create(
        state=report.state, report=report, cycle=report.cycle, requested=at.date(), confirmed_at=at, **checked(facts)
    )
    page = sum(1 for begins in report.page_starts if begins <= start) or 1
    Passage.objects.create(need=need, order=0, page=page, quote=report.text[start:end], start=start, end=end)
    audit.record(by=by, at=at, action="add", of=need, new={"page": page})
    duplicates.screen_incoming(rows=[need], by=by, at=at)
    return need


def located(text: str, words: str) -> tuple[int, int]:
    """Return where words stand in a text, however its lines break and its quotes and accents are typed, or refuse."""
    parts = fold(words).split()
    if not parts:
        raise MatchmakerError("words_missing", "Copy the words of the report that state the request.")
    found = re.search(r"\s+".join(re.escape(part) for part in parts), fold(text))
    if found is None:
        raise MatchmakerError("words_not_found", "These words do not stand in the report: copy them from its text.")
    return found.span()


def _check_whole(whole: Need, parts: Sequence[Mapping[str, object]]) -> None:
    """Refuse parts that together ask for more than the whole: of its own kind and item, or of its money."""
    alike = [part for part in parts if (part["kind"], part["item"]) == (whole.kind, whole.item)]
    paid = [part for part in parts if part["currency"] == whole.currency]
    for most, asked, currency in (
        (whole.quantity, _sum(alike, "quantity"), ""),
        (whole.amount, _sum(paid, "amount"), whole.currency),
    ):
        if most is None or asked <= most:
            continue
        if currency:
            raise MatchmakerError(
                "beyond_whole",
                "The parts ask for %(asked)s together, and the whole for %(most)s: "
                "give each its share of the amount, or correct the whole first.",
                asked=Money(asked, currency),
                most=Money(most, currency),
            )
        raise MatchmakerError(
            "beyond_whole",
            "The parts ask for %(asked)s together, and the whole for %(most)s: "
            "give each its share of the quantity, or correct the whole first.",
            asked=asked,
            most=most,
        )


def _sum(parts: Sequence[Mapping[str, object]], name: str) -> Decimal:
    return sum((value for part in parts if isinstance(value := part[name], Decimal)), Decimal(0))


def _draft(need: Need, action: str, by: User, reason: str = "") -> Need:
    """Lock a need that its State may still change."""
    locked = Need.objects.select_for_update(of=("self",)).select_related("state", "report").get(pk=need.pk)
    held = [Role.FOCAL_POINT] if by.speaks_for(locked.state) else []
    lifecycle.transition("need", action, locked.status, held, reason)
    return locked


def _where(passage: Passage) -> dict[str, object]:
    return {name: getattr(passage, name) for name in ("page", "question", "quote", "start", "end")}


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str | bool | int) else str(value)
