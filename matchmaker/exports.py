"""Exports of the tables: visible rows in, as their reader may see them; a file out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from matchmaker import mappers, named, policies
from matchmaker.core.exports import (
    CommitmentLine,
    NeedLine,
    OfferLine,
    Publisher,
    heads,
    to_csv,
    to_iati,
    to_json,
)
from matchmaker.models import Commitment, Need, Offer, Party, User

Reader = User | AnonymousUser
Lines = Iterable[NeedLine] | Iterable[OfferLine] | Iterable[CommitmentLine]
_UNREAD = ("text", "page_starts", "contacts", "issues", "revision")


class Form(StrEnum):
    """In what form rows are exported."""

    JSON = "json"
    CSV = "csv"
    HXL = "hxl"
    IATI = "iati"


MEDIA = {
    Form.JSON: ("application/json", "json"),
    Form.CSV: ("text/csv; charset=utf-8", "csv"),
    Form.HXL: ("text/csv; charset=utf-8", "csv"),
    Form.IATI: ("application/xml", "xml"),
}
"""Media type and ending of each form."""
FORMS = {
    "needs": (Form.JSON, Form.CSV, Form.HXL),
    "offers": tuple(Form),
    "commitments": tuple(Form),
}
"""In which forms each noun is exported; a need is no activity of anybody yet, so IATI has no word for it."""


@dataclass(frozen=True, slots=True)
class File:
    """An export, ready to be sent."""

    name: str
    media_type: str
    content: bytes


def file_of(noun: str, form: Form, rows: QuerySet, *, by: Reader, at: datetime) -> File:
    """Return rows that a person may know of as a file, each with no more than that person may see of it."""
    sort, lines = _LINES[noun]
    told = lines(rows, by)
    if form is Form.IATI:
        content = to_iati(told, publisher=Publisher(settings.IATI_PUBLISHER, "Matchmaker"), at=at)
    elif form is Form.JSON:
        content = to_json(sort, told).encode()
    else:
        # The mark tells spreadsheets that the letters are Unicode; programs that read hashtags want none.
        mark = "\ufeff" if form is Form.CSV else ""
        content = f"{mark}{to_csv(sort, told, tags=form is Form.HXL)}".encode()
    media_type, ending = MEDIA[form]
    return File(f"{noun}.{ending}", media_type, content)


def heads_of(noun: str) -> list[str]:
    """Return the names that a line of a noun has in an export."""
    return heads(_LINES[noun][0])


def _needs(rows: QuerySet[Need], by: Reader) -> list[NeedLine]:
    unread = [f"report__{name}" for name in _UNREAD]
    needs = rows.select_related("state", "report").defer(*unread).prefetch_related("passages")
    return [
        mappers.need_line(need, shown=policies.reads_need(by, need), owned=policies.reads_site(by, need))
        for need in needs
    ]


def _offers(rows: QuerySet[Offer], by: Reader) -> list[OfferLine]:
    offers = rows.select_related("provider")
    return [mappers.offer_line(offer, owned=policies.reads_ceiling(by, offer)) for offer in offers]


def _commitments(rows: QuerySet[Commitment], by: Reader) -> list[CommitmentLine]:
    found = list(rows)
    named.with_proposals(found)
    members = Party.objects.in_bulk({row.proposal.member for row in found} - {""}, field_name="code")
    return [
        mappers.commitment_line(
            row, members.get(row.proposal.member, row.need.state), known=policies.reads_sides(by, row)
        )
        for row in found
    ]


_LINES = {
    "needs": (NeedLine, _needs),
    "offers": (OfferLine, _offers),
    "commitments": (CommitmentLine, _commitments),
}
