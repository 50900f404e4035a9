"""Blocks -> plain text as it comes out of a PDF: running headers and page numbers, lost ticks, words glued together.

Layout options: `width`, `lines` (a page), `pages` (address, number, doubled, formfeed, none), `ticks` (words, lost),
`glue` (every how many wrapped lines the break is lost), `encoding`, `newline`.
"""

import textwrap
from collections.abc import Iterator

from .blocks import Block, Rendered, Role
from .questionnaire import words
from .source import Source

SAME_LINE = {Role.FIELD, Role.DETAIL}


def write(source: Source, blocks: tuple[Block, ...]) -> Rendered:
    """Write a report as converted text."""
    layout = source.layout
    style = layout.get("pages", "address" if source.form == "B" else "number")
    pages = list(_paged(list(_lines(source, blocks)), layout.get("lines", 58)))
    printed = [_framed(source, page, style, number, len(pages)) for number, page in enumerate(pages, start=1)]
    text = ("\f" if style == "formfeed" else "\n").join(printed) + "\n"
    data = text.replace("\n", layout.get("newline", "\n")).encode(layout.get("encoding", "utf-8"))
    return Rendered(data, tuple("\n".join(page) for page in pages) if style != "none" else (text,))


def _lines(source: Source, blocks: tuple[Block, ...]) -> Iterator[str]:
    width, glue = source.layout.get("width", 95), source.layout.get("glue", 0)
    wrapped = 0
    for block in blocks:
        if block.role in (Role.SECTION, Role.HEADING):
            yield ""
        for paragraph, question in _paragraphs(source, block):
            lines = textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False) or [""]
            while lines:
                line = lines.pop(0)
                if question and lines:
                    wrapped += 1
                    if glue and wrapped % glue == 0:
                        line += lines.pop(0)
                yield line


def _paragraphs(source: Source, block: Block) -> Iterator[tuple[str, bool]]:
    """Yield the paragraphs of a block and whether each is wording of the form."""
    if block.role in SAME_LINE:
        yield f"{block.label} {block.answer}".strip(), False
        return
    if block.role is Role.TABLE:
        yield from (("   ".join(row), False) for row in block.rows)
        return
    label = block.label
    if block.sources and source.form == "C":
        label = f"{block.sources} {label}"
    elif block.sources and source.form == "D":
        label = f"{label} [{block.sources}]"
    yield label, bool(block.number)
    if block.mark and block.role is Role.YES_NO and source.layout.get("ticks", "words") == "words":
        yield words(source.language)["marks"][block.mark].upper(), False
    yield from ((paragraph, False) for paragraph in block.paragraphs)


def _paged(lines: list[str], size: int) -> Iterator[list[str]]:
    while lines:
        yield lines[:size]
        lines = lines[size:]


def _framed(source: Source, page: list[str], style: str, number: int, total: int) -> str:
    header, footer = [], []
    if style == "address":
        address = f"{words(source.language)['address']}?reportingpoa_id={source.layout.get('id', 101)}"
        header, footer = [f"PoA-ISS {source.date}"], [f"{address}   {number}/{total}"]
    elif style == "number":
        footer = [str(number)]
    elif style == "doubled":
        footer = [f"{number}{number}"]
    return "\n".join([*header, *page, *footer])
