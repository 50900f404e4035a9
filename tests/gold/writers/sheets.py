"""Blocks -> XLSX: one row a question, on one sheet or on one for each section.

Layout options: `sheets` (single, sections), `style` (answers: number, question, answer; marks: columns Yes, No,
Developing with an X).
"""

import io

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from .archive import steady
from .blocks import Block, Rendered, Role
from .questionnaire import words
from .source import Source

WIDTHS = {"answers": (9, 70, 60), "marks": (14, 9, 70, 8, 8, 12, 60)}


def write(source: Source, blocks: tuple[Block, ...]) -> Rendered:
    """Write a report as a workbook."""
    workbook = openpyxl.Workbook()
    workbook.properties.creator = "constructed test document"
    sheet = workbook.active
    sheet.title = words(source.language)["subtitle"]
    for block in blocks:
        if block.role is Role.SECTION and source.layout.get("sheets") == "sections":
            sheet = workbook.create_sheet(block.text.partition(":")[0][:31])
        _row(sheet, source, block)
    for sheet in workbook.worksheets:
        for column, width in zip("ABCDEFG", WIDTHS[source.layout.get("style", "answers")], strict=False):
            sheet.column_dimensions[column].width = width
        for row in sheet.iter_rows():
            for cell in row:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    workbook.save(out)
    pages = tuple(
        "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in sheet.iter_rows(values_only=True))
        for sheet in workbook.worksheets
    )
    return Rendered(steady(out.getvalue()), pages)


def _row(sheet: Worksheet, source: Source, block: Block) -> None:
    marks = words(source.language)["marks"]
    if block.role is Role.TABLE:
        for row in block.rows:
            sheet.append(row)
    elif block.number or block.role is Role.FIELD:
        answer = block.answer.strip() or None
        if source.layout.get("style", "answers") == "marks":
            ticks = ["X" if block.mark == name else None for name in marks]
            sheet.append([block.sources or None, block.number, block.text, *ticks, answer])
        else:
            sheet.append([block.number, block.text, marks[block.mark] if block.mark else answer])
    else:
        sheet.append([block.text])
        if block.role in (Role.TITLE, Role.SECTION, Role.HEADING):
            sheet.cell(sheet.max_row, 1).font = Font(bold=True)
        if block.role is Role.SECTION and source.layout.get("style") == "marks":
            fixed = words(source.language)["header"]
            sheet.append([fixed[0], None, fixed[1], *marks.values()])
