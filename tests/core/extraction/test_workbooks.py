"""Cells of a workbook as people see them: money, units, shares, days and answers; text boxes where they stand."""

from decimal import Decimal

import pytest

from matchmaker.core.entities.reports import Extraction
from matchmaker.core.extraction import extract
from matchmaker.core.extraction.readers import read
from matchmaker.core.gazetteer import Gazetteer

from .building import OFFICE, RELATIONS, S, row, sheet_xml, xlsx

KIND = "8.5.1 What kind of assistance do you require?"
PROPOSAL = "8.5.2 Has a project proposal been developed?"
HEAD = row(1, "Benin") + row(2, "National report 2024")
QUOTE = "&quot;"


def styles(*codes: str | int) -> dict[str, bytes | str]:
    """Return a part of styles in which the style N + 1 has the N-th format: its code, or the number of a usual one."""
    own = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{code}"/>' for n, code in enumerate(codes) if code != n)
    cells = "".join(f'<xf numFmtId="{code if isinstance(code, int) else 164 + n}"/>' for n, code in enumerate(codes))
    return {
        "xl/styles.xml": f'<styleSheet xmlns="{S}"><numFmts>{own}</numFmts><cellXfs><xf numFmtId="0"/>{cells}</cellXfs></styleSheet>'
    }


def cell(place: str, value: str, style: int = 0, kind: str = "n") -> str:
    return f'<c r="{place}" s="{style}" t="{kind}"><v>{value}</v></c>'


def text(place: str, told: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{told}</t></is></c>'


def book(inside: str, parts: dict[str, bytes | str] | None = None) -> bytes:
    return xlsx({"worksheets/sheet1.xml": sheet_xml(HEAD + inside)}, parts or {})


def extracted(data: bytes) -> Extraction:
    return extract(data, filename="report.xlsx", gazetteer=Gazetteer.default())


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        (f"{QUOTE}EUR{QUOTE} #,##0", "150000", "EUR 150,000"),
        ("[$EUR]\\ #,##0.00;[Red]-[$EUR]\\ #,##0.00", "1200.5", "EUR 1,200.50"),
        ("[$$-409]#,##0.00", "1200.5", "$1,200.50"),
        ("[$€-2]\\ #,##0", "150000", "€150,000"),
        (f"_-* #,##0.00\\ {QUOTE}€{QUOTE}_-;\\-* #,##0.00\\ {QUOTE}€{QUOTE}_-", "150000", "150,000.00 €"),
        ("#\\ ##0\\ [$CHF-100C]", "150000", "150,000 CHF"),
        ("_($* #,##0.00_);_($* \\(#,##0.00\\)", "-20", "-$20.00"),
        (f"{QUOTE}US${QUOTE}0.##", "7.5", "US$7.5"),
        (f"{QUOTE}US${QUOTE}0.##", "7", "US$7"),
        (f"{QUOTE}EUR {QUOTE}#,##0,{QUOTE}k{QUOTE}", "150000", "EUR 150 k"),
        (7, "99.5", "$99.50"),
        (f"0 {QUOTE}persons{QUOTE}", "20", "20 persons"),
        (9, "0.25", "25%"),
        ("0.0%", "0.333", "33.3%"),
        (14, "45366", "2024-03-15"),
        ("[$-40C]d\\ mmmm\\ yyyy;@", "45366", "2024-03-15"),
        ("mmm\\-yy", "45366", "2024-03"),
        ("yyyy", "45366", "2024"),
        ("dd/mm/yyyy hh:mm", "45366.5", "2024-03-15 12:00"),
        ("h:mm", "0.75", "18:00"),
        (14, "1", "1900-01-01"),
        (14, "61", "1900-03-01"),
        ("#,##0", "1200", "1200"),
        ("0.00", "1200.5", "1200.5"),
        ("General", "45366", "45366"),
        ("0.00E+00", "1200", "1200"),
        ("[h]:mm", "1.5", "1.5"),
        ("000\\-00", "12345", "12345"),
        (f"{QUOTE}EUR{QUOTE} #,##0", "1e29", "1" + 29 * "0"),
        (14, "99999999", "99999999"),
        (14, "-1", "-1"),
        ("[", "3", "3"),
        (f"{QUOTE}EUR", "3", "3"),
    ],
)
def test_a_number_is_read_as_its_cell_shows_it(code, value, shown):
    document = read(book(f'<row r="3">{cell("A3", value, 1)}</row>', styles(code)))
    assert document.lines[-1].text == shown


def test_days_of_a_workbook_that_counts_from_1904():
    parts = styles(14) | {
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{OFFICE}"><workbookPr date1904="1"/><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'
    }
    document = read(book(f'<row r="3">{cell("A3", "43904", 1)}</row>', parts))
    assert document.lines[-1].text == "2024-03-15"


def test_styles_that_are_broken_or_of_no_number_leave_the_figure():
    inside = f'<row r="3">{cell("A3", "5", 7)}</row><row r="4">{cell("A4", "6").replace(chr(34) + "0" + chr(34), chr(34) + "-1" + chr(34))}</row>'
    for parts in ({}, styles(14), {"xl/styles.xml": b"<a"}):
        assert [line.text for line in read(book(inside, parts)).lines[-2:]] == ["5", "6"]


def test_the_currency_of_a_cell_is_the_amount_of_the_need():
    asked = (
        f'<row r="4">{text("A4", "Seven marking machines for the police, at a cost of")}{cell("B4", "150000", 1)}</row>'
    )
    found = extracted(book(row(3, KIND) + asked, styles(f"{QUOTE}EUR{QUOTE} #,##0")))
    assert [(need.quantity, need.amount, need.currency) for need in found.needs] == [(7, Decimal(150000), "EUR")]


@pytest.mark.parametrize("head", [("", ""), ("Question", "Yes/No"), ("Question", "Oui / Non")])
@pytest.mark.parametrize(("value", "proposal"), [("1", True), ("0", False)])
def test_a_truth_beside_a_question_or_in_a_column_of_answers_is_an_answer(head, value, proposal):
    inside = row(3, *head) if any(head) else ""
    inside += row(4, KIND) + row(5, "Seven marking machines for the police.")
    inside += f'<row r="6">{text("A6", PROPOSAL)}{cell("B6", value, kind="b")}</row>'
    found = extracted(book(inside))
    assert [(need.quantity, need.project_proposal) for need in found.needs] == [(7, proposal)]
    assert "answer_inferred" not in {doubt.code for doubt in found.issues}


def test_truths_under_yes_and_no_are_ticks_and_those_before_what_is_offered_boxes():
    inside = row(3, "Question", "Yes", "No") + row(4, KIND) + row(5, "Seven marking machines for the police.")
    inside += f'<row r="6">{text("A6", PROPOSAL)}{cell("B6", "0", kind="b")}{cell("C6", "1", kind="b")}</row>'
    assert [need.project_proposal for need in extracted(book(inside)).needs] == [False]
    choices = f'<row r="3">{cell("A3", "1", kind="b")}{text("B3", "Training")}{cell("C3", "0", kind="b")}{text("D3", "Equipment")}</row>'
    assert "\u2612" in read(book(choices)).text
    assert "\u2610" in read(book(choices)).text


D = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def box(line: int, told: str, *, column: int = 0) -> str:
    place = f"<d:from><d:col>{column}</d:col><d:row>{line}</d:row></d:from>"
    return f"<d:twoCellAnchor>{place}<d:sp><d:txBody><a:bodyPr/><a:p><a:r><a:t>{told}</a:t></a:r></a:p></d:txBody></d:sp></d:twoCellAnchor>"


def drawn(inside: str, *boxes: str, drawing: bytes | None = None, mode: str = "") -> bytes:
    xml = f'<d:wsDr xmlns:d="{D}" xmlns:a="{A}">{"".join(boxes)}</d:wsDr>'
    related = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/drawing" Target="../drawings/drawing1.xml" {mode}/></Relationships>'
    return book(inside, {"xl/worksheets/_rels/sheet1.xml.rels": related, "xl/drawings/drawing1.xml": drawing or xml})


def test_text_boxes_are_read_where_they_stand():
    answer = box(3, "Benin requests seven marking machines for its police.")
    data = drawn(row(3, KIND) + row(9, PROPOSAL, "Yes"), box(20, "End"), answer)
    found = extracted(data)
    assert [line for line in found.text.split("\n") if line][2:] == [
        KIND,
        "Benin requests seven marking machines for its police.",
        PROPOSAL,
        "Yes",
        "End",
    ]
    assert [(need.quantity, need.project_proposal) for need in found.needs] == [(7, True)]


@pytest.mark.parametrize("data", [b"\x89PNG", b"<a", b"<a/>"])
def test_a_drawing_that_is_none_is_left_out(data):
    assert read(drawn(row(3, KIND), drawing=data)).text.endswith(KIND)
