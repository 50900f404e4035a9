"""Word -> document: pages, paragraphs, tables, content controls, check boxes of all sorts, text boxes, footnotes.

The walk is this module's own, because the usual libraries drop ticked boxes and answers typed into controls.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from xml.etree.ElementTree import Element

from ..documents import TICKED, UNTICKED, Document, Line, LineKind, Tally, document
from ..refusals import RefusedFile
from . import WORD
from .docx_chunks import Chunks
from .docx_pages import BROKEN, LAID_OUT, Pages, beginning_styles, begins_a_page, broken, section_ends, within_a_word
from .packages import main_part, opened, part
from .tables import Heads, row_lines
from .ticks import SYMBOLS, TABLE, chosen, normalise_ticks, pictured

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {
    f"{_W}pPr", f"{_W}rPr", f"{_W}tblPr", f"{_W}trPr", f"{_W}tcPr", f"{_W}sectPr", f"{_W}sdtPr", f"{_W}del", f"{_W}moveFrom",
    f"{_W}instrText", f"{_W}delText", f"{_W}rt", f"{_MC}Fallback",
}  # fmt: skip
_OFF = {"0", "false", "off", "none"}
_DEEPEST, _CELLS, _LINES, _ANSWERS = 150, 500, 400, 40
"""Levels; cells of a row; lines of a paragraph; letters of a line that may hold nothing but answers to choose from."""
_UNSEEN = ("vanish", "strike", "dstrike")
_MARKED = ("b", "u", "highlight", "shd")
_DRAWN = {f"{_W}drawing", f"{_W}pict", f"{_W}object"}


def read(data: bytes) -> Document:
    """Read a Word document; see the module."""
    package = opened(data)
    main = main_part(package)
    root = part(package, main)
    body = root.find(f"{_W}body") if root is not None else None
    if body is None:
        raise RefusedFile("report_damaged")
    walk = _Walk(
        _notes(part(package, "word/footnotes.xml"), "footnote") | _notes(part(package, "word/endnotes.xml"), "endnote"),
        styles=_Styles.of(package),
        chunks=Chunks(package, main),
        ends=section_ends(body),
    )
    lines = [Line(text, 1, LineKind.NOISE, hard=True) for text in _headers(package)]
    lines += walk.blocks(body, 0)
    if not any(character.isalnum() for line in lines for character in line.text):
        pictures = any(name.startswith("word/media/") for name in package.namelist())
        raise RefusedFile("report_scanned" if pictures else "report_no_text")
    return document(lines, WORD)


def _headers(package) -> Iterator[str]:  # type: ignore[no-untyped-def]
    seen = set()
    for name in sorted(package.namelist()):
        if re.fullmatch(r"word/header\d*\.xml", name) and (root := part(package, name)) is not None:
            for paragraph in root.iter(f"{_W}p"):
                text = "".join(_Walk({}).text(paragraph, 0)).strip()
                if text and text not in seen:
                    seen.add(text)
                    yield " ".join(text.split())


def _notes(root: Element | None, kind: str) -> dict[tuple[str, str], str]:
    if root is None:
        return {}
    notes = {}
    for note in root.iter(f"{_W}{kind}"):
        if note.get(f"{_W}type") in (None, "normal"):
            notes[kind, note.get(f"{_W}id", "")] = " ".join("".join(_Walk({}).text(note, 0)).split())
    return notes


class _Walk:
    """Walks the body of a document and remembers the notes that a paragraph refers to."""

    def __init__(
        self,
        notes: dict[tuple[str, str], str],
        tally: Tally | None = None,
        styles: "_Styles | None" = None,
        chunks: Chunks | None = None,
        ends: frozenset[int] = frozenset(),
        page: int = 1,
    ) -> None:
        self.notes, self.chunks, self.ends = notes, chunks, ends
        self.styles = styles or _Styles()
        self.tally = tally or Tally()
        self.pages = Pages(page)
        self.pending: list[str] = []

    def blocks(self, parent: Element, depth: int) -> Iterator[Line]:
        """Yield the lines of everything in a body, cell, text box or content control."""
        if depth > _DEEPEST:
            raise RefusedFile("report_unsafe", limit="150 levels")
        for element in parent:
            if element.tag == f"{_W}p":
                yield from self._paragraph(element, depth)
            elif element.tag == f"{_W}tbl":
                yield from self._table(element, depth)
            elif element.tag == f"{_W}altChunk":
                yield from self._chunk(element)
            elif element.tag not in _SKIPPED:
                yield from self.blocks(element, depth + 1)

    def _chunk(self, element: Element) -> Iterator[Line]:
        for line in self.chunks.lines(element.get(f"{_R}id", "")) if self.chunks else ():
            self.tally.add(line.text)
            self.pages.tell(line.text)
            yield replace(line, page=self.pages.number)

    def _paragraph(self, element: Element, depth: int) -> Iterator[Line]:
        text = normalise_ticks("".join(self.text(element, depth)))
        if text and len(text) < _ANSWERS:
            text = chosen(
                text, "".join(child.text or "" for run in element.iter(f"{_W}r") if _is_marked(run) for child in run)
            )
        self.tally.add(text)
        properties = element.find(f"{_W}pPr")
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        named = style.get(f"{_W}val", "") if style is not None else ""
        begins = begins_a_page(properties)
        if begins or (begins is None and named in self.styles.beginning):
            self.pages.part()
        yield from self._lines(text, LineKind.TITLE if named in self.styles.titles else LineKind.TEXT)
        boxes = []
        for inner in element.iter():
            if inner.tag == f"{_W}txbxContent":
                boxes.append(inner)
            elif inner.tag in _DRAWN:
                self.pages.tell("", drawn=True)
        for box in boxes:
            if depth < _DEEPEST:
                within = _Walk(self.notes, self.tally, self.styles, page=self.pages.number)
                yield from (replace(line, page=self.pages.number) for line in within.blocks(box, depth + 20))
        notes, self.pending = self.pending, []
        yield from (Line(note, self.pages.number, hard=True) for note in notes if note)
        if self.ends and properties is not None and any(id(mark) in self.ends for mark in properties):
            self.pages.part()

    def _lines(self, text: str, kind: LineKind) -> Iterator[Line]:
        """Yield the lines of a paragraph, each on its page; behind the end of a page a sentence may go on."""
        told, hard, turned = "", True, False
        held: list[str] = []
        for number, (mark, line) in enumerate(broken(text)):
            if number > _LINES:
                break
            if mark == LAID_OUT and within_a_word(told, line):
                told += line
                held.append(mark)
                continue
            if number and (mark == "\n" or told.strip()):
                yield Line(_spaced(told), self.pages.number, kind, hard)
                self.pages.tell(told)
                hard = mark == "\n"
            for one in (*held, mark):
                if one in (BROKEN, LAID_OUT):
                    self.pages.turn(one)
                    turned = True
            told, held = line, []
        if told.strip() or hard:
            yield Line(_spaced(told), self.pages.number, kind, hard)
        if told.strip() or not turned:
            self.pages.tell(told)
        for one in held:
            self.pages.turn(one)

    def text(self, element: Element, depth: int) -> Iterator[str]:
        """Yield the pieces of text in an element, boxes as ☒ and ☐."""
        if depth > _DEEPEST:
            raise RefusedFile("report_unsafe", limit="150 levels")
        for child in element:
            tag = child.tag
            if tag == f"{_W}t":
                yield child.text or ""
            elif tag in (f"{_W}br", f"{_W}cr"):
                yield "\n" if child.get(f"{_W}type") != "page" else BROKEN
            elif tag == f"{_W}lastRenderedPageBreak":
                yield LAID_OUT
            elif tag in (f"{_W}tab", f"{_W}ptab"):
                yield " "
            elif tag in _SIGNS:
                yield _SIGNS[tag](child)
            elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
                kind = tag.removeprefix(_W).removesuffix("Reference")
                note = self.notes.get((kind, child.get(f"{_W}id", "")), "")
                self.tally.add(note)
                self.pending.append(note)
            elif tag == f"{_W}sdt":
                yield from self._control(child, depth)
            elif tag == f"{_W}r":
                yield from self._run(child, depth)
            elif tag == f"{_W}txbxContent" or tag in _SKIPPED:
                continue
            else:
                yield from self.text(child, depth + 1)

    def _run(self, element: Element, depth: int) -> Iterator[str]:
        if _is_pictured(element):
            yield pictured("".join(self.text(element, depth + 1)))
        elif not _is_unseen(element):
            yield from self.text(element, depth + 1)

    def _control(self, element: Element, depth: int) -> Iterator[str]:
        properties = element.find(f"{_W}sdtPr")
        box = properties.find(f"{_W14}checkbox") if properties is not None else None
        if box is not None:
            checked = box.find(f"{_W14}checked")
            value = checked.get(f"{_W14}val", "1") if checked is not None else "0"
            yield UNTICKED if value.lower() in _OFF else TICKED
        elif properties is None or properties.find(f"{_W}showingPlcHdr") is None:
            yield from self.text(element, depth + 1)

    def _table(self, element: Element, depth: int) -> Iterator[Line]:
        heads, places = Heads(), [0]
        for row in _rows(element, depth):
            told, starts, spans = self._cells(row, depth)
            cells = [[line.text for line in cell] for cell in told]
            page = max((cell[0].page for cell in told if cell), default=self.pages.number)
            found = Heads.of([" ".join(cell) for cell in cells])
            if found:
                heads, places = found, starts
                yield Line(" ".join(" ".join(cell) for cell in cells), page, LineKind.HEADER, hard=True)
                continue
            columns = [
                places.index(start) if start in places and span == 1 else None
                for start, span in zip(starts, spans, strict=True)
            ]
            later = {line.text: line.page for cell in told for line in cell if line.page > page}
            for line in row_lines(cells, columns, heads, page, wrapped=False):
                page = max(page, later.get(line.text, page))
                yield replace(line, page=page)

    def _cells(self, row: Element, depth: int) -> tuple[list[list[Line]], list[int], list[int]]:
        """Return the lines of the cells of a row: they stand beside one another, so that each starts where the row does."""
        cells: list[list[Line]] = []
        starts: list[int] = []
        spans: list[int] = []
        place = 0
        start = end = self.pages.state
        for cell in islice(_children(row, f"{_W}tc", depth), _CELLS):
            properties = cell.find(f"{_W}tcPr")
            span = properties.find(f"{_W}gridSpan") if properties is not None else None
            merged = properties.find(f"{_W}vMerge") if properties is not None else None
            width = _small_number(span.get(f"{_W}val") if span is not None else None)
            continued = merged is not None and merged.get(f"{_W}val", "continue") == "continue"
            self.pages.state = start
            cells.append([] if continued else [line for line in self.blocks(cell, depth + 1) if line.text])
            end = max(end, self.pages.state)
            starts.append(place)
            spans.append(width)
            place += width
        self.pages.state = end
        return cells, starts, spans


def _spaced(line: str) -> str:
    return re.sub(r"[ \u00a0]{2,}", "   ", line.strip())


@dataclass(frozen=True)
class _Styles:
    """The styles of titles, and those that begin a page: a file calls them in the language of its Word."""

    titles: frozenset[str] = frozenset()
    beginning: frozenset[str] = frozenset()

    @classmethod
    def of(cls, package) -> "_Styles":  # type: ignore[no-untyped-def]
        try:
            styles = part(package, "word/styles.xml")
        except RefusedFile:
            return cls()
        found = set()
        for style in () if styles is None else styles.iter(f"{_W}style"):
            name = style.find(f"{_W}name")
            if name is not None and name.get(f"{_W}val", "").lower().startswith("heading"):
                found.add(style.get(f"{_W}styleId", ""))
        return cls(frozenset(found), beginning_styles(styles))


def _is_on(run: Element, name: str) -> bool:
    """Say whether a run is set so: the property stands there, and not to switch it off."""
    found = run.find(f"{_W}rPr/{_W}{name}")
    told = (found.get(f"{_W}val") or found.get(f"{_W}fill") or "on") if found is not None else "off"
    return told.lower() not in {*_OFF, "clear", "auto"}


def _is_unseen(run: Element) -> bool:
    """Say whether a run is hidden, or struck out by hand: "Yes / No" with one of them crossed."""
    return any(_is_on(run, name) for name in _UNSEEN)


def _is_marked(run: Element) -> bool:
    return not _is_unseen(run) and any(_is_on(run, name) for name in _MARKED)


def _is_pictured(run: Element) -> bool:
    fonts = run.find(f"{_W}rPr/{_W}rFonts")
    return fonts is not None and SYMBOLS.match(fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") or "") is not None


def _rows(table: Element, depth: int) -> Iterator[Element]:
    yield from _children(table, f"{_W}tr", depth)


def _children(parent: Element, tag: str, depth: int) -> Iterator[Element]:
    """Yield rows or cells, also those inside content controls."""
    if depth > _DEEPEST:
        raise RefusedFile("report_unsafe", limit="150 levels")
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _children(element, tag, depth + 1)


def _small_number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 1


def _symbol(element: Element) -> str:
    code = element.get(f"{_W}char", "")
    if not re.fullmatch(r"[0-9A-Fa-f]{1,4}", code):
        return ""
    number = int(code, 16)
    return chr(number if number >= 0xF000 else number + 0xF000).translate(TABLE) if number else ""


def _field(element: Element) -> str:
    """Return the box or choice of an old form field."""
    data = element.find(f"{_W}ffData")
    if data is None:
        return ""
    box = data.find(f"{_W}checkBox")
    if box is not None:
        state = box.find(f"{_W}checked")
        state = state if state is not None else box.find(f"{_W}default")
        value = state.get(f"{_W}val", "1") if state is not None else "0"
        return UNTICKED if value.lower() in _OFF else TICKED
    choices = data.find(f"{_W}ddList")
    if choices is not None:
        entries = [entry.get(f"{_W}val", "") for entry in choices.findall(f"{_W}listEntry")]
        chosen = choices.find(f"{_W}result")
        index = _small_number(chosen.get(f"{_W}val")) if chosen is not None and chosen.get(f"{_W}val") != "0" else 0
        return entries[index] if index < len(entries) else ""
    return ""


_SIGNS = {f"{_W}noBreakHyphen": lambda _: "-", f"{_W}sym": _symbol, f"{_W}fldChar": _field}
"""What stands for a sign of its own."""
