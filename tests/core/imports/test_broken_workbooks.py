"""Workbooks that are broken or mean harm: each is refused with one sentence, or read with its row named."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.imports import read_file, tables, typed
from matchmaker.core.imports.tables import table

HEADS = ["external_id", "theme", "kind", "quantity", "start"]
GOOD = ["1", "marking", "training", 2, date(2026, 4, 1)]
SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{10 * f"&{before};"}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def book(*lines):
    made, out = Workbook(), io.BytesIO()
    for line in lines or (HEADS, GOOD):
        made.active.append(line)
    made.save(out)
    return out.getvalue()


def altered(part, old, new, data=None):
    """Return a workbook of which a part says something else."""
    out, found = io.BytesIO(), False
    with (
        zipfile.ZipFile(io.BytesIO(data or book())) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in made.namelist():
            text = made.read(name).decode()
            found = found or (name == part and old in text)
            package.writestr(name, text.replace(old, new) if name == part else text)
    assert found, old
    return out.getvalue()


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def with_entity(declared, use):
    """Return a workbook whose sheet declares entities and has one of them in a cell."""
    sheet = f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{use}</t></is></c></row>'
    data = altered(SHEET, "<sheetData>", sheet)
    return altered(SHEET, "<worksheet", f"<!DOCTYPE x [{declared}]><worksheet", data=data)


def lying():
    """A part that unpacks to more than its size says."""
    data = bytearray(altered(SHEET, "</sheetData>", f"{'<row/>' * 100_000}</sheetData>"))
    place = data.rfind(b"PK\x01\x02", 0, data.rfind(SHEET.encode()))
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


LOCKED = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
REFUSED = {
    "a locked workbook": (LOCKED, "import_encrypted"),
    "a workbook of before 2007": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "import_not_read"),
    "a ZIP of texts": (zipped(a="text"), "import_not_read"),
    "a document of Word": (
        zipped(**{"[Content_Types].xml": "<Types/>", "word__document.xml": "<w/>"}),
        "import_not_read",
    ),
    "cut off": (book()[:-400], "import_not_read"),
    "a part that is no XML": (altered(SHEET, "</sheetData>", ""), "import_not_read"),
    "an entity from outside": (with_entity(f'<!ENTITY a SYSTEM "file://{__file__}">', "&a;"), "import_not_read"),
    "entities of entities": (with_entity(LAUGHS, "&i;"), "import_not_read"),
    "a size that is not true": (lying(), "import_not_read"),
    "a number that is none": (altered(SHEET, "<v>2</v>", "<v>NaN</v>"), "import_not_read"),
    "a head twice": (book([*HEADS, "Theme"], [*GOOD, "marking"]), "import_head_twice"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_workbook_that_is_none_is_refused_as_a_whole(what):
    data, code = REFUSED[what]
    with pytest.raises(MatchmakerError) as refused:
        table(data, "a.xlsx")
    assert refused.value.code == code


def problems(*values, data=None):
    """Return what is wrong in the one record of a workbook: its row, field by field."""
    (row,) = typed("needs", table(data or book(HEADS, list(values)), "a.xlsx"))
    return row.number, [
        (each.field, each.code, each.facts.get("value")) for each in row.problems if each.code != "required"
    ]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (1e308, ("quantity", "invalid", "1E+308")),
        (-1e308, ("quantity", "invalid", "-1E+308")),
        ("NaN", ("quantity", "invalid", "NaN")),
        ("=1+1", ("quantity", "formula", None)),
        ("=WEBSERVICE(A1)", ("quantity", "formula", None)),
        (date(2026, 4, 1), ("quantity", "invalid", "2026-04-01")),
    ],
)
def test_a_cell_that_holds_no_number_is_named(cell, told):
    assert problems("1", "marking", "training", cell, date(2026, 4, 1)) == (1, [told])


def test_a_day_as_a_serial_number_and_letters_that_no_text_holds_are_named():
    assert problems("1", "marking", "training", 2, 46113) == (1, [("start", "invalid", "46113")])
    letters = altered(SHEET, "training</t>", "trai&#127;ning</t>")
    assert problems(data=letters) == (1, [("kind", "control_characters", None)])


def test_merged_cells_empty_rows_and_a_wrong_size_change_nothing():
    many = altered(SHEET, "</sheetData>", f"{'<row/>' * 3_000}</sheetData>")
    merged = altered(SHEET, "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>')
    short = altered(SHEET, 'ref="A1:E2"', 'ref="A1"')
    plain = table(book(), "a.xlsx")
    assert all(table(data, "a.xlsx") == plain for data in (many, merged, short))
    assert plain == [dict(zip(HEADS, ["1", "marking", "training", "2", "2026-04-01"], strict=True))]


def test_empty_rows_end_somewhere(monkeypatch):
    monkeypatch.setattr(tables, "ROWS", 50)
    far = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    for more in ("<row/>" * 1_000, far):
        with pytest.raises(MatchmakerError) as refused:
            table(altered(SHEET, "</sheetData>", f"{more}</sheetData>"), "a.xlsx")
        assert refused.value.code == "import_too_many_rows"


def test_what_is_hidden_is_not_taken_for_the_table():
    made, out = Workbook(), io.BytesIO()
    made.active.append(["notes of our own"])
    made.active.sheet_state = "hidden"
    shown = made.create_sheet()
    for line in (HEADS, GOOD):
        shown.append(line)
    made.active = shown
    made.save(out)
    assert table(out.getvalue(), "a.xlsx") == table(book(), "a.xlsx")


def test_the_child_says_so_too():
    """Whatever a reader stumbles over, the child that reads ends, and one sentence is told."""
    for what in ("a locked workbook", "entities of entities"):
        data, code = REFUSED[what]
        with pytest.raises(MatchmakerError) as refused:
            read_file(data, "a.xlsx")
        assert refused.value.code == code
