"""Blocks -> DOCX: the tables of generation C with boxes, or paragraphs with boxes below each question."""

import io
from datetime import datetime

import docx
from docx.document import Document
from docx.shared import Cm, Pt
from docx.table import Table

from .archive import steady
from .blocks import Block, Rendered, Role
from .questionnaire import words
from .source import Source

OUTSIDE = {Role.TITLE, Role.SUBTITLE, Role.SECTION, Role.NOTICE, Role.PROSE}


def write(source: Source, blocks: tuple[Block, ...]) -> Rendered:
    """Write a report as a Word document."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(10)
    long_ago = datetime(2000, 1, 1)  # noqa: DTZ001 (the format has no time zone)
    properties = document.core_properties
    properties.author, properties.created, properties.modified = "constructed test document", long_ago, long_ago
    if source.layout.get("style", "ruled" if source.form == "C" else "list") == "ruled":
        _ruled(document, source, blocks)
    else:
        _listed(document, source, blocks)
    out = io.BytesIO()
    document.save(out)
    text = "\n".join(f"{block.label}\n{block.answer}" for block in blocks)
    return Rendered(steady(out.getvalue()), (text,))


def _outside(document: Document, block: Block) -> None:
    if block.role is Role.SECTION:
        document.add_heading(block.text, level=1)
    elif block.role is Role.HEADING:
        document.add_heading(block.text, level=2)
    else:
        document.add_paragraph().add_run(block.text).bold = block.role in (Role.TITLE, Role.SUBTITLE)


def _listed(document: Document, source: Source, blocks: tuple[Block, ...]) -> None:
    marks = words(source.language)["marks"]
    for block in blocks:
        if block.role in OUTSIDE or block.role is Role.HEADING:
            _outside(document, block)
        elif block.role in (Role.FIELD, Role.DETAIL):
            document.add_paragraph(f"{block.label} {block.answer}".strip())
        elif block.role in (Role.OPTION, Role.AREA):
            document.add_paragraph(f"{'☑' if block.mark == 'yes' else '☐'} {block.label}")
        else:
            document.add_paragraph(block.label + (f" [{block.sources}]" if block.sources else ""))
            if block.role is Role.YES_NO:
                boxes = (f"{'☑' if block.mark == name else '☐'} {marks[name]}" for name in ("yes", "no"))
                document.add_paragraph("    ".join(boxes))
            for paragraph in block.answer.strip().split("\n") if block.answer else ():
                document.add_paragraph(paragraph)


def _ruled(document: Document, source: Source, blocks: tuple[Block, ...]) -> None:
    fixed = words(source.language)
    table: Table | None = None
    for block in blocks:
        if block.role in OUTSIDE:
            table = None
            _outside(document, block)
            continue
        if table is None:
            table = document.add_table(rows=1, cols=5, style="Table Grid")
            table.autofit = False
            for cell, text in zip(table.rows[0].cells, (*fixed["header"], *fixed["marks"].values()), strict=True):
                cell.text = text
        _row(table, block, tuple(fixed["marks"]))
    for drawn in document.tables:
        for column, width in zip(drawn.columns, (2.6, 8.6, 1.3, 1.3, 2.2), strict=True):
            column.width = Cm(width)


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
        wide.text = block.label if block.role is not Role.DETAIL else f"{block.label} {block.answer}".strip()
        for paragraph in block.answer.strip().split("\n") if block.answer and block.role is not Role.DETAIL else ():
            wide.add_paragraph(paragraph)
