"""Answers are ticked in many ways, in every format: the tick is read, and no doubt is told where there is none."""

from html import escape

import pytest

from matchmaker.core.entities.reports import Extraction
from matchmaker.core.extraction import extract
from matchmaker.core.extraction.ticked import ticks
from matchmaker.core.gazetteer import Gazetteer

from .building import docx, paragraph, pdf, row, sheet_xml, shown, stream, xlsx

HEAD = ("Benin", "National report 2024")
REQUEST = "8.5 Does your country wish to request assistance in building capacity for the marking of SALW?"
KIND, SENTENCE = "8.5.1 What kind of assistance do you require?", "Seven marking machines for the police."
PROPOSAL = "8.5.2 Has a project proposal been developed?"
YES, NO = "yes", "no"


def read(data: bytes, name: str = "report") -> Extraction:
    return extract(data, filename=name, gazetteer=Gazetteer.default())


def check(found: Extraction, *, proposal: bool | None) -> None:
    """The one need is found, its proposal is answered, and nothing was inferred."""
    assert [(str(need.quantity), need.project_proposal) for need in found.needs] == [("7", proposal)], found.text
    assert [issue.code for issue in found.issues if issue.code != "layout_unknown"] == [], found.text


TYPED = {
    "brackets": ("[X] Yes [ ] No", "[ ] Yes [X] No"),
    "parentheses": ("(X) Yes ( ) No", "( ) Yes (X) No"),
    "boxes behind": ("Yes [x] No [ ]", "Yes [ ] No [x]"),
    "a line to be marked": ("_X_ Yes ___ No", "___ Yes _X_ No"),
    "a line in brackets": ("Yes [_X_] No [___]", "Yes [___] No [_X_]"),
    "a bare cross behind": ("Yes X  No", "Yes  No X"),
    "a bare cross before": ("x Yes   No", "Yes   No x"),
    "a list": ("- [x] Yes\n- [ ] No", "- [ ] Yes\n- [x] No"),
    "words": ("Yes", "No."),
}


@pytest.mark.parametrize("answer", [YES, NO])
@pytest.mark.parametrize("marks", TYPED.values(), ids=TYPED)
def test_typed_in_a_text(marks: tuple[str, str], answer: str) -> None:
    told = marks[0] if answer == YES else marks[1]
    text = "\n".join((*HEAD, REQUEST, marks[0], KIND, SENTENCE, PROPOSAL, told))
    check(read(text.encode()), proposal=answer == YES)


def test_blanks_that_nobody_marked_say_nothing_and_ask_for_nothing() -> None:
    text = "\n".join((*HEAD, REQUEST, "___ Yes _X_ No", KIND, PROPOSAL, "___ Yes ___ No"))
    found = read(text.encode())
    assert found.needs == ()
    assert [issue.code for issue in found.issues if issue.code != "layout_unknown"] == []


def test_a_cross_between_two_answers_says_nothing_for_sure() -> None:
    assert ticks("Yes \u2612 No") == (None, True, "")
    assert ticks("\u2612 Yes No") == ("yes", True, "")
    assert ticks("Yes No \u2612") == ("no", True, "")


def test_a_tick_is_no_question_of_its_own_where_questions_have_no_numbers() -> None:
    text = "\n".join((*HEAD, REQUEST[4:], "[X] Yes [ ] No", KIND[6:], SENTENCE, PROPOSAL[6:], "[ ] Yes [X] No"))
    check(read(text.encode()), proposal=False)


def word_run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def wingdings(answer: str) -> str:
    font = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
    return "".join(
        word_run("\u00fe" if answer == own else "o", font) + word_run(f" {own.title()} ") for own in (YES, NO)
    )


def set_off(properties: str):  # type: ignore[no-untyped-def]
    def written(answer: str) -> str:
        return (
            word_run("Yes", properties if answer == YES else "")
            + word_run(" / ")
            + word_run("No", properties if answer == NO else "")
        )

    return written


def crossed_out(answer: str) -> str:
    struck = "<w:strike/>"
    return (
        word_run("Yes", struck if answer == NO else "")
        + word_run(" / ")
        + word_run("No", struck if answer == YES else "")
    )


WORD = {
    "letters of Wingdings": wingdings,
    "the other one crossed out": crossed_out,
    "bold": set_off("<w:b/>"),
    "underlined": set_off('<w:u w:val="single"/>'),
    "highlighted": set_off('<w:highlight w:val="yellow"/>'),
}


@pytest.mark.parametrize("answer", [YES, NO])
@pytest.mark.parametrize("mark", WORD.values(), ids=WORD)
def test_in_word(mark, answer: str) -> None:  # type: ignore[no-untyped-def]
    def line(told: str) -> str:
        return f"<w:p>{mark(told)}</w:p>"

    body = "".join(map(paragraph, (*HEAD, REQUEST))) + line(YES) + paragraph(KIND) + paragraph(SENTENCE)
    check(read(docx(body + paragraph(PROPOSAL) + line(answer))), proposal=answer == YES)


def test_all_bold_chooses_nothing() -> None:
    line = f"<w:p>{word_run('Yes / No', '<w:b/>')}</w:p>"
    body = "".join(map(paragraph, (*HEAD, KIND, SENTENCE, PROPOSAL))) + line
    assert [need.project_proposal for need in read(docx(body)).needs] == [None]


def test_a_tick_in_a_cell_of_its_own_is_read_in_word_and_on_a_web_page() -> None:
    rows = ((REQUEST, "\u2612 Yes  \u2610 No"), (KIND, SENTENCE), (PROPOSAL, "\u2610 Yes  \u2612 No"))
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>" for cells in rows
    )
    check(read(docx("".join(map(paragraph, HEAD)) + f"<w:tbl>{cells}</w:tbl>")), proposal=False)
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>" for cells in rows)
    page = f"<html><body><p>{HEAD[0]}<p>{HEAD[1]}<table>{cells}</table></body></html>"
    check(read(page.encode()), proposal=False)


WEB = {
    "the other one crossed out": ("Yes / <s>No</s>", "<s>Yes</s> / No"),
    "bold": ("<b>Yes</b> / No", "Yes / <b>No</b>"),
    "pictures": ('<img alt="[X]"> Yes <img alt="[ ]"> No', '<img alt="[ ]"> Yes <img alt="[X]"> No'),
    "letters of Wingdings": tuple(
        " ".join(
            f"<span style='font-family:Wingdings'>{'x' if one == told else 'o'}</span> {one}" for one in ("Yes", "No")
        )
        for told in ("Yes", "No")
    ),
}


@pytest.mark.parametrize("answer", [YES, NO])
@pytest.mark.parametrize("marks", WEB.values(), ids=WEB)
def test_on_a_web_page(marks: tuple[str, str], answer: str) -> None:
    told = marks[0] if answer == YES else marks[1]
    lines = (*map(escape, (*HEAD, REQUEST)), marks[0], KIND, SENTENCE, PROPOSAL, told)
    page = "".join(f"<p>{line}</p>" for line in lines)
    check(read(f"<html><body>{page}</body></html>".encode()), proposal=answer == YES)


def test_a_number_in_a_list_of_a_web_page_stays_the_number_of_its_question() -> None:
    lines = (REQUEST, "[X] Yes [ ] No", KIND, SENTENCE, PROPOSAL, "[ ] Yes [X] No")
    items = "".join(f"<li>{line}</li>" for line in lines)
    found = read(f"<html><body><p>{HEAD[0]}<p>{HEAD[1]}<ul>{items}</ul></body></html>".encode())
    check(found, proposal=False)
    assert found.needs[0].passage.question == "8.5.1"


def test_under_heads_of_a_workbook_that_has_others_too() -> None:
    rows = (("No.", "Question", "Yes", "No", "Comments"), ("8.5", REQUEST[4:], "X", "", ""), ("8.5.1", KIND[6:], "", "", SENTENCE), ("8.5.2", PROPOSAL[6:], "", "X", ""))  # fmt: skip
    cells = "".join(row(n, *told) for n, told in enumerate((HEAD[:1], HEAD[1:], *rows), start=1))
    check(read(xlsx({"worksheets/sheet1.xml": sheet_xml(cells)})), proposal=False)


def square(x: int, y: int, side: int = 10) -> str:
    return f"{x} {y} {side} {side} re S "


def four_lines(x: int, y: int) -> str:
    ends = ((x, y, x + 10, y), (x, y + 10, x + 10, y + 10), (x, y, x, y + 10), (x + 10, y, x + 10, y + 10))
    return "".join(f"{a} {b} m {c} {d} l S " for a, b, c, d in ends)


DRAWN = {
    "hook": (square, lambda x, y: f"{x + 2} {y + 5} m {x + 4} {y + 2} l {x + 9} {y + 9} l S "),
    "cross": (square, lambda x, y: f"{x + 1} {y + 1} m {x + 9} {y + 9} l S {x + 1} {y + 9} m {x + 9} {y + 1} l S "),
    "cross in one figure": (square, lambda x, y: f"{x + 1} {y + 1} m {x + 9} {y + 9} l {x + 1} {y + 9} m {x + 9} {y + 1} l S "),
    "hook with a swing": (square, lambda x, y: f"{x - 2} {y + 7} m {x + 4} {y - 1} l S {x + 4} {y - 1} m {x + 14} {y + 16} l S "),
    "small square": (square, lambda x, y: f"{x + 2} {y + 2} 6 6 re f "),
    "wholly filled": (square, lambda x, y: f"{x} {y} 10 10 re f "),
    "boxes of four lines": (four_lines, lambda x, y: f"{x + 2} {y + 5} m {x + 4} {y + 2} l {x + 9} {y + 9} l S "),
    "boxes with an inner edge": (lambda x, y: square(x, y) + square(x + 1, y + 1, 8), lambda x, y: f"{x + 2} {y + 5} m {x + 4} {y + 2} l {x + 9} {y + 9} l S "),
}  # fmt: skip


@pytest.mark.parametrize("answer", [YES, NO, None])
@pytest.mark.parametrize("mark", DRAWN.values(), ids=DRAWN)
def test_drawn_in_a_pdf(mark, answer: str | None) -> None:  # type: ignore[no-untyped-def]
    empty, tick = mark

    def line(y: int, told: str | None) -> str:
        boxes = empty(50, y) + empty(130, y) + (tick({YES: 50, NO: 130}[told], y) if told else "")
        return f" {boxes} BT /F 11 Tf 66 {y + 1} Td (Yes) Tj 80 0 Td (No) Tj ET "

    content = shown("\n".join((*HEAD, REQUEST))) + line(735, YES).encode()
    content += shown("\n".join((KIND, SENTENCE, PROPOSAL)), top=715) + line(670, answer).encode()
    check(read(pdf(content=stream(content))), proposal={YES: True, NO: False, None: None}[answer])
