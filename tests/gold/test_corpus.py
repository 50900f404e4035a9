"""The corpus itself: its files say what the expected files quote, and can be written anew to the same content."""

import io
import json
import re
import zipfile
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pypdf
import pytest
from lxml import etree

from matchmaker.core.vocabulary import MINOR_UNITS, UNIT_OF_KIND, Direction, Generation, Item, Kind, Theme
from tests.gold.writers.__main__ import render
from tests.gold.writers.expected import MEDIA_TYPES, fold
from tests.gold.writers.source import TARGETS, each

CORPUS = [(source, path) for source, path in each()]
REPORTS = pytest.mark.parametrize(("source", "path"), CORPUS, ids=[path.name for _, path in CORPUS])
DECIMAL = re.compile(r"[1-9]\d*(\.\d+)?|0\.\d+")
ISO3 = re.compile(r"[A-Z]{3}")
NEED_KEYS = {
    *("theme", "kind", "item", "quantity", "unit", "amount", "currency", "vague", "project_proposal", "action_plan"),
    *("assessment", "measurable_goal", "beneficiary", "start", "end", "women", "priority", "condition", "members"),
    *("site", "languages", "passages", "passage"),
}
ENGAGEMENT_KEYS = {"direction", "theme", "kind", "amount", "currency", "counterparts", "duration", "passage"}
READMES = (TARGETS["demo"], TARGETS["tuned"].parent)
CODES = {"answer_inferred", "currency_assumed", "tracing_redacted"}


def told(path: Path) -> dict:
    return json.loads(Path(f"{path}.expected.json").read_text(encoding="utf-8"))


class Page(HTMLParser):
    """Every text of a web page, with what was typed into its inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.texts.append(dict(attrs).get("value") or "")


def pages(path: Path) -> list[str]:
    """Read the text of a file page by page, with no code of the writers or of the extractor."""
    if path.suffix == ".pdf":
        return [
            page.extract_text() + "\n".join(str(note.get_object().get("/V", "")) for note in page.get("/Annots") or ())
            for page in pypdf.PdfReader(path).pages
        ]
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            parts = [name for name in archive.namelist() if re.fullmatch(r"word/(document|footnotes)\.xml", name)]
            return ["".join("".join(etree.fromstring(archive.read(name)).itertext()) for name in parts)]
    if path.suffix == ".xlsx":
        sheets = openpyxl.load_workbook(path).worksheets
        return ["\n".join(str(cell.value or "") for row in sheet.iter_rows() for cell in row) for sheet in sheets]
    if path.suffix == ".html":
        page = Page()
        page.feed(path.read_text(encoding="utf-8"))
        return ["".join(page.texts)]
    data = path.read_bytes()
    try:
        return [data.decode()]
    except UnicodeDecodeError:
        return [data.decode("cp1252")]


def content(data: bytes, suffix: str) -> object:
    """Return what is in a file, whichever way it was compressed."""
    if suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    if suffix == ".pdf":
        return [page.get_contents().get_data() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    return data


def passages(expected: dict) -> list[dict]:
    needs, engagements = expected["needs"], expected["engagements"]
    return [line["passage"] for line in needs + engagements] + [also for need in needs for also in need["passages"]]


def readings(line: dict) -> list[dict]:
    """Return the line as told and under each alternative."""
    plain = {key: value for key, value in line.items() if key not in ("alternatives", "optional")}
    return [plain] + [plain | other for other in line.get("alternatives", ())]


def test_the_corpus_is_large_and_varied_and_a_third_of_it_is_held_out() -> None:
    settled = [(source, path) for source, path in CORPUS if not path.parent.name.startswith("fresh")]
    held_out = [source for source, path in settled if path.parent.name == "heldout"]
    assert len(settled) >= 40
    assert len(held_out) * 3 >= len(settled)
    for part in (held_out, [source for source, _ in settled if source not in held_out]):
        assert {source.form for source in part} == set(Generation)
        assert {source.language for source in part} == {"en", "fr", "es"}
        assert {source.file.rpartition(".")[2] for source in part} == set(MEDIA_TYPES)
    assert sum(file.stat().st_size for folder in TARGETS.values() for file in folder.iterdir()) <= 30_000 * len(CORPUS)


def test_no_file_stands_without_its_source() -> None:
    for folder in TARGETS.values():
        names = {path.name for _, path in CORPUS if path.parent == folder}
        found = {file.name for file in folder.iterdir()} - {"README.md"}
        assert found == names | {f"{name}.expected.json" for name in names}


def test_the_readmes_list_every_report() -> None:
    text = "".join((folder / "README.md").read_text(encoding="utf-8") for folder in READMES)
    rows = [
        [cell.strip(" `") for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| `")
    ]
    listed = [(row[0], row[1], int(row[2]), row[3], row[5]) for row in rows]
    sources = [source for source, _ in CORPUS]
    assert sorted(listed) == sorted((item.file, item.name, item.cycle, item.form, item.language) for item in sources)
    assert text.count("Constructed documents with invented requests") == len(READMES)


@REPORTS
def test_the_expected_output_keeps_the_contract(source, path) -> None:
    expected = told(path)
    assert expected["format"] == "matchmaker.extraction/1"
    assert set(expected) == {"format", "report", "needs", "engagements", "contacts", "issues", "redacted", "notes"}
    report = expected["report"]
    assert report["media_type"] == MEDIA_TYPES[path.suffix[1:]]
    assert ISO3.fullmatch(report["state"])
    assert report["generation"] in set(Generation)
    assert 2001 <= report["cycle"] <= 2026
    assert {issue["code"] for issue in expected["issues"]} <= CODES
    assert ("tracing_redacted" in str(expected["issues"])) == bool(expected["redacted"])
    assert all(set(contact) == {"role", "name", "agency", "email"} for contact in expected["contacts"])
    assert {contact["role"] for contact in expected["contacts"]} <= {"poa", "iti"}
    for passage in passages(expected):
        assert set(passage) == {"page", "question", "quote"}
        assert 1 <= passage["page"] <= report["pages"]


@REPORTS
def test_every_need_is_one_that_the_contract_allows(source, path) -> None:
    for need in (reading for told_need in told(path)["needs"] for reading in readings(told_need)):
        assert set(need) == NEED_KEYS
        assert need["theme"] in set(Theme)
        assert need["unit"] == UNIT_OF_KIND[Kind(need["kind"])]
        assert need["item"] in set(Item) if need["kind"] == Kind.EQUIPMENT else need["item"] is None
        assert need["quantity"] is None or (DECIMAL.fullmatch(need["quantity"]) and not need["vague"])
        assert need["quantity"] is None or need["kind"] != Kind.FUNDING
        money_is_sound(need)
        assert {type(need[flag]) for flag in ("project_proposal", "action_plan", "assessment", "women")} <= {
            bool,
            type(None),
        }
        assert all(ISO3.fullmatch(member) for member in need["members"])
        assert all(re.fullmatch(r"[a-z]{2}", language) for language in need["languages"])
        start, end = (date.fromisoformat(need[side]) if need[side] else None for side in ("start", "end"))
        assert start is None or end is None or start <= end


@REPORTS
def test_every_engagement_is_one_that_the_contract_allows(source, path) -> None:
    for line in (reading for told_line in told(path)["engagements"] for reading in readings(told_line)):
        assert set(line) == ENGAGEMENT_KEYS
        assert line["direction"] in set(Direction)
        assert line["theme"] in set(Theme)
        assert line["kind"] in set(Kind)
        money_is_sound(line)


def money_is_sound(line: dict) -> None:
    assert (line["amount"] is None) == (line["currency"] is None)
    if line["amount"]:
        assert DECIMAL.fullmatch(line["amount"])
        assert len(line["amount"].partition(".")[2]) <= MINOR_UNITS[line["currency"]]


@REPORTS
def test_each_need_is_listed_once(source, path) -> None:
    same = Counter((need["theme"], need["kind"], need["item"], need["beneficiary"]) for need in told(path)["needs"])
    assert [key for key, count in same.items() if count > 1] == []


@REPORTS
def test_quotes_tracing_details_and_the_notice_stand_in_the_file(source, path) -> None:
    expected, sheets = told(path), [fold(text) for text in pages(path)]
    paged = len(sheets) == expected["report"]["pages"]
    for passage in passages(expected):
        where = sheets[passage["page"] - 1] if paged else "".join(sheets)
        assert fold(passage["quote"]) in where
    for secret in expected["redacted"]:
        assert fold(secret) in "".join(sheets)
        assert secret not in json.dumps({key: expected[key] for key in expected if key != "redacted"})
    assert re.search(r"Nota?reportofanyGovernment|pasunrapport|Noesuninforme", "".join(sheets))


@REPORTS
def test_free_words_are_words_of_the_report(source, path) -> None:
    expected, text = told(path), fold("".join(pages(path)))
    for need in (reading for told_need in expected["needs"] for reading in readings(told_need)):
        for words in (need["site"], need["priority"], need["condition"]):
            assert words is None or fold(words) in text
        assert need["vague"] is False or (need["quantity"], need["amount"], need["members"]) == (None, None, [])
    for line in (reading for told_line in expected["engagements"] for reading in readings(told_line)):
        assert line["duration"] is None or fold(line["duration"]) in text
        assert all(counterpart.strip() == counterpart != "" for counterpart in line["counterparts"])


@REPORTS
def test_writing_it_anew_gives_the_same_content(source, path) -> None:
    rendered, expected = render(source)
    assert content(rendered.data, path.suffix) == content(path.read_bytes(), path.suffix)
    assert expected == Path(f"{path}.expected.json").read_text(encoding="utf-8")
