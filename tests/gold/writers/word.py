"""Blocks -> DOCX: the tables of generation C with boxes, or paragraphs with boxes below each question.

Layout options: `style` (ruled, list), `ticks` (boxes, words, controls), `answers` (plain, controls).
"""

import io

import docx
from docx.document import Document
from docx.shared import Cm, Pt
from docx.table import Table

from .archive import steady
from .blocks import Block, Rendered, Role
from .questionnaire import words
from .source import Source
from .word_parts import Footnotes, add_box, add_checkbox, add_control

PLAIN = {Role.TITLE, Role.SUBTITLE, Role.NOTICE, Role.PROSE}
OUTSIDE = {*PLAIN, Role.SECTION, Role.TABLE, Role.BOX, Role.FOOTNOTE}


def write(source: Source, blocks: tuple[Block, ...]) -> Rendered:
    """Write a report as a Word document."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(10)
    document.core_properties.author = "constructed test document"
    notes = Footnotes(document)
    if source.layout.get("style", "ruled" if source.form == "C" else "list") == "ruled":
        _ruled(document, source, blocks, notes)
    else:
        _listed(document, source, blocks, notes)
    notes.close()
    out = io.BytesIO()
    document.save(out)
    text = "\n".join(f"{block.label}\n{block.answer}" for block in blocks)
    return Rendered(steady(out.getvalue()), (text,))


def _outside(document: Document, block: Block, notes: Footnotes) -> None:
    if block.role in (Role.SECTION, Role.HEADING):
        document.add_heading(block.text, level=1 if block.role is Role.SECTION else 2)
    elif block.role is Role.BOX:
        add_box(document, block.text)
    elif block.role is Role.FOOTNOTE:
        notes.add(document.paragraphs[-1], block.text)
    elif block.role is Role.TABLE:
        table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
        for row in block.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    else:
        document.add_paragraph().add_run(block.text).bold = block.role in (Role.TITLE, Role.SUBTITLE)


def _listed(document: Document, source: Source, blocks: tuple[Block, ...], notes: Footnotes) -> None:
    for block in blocks:
        if block.role in OUTSIDE or block.role is Role.HEADING:
            _outside(document, block, notes)
        elif block.role in (Role.FIELD, Role.DETAIL):
            document.add_paragraph(f"{block.label} {block.answer}".strip())
        elif block.role in (Role.OPTION, Role.AREA):
            document.add_paragraph(f"{'☑' if block.mark == 'yes' else '☐'} {block.label}")
        else:
            sources = f" [{block.sources}]" if block.sources and source.form == "D" else ""
            document.add_paragraph(block.label + sources)
            if block.role is Role.YES_NO:
                _marks(document, source, block)
            _answer(document, source, block)


def _marks(document: Document, source: Source, block: Block) -> None:
    marks, ticks = words(source.language)["marks"], source.layout.get("ticks", "boxes")
    if ticks == "controls":
        paragraph = document.add_paragraph()
        for name in ("yes", "no"):
            add_checkbox(paragraph, ticked=block.mark == name, text=marks[name])
    elif ticks == "words":
        document.add_paragraph(marks[block.mark].upper() if block.mark else "")
    else:
        boxes = (f"{'☑' if block.mark == name else '☐'} {marks[name]}" for name in ("yes", "no"))
        document.add_paragraph("    ".join(boxes))


def _answer(document: Document, source: Source, block: Block) -> None:
    if source.layout.get("answers") == "controls" and block.role is Role.OPEN:
        add_control(document, block.answer)
        return
    for paragraph in block.paragraphs:
        document.add_paragraph(paragraph)


def _ruled(document: Document, source: Source, blocks: tuple[Block, ...], notes: Footnotes) -> None:
    fixed = words(source.language)
    table: Table | None = None
    for block in blocks:
        if block.role in OUTSIDE:
            table = None
            _outside(document, block, notes)
            continue
        if table is None:
            table = document.add_table(rows=1, cols=5, style="Table Grid")
            table.autofit = False
            for column, width in zip(table.columns, (2.6, 8.6, 1.3, 1.3, 2.2), strict=True):
                column.width = Cm(width)
            for cell, text in zip(table.rows[0].cells, (*fixed["header"], *fixed["marks"].values()), strict=True):
                cell.text = text
        _row(table, block, tuple(fixed["marks"]))


def _row(table: Table, block: Block, marks: tuple[str, ...]) -> None:
    cells = table.add_row().cells
    if block.role is Role.HEADING:
        cells[0].merge(cells[4]).text = block.text
    elif block.role in (Role.YES_NO, Role.OPTION, Role.AREA):
        cells[0].text, cells[1].text = block.sources, block.label
        for cell, name in zip(cells[2:], marks, strict=True):
            if block.role is Role.YES_NO or name == "yes":
                cell.text = "☒" if block.mark == name else "☐"
    else:
        wide = cells[1].merge(cells[4])
        inline = block.role is Role.DETAIL
        wide.text = f"{block.label} {block.answer}".strip() if inline else block.label
        for paragraph in () if inline else block.paragraphs:
            wide.add_paragraph(paragraph)
