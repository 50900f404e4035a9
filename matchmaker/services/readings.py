"""What was read from a report, as rows: what a newer report of the same State and cycle says again keeps its row.

People work on needs: they correct, submit, authenticate and order them. A second report of the cycle must not undo it,
so a line that it repeats keeps its row and quotes the newer report, also where the State had rejected it; drafts that
nobody touched and that it does not repeat give way; everything else stays until people decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from matchmaker import mappers
from matchmaker.core import lifecycle
from matchmaker.core.entities.reports import ExtractedEngagement, ExtractedNeed, Extraction
from matchmaker.core.vocabulary import Direction, EngagementStatus, NeedStatus, Role
from matchmaker.models import Engagement, Membership, Need, Party, Passage, Report, User
from matchmaker.models.reports import GONE

from . import audit, duplicates

Fields = Mapping[str, object]
Line = tuple[ExtractedNeed, Fields]
_SORT = ("theme", "kind", "item")
_FACTS = ("theme", "kind", "item", "beneficiary", "site", "quantity", "amount", "currency", "start", "end")


def write(*, report: Report, before: Report | None, extraction: Extraction, by: User, at: datetime) -> dict[str, int]:
    """Write needs and engagements of a report, hold the new ones against what is there, and count what was done."""
    old = list(before.needs.exclude(status__in=GONE).prefetch_related("passages")) if before else []
    withdrawn = _withdrawn(report)
    lines = [(extracted, mappers.need_fields(extracted, report)) for extracted in extraction.needs]
    # What stands comes first: of two alike, one of them rejected, the other is not lost.
    same = _repeated(lines, [*old, *withdrawn])
    untaken = [need for need in withdrawn if need not in same.values()]
    new: list[Need | Engagement] = []
    nobodys = not report.confirmed and not _has_account(report.state)
    for place, (extracted, fields) in enumerate(lines):
        need = same.get(place)
        if need is None:
            otherwise = _asked_otherwise(fields, untaken)
            need = Need.objects.create(
                state=report.state, report=report, requested=at.date(), rejected_before=otherwise, **fields
            )
            new.append(need)
        else:
            _quote_anew(need, report, by, at)
        _passages(need, extracted)
        if nobodys and need.status == NeedStatus.DRAFT:
            _receive(need, by, at)
    _join_again(same.values(), report)
    # What people added or split off is new, and theirs.
    untouched = (
        need
        for need in old
        if need not in same.values() and need.status == NeedStatus.DRAFT and need.version == 1 and not need.confirmed_at
    )
    replaced = [_replace(need, by, at) for need in untouched]
    told = list(before.engagements.all()) if before else []
    for line in extraction.engagements:
        new += _engagements(line, report, told)
    duplicates.screen_incoming(rows=new, by=by, at=at)
    return {"needs": len(lines), "kept": len(same), "replaced": len(replaced)}


def _withdrawn(report: Report) -> list[Need]:
    """Return what the State rejected or withdrew of any earlier version of its report, the latest first."""
    earlier = Need.objects.filter(report__state=report.state, report__cycle=report.cycle, status=NeedStatus.WITHDRAWN)
    return list(earlier.exclude(report=report).order_by("-report_id", "pk").prefetch_related("passages"))


def _repeated(lines: Sequence[Line], rows: Iterable[Need]) -> dict[int, Need]:
    """Return which need each line says again, by the line's place; each need is said again once."""
    found: dict[int, Need] = {}
    left = list(rows)
    for says in (_says_all, _says_words, _says_facts):
        for place, (extracted, fields) in enumerate(lines):
            need = next((row for row in left if says(row, fields, extracted)), None) if place not in found else None
            if need:
                left.remove(need)
                found[place] = need
    return found


def _says_all(need: Need, fields: Fields, line: ExtractedNeed) -> bool:
    return _says_words(need, fields, line) and _says_facts(need, fields, line)


def _says_words(need: Need, fields: Fields, line: ExtractedNeed) -> bool:
    """Whether a need is what a line says in the same words; what was rejected was what the words said then."""
    words = {" ".join(passage.quote.split()) for passage in need.passages.all()}
    alike = all(getattr(need, name) == fields[name] for name in _SORT)
    same = alike and " ".join(line.passage.quote.split()) in words
    return same and (need.status != NeedStatus.WITHDRAWN or _read_alike(need, fields))


def _says_facts(need: Need, fields: Fields, line: ExtractedNeed) -> bool:
    """Whether a need has all facts of a line; a line with hardly any does not tell that it was rejected."""
    if need.status == NeedStatus.WITHDRAWN:
        return not line.vague and _read_alike(need, fields)
    return all(getattr(need, name) == fields[name] for name in _FACTS)


def _read_alike(need: Need, fields: Fields) -> bool:
    """Whether a line has the facts in which a need was read, whatever people made of it."""
    read = {name: Need._meta.get_field(name).to_python(need.read_as[name]) for name in need.read_as}
    return all(read.get(name, getattr(need, name)) == fields[name] for name in _FACTS)


def _asked_otherwise(fields: Fields, withdrawn: list[Need]) -> Need | None:
    """Take the need that was rejected in an earlier version, and of which a line asks something else."""
    for names in ((*_SORT, "beneficiary"), _SORT):
        for need in withdrawn:
            if all(getattr(need, name) == fields[name] for name in names):
                withdrawn.remove(need)
                return need
    return None


def _join_again(repeated: Iterable[Need], report: Report) -> None:
    """Let the passages of what was joined with another need stand under that one, as people put them."""
    for part in repeated:
        whole = part.merged_into
        if whole is not None and whole.report_id == report.pk:
            last = whole.passages.count()
            for place, passage in enumerate(part.passages.all()):
                where = {name: getattr(passage, name) for name in ("page", "question", "quote", "start", "end")}
                Passage.objects.create(need=whole, order=last + place, **where)


def _quote_anew(need: Need, report: Report, by: User, at: datetime) -> None:
    """Let a need that a newer report repeats quote it; what people made of the need stays."""
    old = need.report
    Need.objects.filter(pk=need.pk).update(report=report)
    need.passages.all().delete()
    audit.record(
        by=by,
        at=at,
        action="repeat",
        of=need,
        old={"report": str(old.public_id)},
        new={"report": str(report.public_id)},
    )


def _replace(need: Need, by: User, at: datetime) -> Need:
    """Let a draft that nobody touched give way to a newer report that does not repeat it."""
    row = lifecycle.transition("need", "replace", need.status, [Role.FOCAL_POINT])
    Need.objects.filter(pk=need.pk).update(status=row.target, version=need.version + 1)
    audit.record(by=by, at=at, action="replace", of=need, old={"status": need.status}, new={"status": row.target})
    return need


def _has_account(state: Party) -> bool:
    return Membership.objects.filter(party=state, role=Role.FOCAL_POINT, user__is_active=True).exists()


def _receive(need: Need, by: User, at: datetime) -> None:
    """Take a need off the desk at which nobody sits; unconfirmed, it only enters runs that ask what if."""
    row = lifecycle.transition("need", "receive", need.status, [Role.COORDINATOR])
    Need.objects.filter(pk=need.pk).update(status=row.target, submitted_at=at, version=need.version + 1)
    audit.record(by=by, at=at, action="receive", of=need, old={"status": need.status}, new={"status": row.target})


def _passages(need: Need, extracted: ExtractedNeed) -> None:
    Passage.objects.bulk_create(
        Passage(need=need, order=order, **mappers.passage_fields(passage))
        for order, passage in enumerate((extracted.passage, *extracted.passages))
    )


def _engagements(told: ExtractedEngagement, report: Report, before: list[Engagement]) -> Iterable[Engagement]:
    """Write what a report tells of assistance under the State that it went to; one row a State where it names several.

    The amount is that of all together: a row for one of several States has none. A line told before keeps its row.
    """
    named = {party.code: party for party in Party.objects.filter(code__in=told.counterparts)}
    others = [named[code] for code in told.counterparts if code in named]
    if told.direction == Direction.RECEIVED:
        recipients, providers = [report.state], others
    else:
        recipients = [party for party in others if party.is_state and party != report.state]
        providers = [report.state, *(party for party in others if not party.is_state)]
    alone = len(recipients) <= 1
    for recipient in recipients or [None]:
        same = next((e for e in before if e.text == told.passage.quote and e.state == recipient), None)
        where = {
            "report": report,
            "page": told.passage.page,
            "passage_start": told.passage.start,
            "passage_end": told.passage.end,
        }
        if same:
            before.remove(same)
            Engagement.objects.filter(pk=same.pk).update(**where, version=same.version + 1)
            continue
        engagement = Engagement.objects.create(
            state=recipient,
            direction=told.direction,
            theme=told.theme,
            kind=told.kind,
            amount=told.amount if alone else None,
            currency=(told.currency or "") if alone else "",
            text=told.passage.quote,
            language=report.language,
            status=EngagementStatus.PLANNED if told.direction == Direction.OFFERED else EngagementStatus.DELIVERED,
            **where,
        )
        engagement.providers.set(providers)
        yield engagement
