"""What was read from a report, as rows: what a newer report of the same State and cycle says again keeps its row.

People work on needs: they correct, submit, authenticate and order them. A second report of the cycle must not undo it,
so a line that it repeats keeps its row and quotes the newer report; drafts that nobody touched and that it does not
repeat give way; everything else stays until people decide.
"""

from collections.abc import Iterable
from datetime import datetime

from matchmaker import mappers
from matchmaker.core import lifecycle
from matchmaker.core.entities.reports import ExtractedEngagement, ExtractedNeed, Extraction
from matchmaker.core.vocabulary import Direction, EngagementStatus, NeedStatus, Role
from matchmaker.models import Engagement, Membership, Need, Party, Passage, Report, User

from . import audit, duplicates

_FACTS = ("theme", "kind", "item", "beneficiary", "site", "quantity", "amount", "currency", "start", "end")
GONE = (NeedStatus.WITHDRAWN, NeedStatus.SUPERSEDED, NeedStatus.EXPIRED)


def write(*, report: Report, before: Report | None, extraction: Extraction, by: User, at: datetime) -> dict[str, int]:
    """Write needs and engagements of a report, hold the new ones against what is there, and count what was done."""
    old = list(before.needs.exclude(status__in=GONE).prefetch_related("passages")) if before else []
    new: list[Need | Engagement] = []
    kept, nobodys = 0, not report.confirmed and not _has_account(report.state)
    for extracted in extraction.needs:
        fields = mappers.need_fields(extracted, report)
        same = next((need for need in old if _says(need, fields, extracted.passage.quote)), None)
        if same is None:
            need = Need.objects.create(state=report.state, report=report, requested=at.date(), **fields)
            new.append(need)
        else:
            old.remove(same)
            need = same
            kept += 1
            _quote_anew(need, report, by, at)
        _passages(need, extracted)
        if nobodys and need.status == NeedStatus.DRAFT:
            _receive(need, by, at)
    # What people added or split off is new, and theirs.
    untouched = (
        need for need in old if need.status == NeedStatus.DRAFT and need.version == 1 and not need.confirmed_at
    )
    replaced = [_replace(need, by, at) for need in untouched]
    told = list(before.engagements.all()) if before else []
    for line in extraction.engagements:
        new += _engagements(line, report, told)
    duplicates.screen_incoming(rows=new, by=by, at=at)
    return {"needs": len(extraction.needs), "kept": kept, "replaced": len(replaced)}


def _says(need: Need, fields: dict[str, object], quote: str) -> bool:
    """Whether a need is what a line says: in the same words, whatever people corrected since, or in all facts."""
    if (need.theme, need.kind) != (fields["theme"], fields["kind"]):
        return False
    words = {" ".join(passage.quote.split()) for passage in need.passages.all()}
    same_words = " ".join(quote.split()) in words and need.item == fields["item"]
    return same_words or all(getattr(need, name) == fields[name] for name in _FACTS)


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
