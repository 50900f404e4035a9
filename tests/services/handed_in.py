"""A report handed in that says what a test wants it to say; reading files is tested elsewhere."""

import hashlib
from decimal import Decimal

import pytest

from matchmaker.core.entities.reports import ExtractedNeed, Extraction, Passage, ReportFacts
from matchmaker.core.vocabulary import Generation, Kind, Theme, Unit
from matchmaker.models import Need, Party
from matchmaker.services import reports, revisions
from tests import personas
from tests.factories import NOW, PartyFactory


@pytest.fixture
def hand_in(settings, tmp_path, monkeypatch):
    """Hand in a report that says certain things; reading files is tested elsewhere."""
    settings.MEDIA_ROOT = tmp_path / "media"
    PartyFactory(code="KEN")
    readings_of = {}
    monkeypatch.setattr(revisions, "read_again", lambda report: readings_of.get(report.sha256))

    def send(by, *lines, helped=(), year=2026, said=None, **more):
        data = repr((lines, helped, year, said)).encode()
        path = tmp_path / "report.txt"
        path.write_bytes(data)
        facts = ReportFacts("KEN", year, "en", Generation.D, "text/plain", 1, hashlib.sha256(data).hexdigest())
        text = data.decode() if said is None else said
        extraction = Extraction(
            facts, text, (0,), tuple(asked(*line) if isinstance(line, tuple) else line for line in lines), tuple(helped)
        )
        readings_of[facts.sha256] = extraction
        monkeypatch.setattr(reports, "extract_file", lambda *_, **__: extraction)
        return reports.receive(path=path, by=by, at=NOW, **more)

    return send


def asked(quote, quantity, item="marking_machine", **facts):
    passage = Passage(1, "1", quote, 0, len(quote))
    return ExtractedNeed(
        Theme.MARKING,
        Kind.EQUIPMENT,
        item,
        Decimal(quantity),
        Unit.ITEM,
        None,
        None,
        vague=False,
        confidence=Decimal(1),
        passage=passage,
        **facts,
    )


MACHINES, CUTTERS = ("two marking machines", 2), ("one cutter", 1, "cutter")


def standing():
    return {(need.item, need.status, need.quantity) for need in Need.objects.exclude(status="superseded")}


def kenyan():
    return personas.owner(Party.objects.get(code="KEN"))
