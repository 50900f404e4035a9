"""Blocks -> PDF with a text layer, in the looks that reports have.

Layout options: `style` (print: the online tool's print-out; ruled: tables with tick columns; pairs: questions left,
answers right; list: questions with ticks below), `ticks` (words, boxes, brackets, drawn, fields, lost), `answers`
(plain, fields), `columns`, `font`.
"""

import io
from collections.abc import Iterator
from functools import partial
from typing import Any

import pypdf
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table

from .blocks import Block, Rendered, Role
from .pdf_parts import AnswerField, Look
from .source import Source

STYLES = {"B": "print", "C": "ruled"}
MARGIN, GAP = 18 * mm, 7 * mm
CELLS: list[tuple[Any, ...]] = [
    ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 1.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
]
TICKED = {Role.YES_NO, Role.OPTION, Role.AREA}
LOOSE = {Role.TITLE, Role.SUBTITLE, Role.SECTION, Role.NOTICE, Role.PROSE, Role.TABLE, Role.BOX, Role.FOOTNOTE}


def write(source: Source, blocks: tuple[Block, ...]) -> Rendered:
    """Write a report as PDF; a print-out is built twice, since its footer tells how many pages there are."""
    look = Look(source)
    style = source.layout.get("style", STYLES.get(source.form, "list"))
    story = {"ruled": partial(_tabled, _ruled), "pairs": partial(_tabled, _pairs)}.get(style, _listed)
    data = _build(look, style, story(look, blocks), total=0)
    if style == "print":
        total = len(pypdf.PdfReader(io.BytesIO(data)).pages)
        data = _build(look, style, story(look, blocks), total)
    return Rendered(data, tuple(_seen(page) for page in pypdf.PdfReader(io.BytesIO(data)).pages))


def _seen(page: pypdf.PageObject) -> str:
    fields = (note.get_object() for note in page.get("/Annots") or ())
    filled = (str(field.get("/V", "")) for field in fields if field.get("/FT") == "/Tx")
    return "\n".join([page.extract_text(), *filled])


def _build(look: Look, style: str, story: Iterator[Flowable], total: int) -> bytes:
    out = io.BytesIO()
    width, height = A4
    columns = look.source.layout.get("columns", 1)
    inner = (width - 2 * MARGIN - (columns - 1) * GAP) / columns
    lefts = [MARGIN + column * (inner + GAP) for column in range(columns)]
    frames = [Frame(left, MARGIN, inner, height - 2 * MARGIN, 0, 0, 0, 0) for left in lefts]
    author = "constructed test document"
    document = BaseDocTemplate(out, pagesize=A4, title=look.words["subtitle"], author=author, invariant=1)
    document.addPageTemplates([PageTemplate("page", frames, onPage=partial(_furniture, look, style, total))])
    document.build(list(story))
    return out.getvalue()


def _furniture(look: Look, style: str, total: int, canvas: Canvas, document: Any) -> None:
    canvas.setFont(look.font, 8)
    bottom, top, right = 10 * mm, A4[1] - 12 * mm, A4[0] - MARGIN
    if style == "print":
        canvas.drawString(MARGIN, top, f"PoA-ISS {look.source.date}")
        address = f"{look.words['address']}?reportingpoa_id={look.source.layout.get('id', 201)}"
        canvas.drawString(MARGIN, bottom, address)
        canvas.drawRightString(right, bottom, f"{document.page}/{total}")
    else:
        canvas.drawCentredString(A4[0] / 2, bottom, str(document.page))


def _listed(look: Look, blocks: tuple[Block, ...]) -> Iterator[Flowable]:
    for block in blocks:
        if block.role in LOOSE or block.role is Role.HEADING:
            yield _loose(look, block)
        elif block.role in (Role.FIELD, Role.DETAIL):
            yield look.paragraph(f"{block.label} {block.answer}".strip(), look.answer)
        elif block.role in (Role.OPTION, Role.AREA):
            yield from look.option(block)
        else:
            sources = f" [{block.sources}]" if block.sources and look.source.form == "D" else ""
            yield look.paragraph(block.label + sources, look.question)
            if block.role is Role.YES_NO:
                yield from look.marks(block)
            elif look.source.layout.get("answers") == "fields":
                yield AnswerField(block)
                continue
            yield from (look.paragraph(text, look.answer) for text in block.paragraphs)


def _loose(look: Look, block: Block) -> Flowable:
    if block.role is Role.TABLE:
        cells = [[look.paragraph(cell) for cell in row] for row in block.rows]
        return Table(cells, style=CELLS, repeatRows=1)
    if block.role is Role.BOX:
        return Table([[look.paragraph(block.text)]], style=[("BOX", (0, 0), (-1, -1), 0.8, colors.black)])
    return look.paragraph(block.text, look.styles.get(block.role))


def _tabled(draw: Any, look: Look, blocks: tuple[Block, ...]) -> Iterator[Flowable]:
    rows: list[Block] = []
    for block in blocks:
        if block.role not in LOOSE:
            rows.append(block)
            continue
        if rows:
            yield from (draw(look, rows), Spacer(0, 4))
            rows = []
        yield _loose(look, block)


def _ruled(look: Look, rows: list[Block]) -> Flowable:
    marks = look.words["marks"]
    cells: list[list[Any]] = [[look.paragraph(text, look.bold) for text in (*look.words["header"], *marks.values())]]
    style = list(CELLS)
    for line, block in enumerate(rows, start=1):
        if block.role is Role.HEADING:
            cells.append([look.paragraph(block.text, look.bold), "", "", "", ""])
            style.append(("SPAN", (0, line), (-1, line)))
        elif block.role in TICKED:
            ticks = ('<font name="Ticks">✓</font>' if block.mark == name else "" for name in marks)
            drawn = [Paragraph(tick, look.plain) for tick in ticks]
            cells.append([look.paragraph(block.sources), look.paragraph(block.label), *drawn])
        else:
            inline = block.role is Role.DETAIL
            parts = [f"{block.label} {block.answer}".strip()] if inline else [block.label, *block.paragraphs]
            cells.append(["", [look.paragraph(text) for text in parts], "", "", ""])
            style.append(("SPAN", (1, line), (-1, line)))
    return Table(cells, colWidths=[24 * mm, 96 * mm, 14 * mm, 14 * mm, 24 * mm], repeatRows=1, style=style)


def _pairs(look: Look, rows: list[Block]) -> Flowable:
    cells: list[list[Any]] = []
    style = list(CELLS)
    for line, block in enumerate(rows):
        if block.role is Role.HEADING:
            cells.append([look.paragraph(block.text, look.bold), ""])
            style.append(("SPAN", (0, line), (-1, line)))
        else:
            right = [look.words["marks"][block.mark]] if block.mark else block.paragraphs
            cells.append([look.paragraph(block.label), [look.paragraph(text) for text in right]])
    return Table(cells, colWidths=[84 * mm, 88 * mm], style=style)
