"""Blocks -> PDF with a text layer, in the looks that reports have.

Layout options: `style` (print: the online tool's print-out; ruled: tables with tick columns; list: questions with ticks
below), `ticks` (words, boxes, brackets, drawn, lost), `columns`, `font`.
"""

import io
from collections.abc import Iterator
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

import pypdf
import reportlab
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table

from .blocks import Block, Rendered, Role
from .questionnaire import words
from .source import HERE, Source

STYLES = {"B": "print", "C": "ruled", "D": "list"}
BOLD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Vera": "VeraBd"}
pdfmetrics.registerFont(TTFont("Ticks", str(HERE / "fonts" / "report-ticks.ttf")))
for _face in ("Vera", "VeraBd"):
    pdfmetrics.registerFont(TTFont(_face, f"{next(iter(reportlab.__path__))}/fonts/{_face}.ttf"))


class Tick(Flowable):
    """A box drawn with lines, ticked or not, before a word."""

    def __init__(self, choices: list[tuple[str, bool]], font: str) -> None:
        super().__init__()
        self.choices, self.font, self.height = choices, font, 13

    def draw(self) -> None:
        """Draw the boxes from left to right."""
        canvas, left = self.canv, 0
        canvas.setFont(self.font, 9)
        for word, ticked in self.choices:
            canvas.rect(left, 2, 7, 7)
            if ticked:
                canvas.line(left + 1.5, 5.5, left + 3, 3.2)
                canvas.line(left + 3, 3.2, left + 6, 8)
            canvas.drawString(left + 11, 2.5, word)
            left += 26 + pdfmetrics.stringWidth(word, self.font, 9)


class Page:
    """The styles of one report and its answers to how a tick looks."""

    def __init__(self, source: Source) -> None:
        font = source.layout.get("font", "Helvetica")
        self.source, self.font, self.words = source, font, words(source.language)
        self.ticks = source.layout.get("ticks", {"B": "words", "C": "boxes"}.get(source.form, "boxes"))
        plain = ParagraphStyle("plain", fontName=font, fontSize=9, leading=11.5)
        self.plain = plain
        self.bold = ParagraphStyle("bold", plain, fontName=BOLD[font])
        self.styles = {
            Role.TITLE: ParagraphStyle("title", self.bold, fontSize=12, leading=15, spaceAfter=4),
            Role.SUBTITLE: ParagraphStyle("subtitle", self.bold, fontSize=10, leading=13),
            Role.SECTION: ParagraphStyle("section", self.bold, fontSize=10.5, leading=14, spaceBefore=9, spaceAfter=3, keepWithNext=1),
            Role.HEADING: ParagraphStyle("heading", self.bold, spaceBefore=5, keepWithNext=1),
        }
        self.answer = ParagraphStyle("answer", plain, leftIndent=0 if source.form == "B" else 8)

    def paragraph(self, text: str, style: ParagraphStyle | None = None) -> Paragraph:
        """Return a paragraph of plain text."""
        return Paragraph(escape(text), style or self.plain)

    def marks(self, block: Block) -> Iterator[Flowable]:
        """Yield how a yes/no question is ticked under its wording."""
        names = [name for name in ("yes", "no") if name in self.words["marks"]]
        choices = [(self.words["marks"][name], block.mark == name) for name in names]
        if self.ticks == "words" and block.mark:
            yield self.paragraph(self.words["marks"][block.mark].upper())
        elif self.ticks == "boxes":
            boxes = (f'<font name="Ticks">{"☑" if ticked else "☐"}</font> {word}' for word, ticked in choices)
            yield Paragraph("&nbsp;&nbsp;&nbsp; ".join(boxes), self.plain)
        elif self.ticks == "brackets":
            yield self.paragraph("   ".join(f"[{'X' if ticked else ' '}] {word}" for word, ticked in choices))
        elif self.ticks == "drawn":
            yield Tick(choices, self.font)


def write(source: Source, blocks: tuple[Block, ...]) -> Rendered:
    """Write a report as PDF."""
    page = Page(source)
    style = source.layout.get("style", STYLES.get(source.form, "list"))
    make = _ruled if style == "ruled" else _listed
    data = _build(page, style, make(page, blocks), total=0)
    total = len(pypdf.PdfReader(io.BytesIO(data)).pages)
    data = _build(page, style, make(page, blocks), total)
    return Rendered(data, tuple(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(data)).pages))


def _build(page: Page, style: str, story: Iterator[Flowable], total: int) -> bytes:
    out = io.BytesIO()
    width, height = A4
    columns = page.source.layout.get("columns", 1)
    margin, gap = 18 * mm, 7 * mm
    inner = (width - 2 * margin - (columns - 1) * gap) / columns
    frames = [
        Frame(margin + n * (inner + gap), margin, inner, height - 2 * margin, 0, 0, 0, 0, id=f"f{n}") for n in range(columns)
    ]
    document = BaseDocTemplate(
        out, pagesize=A4, title=page.words["subtitle"], author="constructed test document", invariant=1, pageCompression=1
    )
    document.addPageTemplates([PageTemplate("page", frames, onPage=partial(_furniture, page, style, total))])
    document.build(list(story))
    return out.getvalue()


def _furniture(page: Page, style: str, total: int, canvas: Canvas, document: Any) -> None:
    canvas.setFont(page.font, 8)
    bottom, top = 10 * mm, A4[1] - 12 * mm
    if style == "print":
        canvas.drawString(18 * mm, top, f"PoA-ISS {page.source.date}")
        address = f"{page.words['address']}?reportingpoa_id={page.source.layout.get('id', 201)}"
        canvas.drawString(18 * mm, bottom, address)
        canvas.drawRightString(A4[0] - 18 * mm, bottom, f"{document.page}/{total}")
    else:
        canvas.drawCentredString(A4[0] / 2, bottom, str(document.page))


def _listed(page: Page, blocks: tuple[Block, ...]) -> Iterator[Flowable]:
    for block in blocks:
        if block.role in page.styles:
            yield page.paragraph(block.text, page.styles[block.role])
        elif block.role in (Role.FIELD, Role.DETAIL):
            yield page.paragraph(f"{block.label} {block.answer}".strip(), page.answer)
        elif block.role in (Role.OPTION, Role.AREA):
            yield from _option(page, block)
        elif block.role in (Role.YES_NO, Role.OPEN):
            sources = f" [{block.sources}]" if block.sources and page.source.form == "D" else ""
            yield Spacer(0, 3)
            yield page.paragraph(block.label + sources)
            if block.role is Role.YES_NO:
                yield from page.marks(block)
            yield from (page.paragraph(text, page.answer) for text in block.answer.strip().split("\n") if text)
        else:
            yield page.paragraph(block.text)


def _option(page: Page, block: Block) -> Iterator[Flowable]:
    if page.ticks == "boxes":
        glyph = f'<font name="Ticks">{"☑" if block.mark == "yes" else "☐"}</font> '
        yield Paragraph(glyph + escape(block.label), page.answer)
    elif page.ticks == "words" and block.mark == "yes" and block.role is Role.OPTION:
        yield page.paragraph(f"{block.label} {page.words['marks']['yes'].upper()}", page.answer)
    elif page.ticks == "brackets":
        yield page.paragraph(f"[{'X' if block.mark == 'yes' else ' '}] {block.label}", page.answer)
    else:
        yield page.paragraph(block.label, page.answer)


def _ruled(page: Page, blocks: tuple[Block, ...]) -> Iterator[Flowable]:
    rows: list[Block] = []
    for block in blocks:
        if block.role in (Role.TITLE, Role.SUBTITLE, Role.SECTION, Role.NOTICE, Role.PROSE):
            yield from _table(page, rows)
            rows = []
            yield page.paragraph(block.text, page.styles.get(block.role))
        else:
            rows.append(block)
    yield from _table(page, rows)


def _table(page: Page, rows: list[Block]) -> Iterator[Flowable]:
    if not rows:
        return
    marks = page.words["marks"]
    cells: list[list[Any]] = [[page.paragraph(text, page.bold) for text in (*page.words["header"], *marks.values())]]
    look: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ]  # fmt: skip
    for line, block in enumerate(rows, start=1):
        if block.role is Role.HEADING:
            cells.append([page.paragraph(block.text, page.bold), "", "", "", ""])
            look.append(("SPAN", (0, line), (-1, line)))
        elif block.role in (Role.YES_NO, Role.OPTION, Role.AREA):
            ticks = [Paragraph('<font name="Ticks">✓</font>' if block.mark == name else "", page.plain) for name in marks]
            cells.append([page.paragraph(block.sources), page.paragraph(block.label), *ticks])
        else:
            answer = block.answer.strip()
            inline = block.role is Role.DETAIL
            parts = [f"{block.label} {answer}".strip()] if inline else [block.label, *answer.split("\n")]
            stack = [page.paragraph(text) for text in parts if text]
            cells.append(["", stack, "", "", ""])
            look.append(("SPAN", (1, line), (-1, line)))
    yield Table(cells, colWidths=[24 * mm, 96 * mm, 14 * mm, 14 * mm, 24 * mm], repeatRows=1, style=look)
    yield Spacer(0, 4)
