"""How a report differs from one received before: a report and its reader in; what is new, gone and changed, out."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from matchmaker.core.vocabulary import NeedStatus
from matchmaker.models import AuditEntry, Need, Passage, Report, User
from matchmaker.web import reading
from matchmaker.web.labels import label
from matchmaker.web.templatetags.presentation import asked, day, day_of, figure, headed, language_names, listing

Line = Mapping[str, object]
ENDED = (NeedStatus.MERGED, NeedStatus.WITHDRAWN, NeedStatus.SUPERSEDED, NeedStatus.EXPIRED)
FIELDS = {
    "item": gettext_noop("item"),
    "beneficiary": gettext_noop("for whom"),
    "quantity": gettext_noop("quantity"),
    "unit": gettext_noop("unit"),
    "amount": gettext_noop("cost"),
    "currency": gettext_noop("currency"),
    "site": gettext_noop("place"),
    "start": gettext_noop("wanted from"),
    "end": gettext_noop("wanted until"),
    "priority": gettext_noop("priority"),
    "condition": gettext_noop("condition"),
    "languages": gettext_noop("languages"),
    "members": gettext_noop("States"),
}


def finding(report: Report, user: User) -> dict[str, object] | None:
    """Return what was found when a report was held against an earlier one; None where there was none to see."""
    told = report.revision
    before = Report.objects.visible_to(user).filter(public_id=told["of"]).first() if told else None
    if before is None:
        return None
    said = {
        "file": before.filename,
        "day": day(before.received_at),
        "cycle": before.cycle,
        "n": figure(int(100 * Decimal(str(told["kept"])))),
    }
    words = (
        _("A newer version of %(file)s, received on %(day)s: %(n)s of 100 of its words stay.")
        if told["one_report"]
        else _(
            "Nearly the report for %(cycle)s (%(file)s, received on %(day)s): %(n)s of 100 of its words stay. "
            "It was handed in as a report of its own."
        )
    )
    return {
        "words": words % said,
        "answers": [
            {
                "question": _("Question %(number)s") % {"number": row["question"]}
                if row["question"]
                else _("Elsewhere"),
                "sides": [(_("Before"), row["old"], before.language), (_("Now"), row["new"], report.language)],
            }
            for row in told["answers"]
        ],
    }


def changes(report: Report) -> dict[str, list[dict[str, object]]]:
    """Return the needs that a report has new, gone and changed, each with the row that stands for it."""
    told = report.revision
    now = _by_place(report.needs.all())
    before = _by_place(Need.objects.filter(report__public_id=told["of"]))
    names = {code: party.name for code, party in reading.parties(_members(told["changed"])).items()}
    return {
        "added": [_line(row, now) for row in told["added"]],
        "removed": [
            line | {"stays": _standing(line["need"])} for line in (_line(row, before) for row in told["removed"])
        ],
        "changed": [
            _line(row["new"], now)
            | {
                "stays": _standing(_line(row["old"], before)["need"]),
                "fields": [
                    _("%(field)s: %(old)s before, %(new)s now")
                    % {
                        "field": capfirst(_(FIELDS[each["field"]])),
                        "old": _value(each["field"], each["old"], names),
                        "new": _value(each["field"], each["new"], names),
                    }
                    for each in row["fields"]
                ],
            }
            for row in told["changed"]
        ],
    }


def kept(report: Report) -> QuerySet[Need]:
    """Return the needs of earlier versions that stand still, since people had worked on them."""
    older = Need.objects.filter(
        report__state=report.state, report__cycle=report.cycle, report__superseded_by__isnull=False
    )
    return older.exclude(status__in=ENDED).select_related("state").prefetch_related("passages").order_by("pk")


def rejections(needs: Iterable[Need], user: User) -> dict[UUID, AuditEntry]:
    """Return, by need, who rejected or withdrew it when and why."""
    gone = [need.public_id for need in needs if need.status == NeedStatus.WITHDRAWN]
    entries = AuditEntry.objects.visible_to(user).filter(noun="need", action="withdraw", object_id__in=gone)
    return {entry.object_id: entry for entry in entries.order_by("id")}


def rejected_before(report: Report, user: User) -> list[dict[str, object]]:
    """Return the needs of a report that were rejected in an earlier version, which it repeats, with the reason."""
    needs = {need.public_id: need for need in report.needs.prefetch_related("passages")}
    return [
        {
            "words": headed(label(need.theme, "theme"), asked(need)),
            "need": need,
            "quote": next((passage.quote for passage in need.passages.all()), ""),
            "reason": entry.reason,
        }
        for need, entry in ((needs[name], entry) for name, entry in rejections(needs.values(), user).items())
        if entry.at < report.received_at
    ]


def _members(rows: Iterable[Line]) -> set[str]:
    fields = [each for row in rows for each in row["fields"] if each["field"] == "members"]
    return {code for each in fields for code in (*each["old"], *each["new"])}


def _by_place(needs: QuerySet[Need]) -> dict[tuple[int, str], Need]:
    rows = Passage.objects.filter(need__in=needs).select_related("need")
    return {(passage.start, passage.quote): passage.need for passage in rows}


def _line(row: Line, rows: Mapping[tuple[int, str], Need]) -> dict[str, object]:
    facts = {name: row[name] or "" for name in ("theme", "kind", "item", "unit", "currency")}
    numbers = {name: None if row[name] is None else Decimal(str(row[name])) for name in ("quantity", "amount")}
    read = Need(**facts, **numbers)
    return {
        "words": headed(label(read.theme, "theme"), asked(read)),
        "quote": row["quote"],
        "need": rows.get((row["start"], row["quote"])),
    }


def _standing(need: Need | None) -> Need | None:
    return need if need is not None and need.status not in ENDED else None


def _value(field: str, value: object, names: Mapping[str, str]) -> str:
    if value in (None, "", []):
        return _("nothing")
    if field in ("item", "beneficiary", "unit"):
        return label(str(value), field) if field != "unit" else str(value).replace("_", " ")
    if field in ("start", "end"):
        return day_of(str(value))
    if field in ("quantity", "amount"):
        return figure(Decimal(str(value)))
    if field == "languages":
        return language_names(value)
    if field == "members":
        return listing(names.get(code, code) for code in value)
    return str(value)
