"""Web page -> document: blocks, tables, and what is typed or ticked in forms."""

import codecs
import re
from html.parser import HTMLParser

from ..documents import TICKED, UNTICKED, Document, Line, LineKind, Tally, document
from ..refusals import RefusedFile
from .tables import Heads, row_lines
from .text import decode
from .ticks import SYMBOLS, chosen, normalise_ticks, pictured

_BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "main", "nav", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
    "li", "dl", "dt", "dd", "table", "caption", "tr", "form", "fieldset", "legend", "blockquote", "pre", "address", "figure", "hr",
    "title", "details", "summary", "body", "textarea",
}  # fmt: skip
_TITLES = {"h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend"}
_SILENT = {
    "script",
    "style",
    "template",
    "noscript",
    "svg",
    "math",
    "head",
    "iframe",
    "object",
    "del",
    "s",
    "strike",
    "rt",
}
_VOID = {"br", "hr", "img", "input", "meta", "link", "col", "area", "wbr", "source", "base", "embed", "track", "param"}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|line-through", re.IGNORECASE
)
_MARKED = {"b", "strong", "u", "mark", "em"}
"""What sets words off."""
_NUMBERED = re.compile(r"- (?=\(?(?:\d{1,2}(?:\.\d{1,2})+[.)]?|\d{1,2}[.)]|[a-z]{1,4}[.)])\s)")
"""The sign of a list before a number of its own."""
_SPANS = {*_MARKED, "span", "font", "i"}
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_NOT_FOR_PAGES = {"punycode", "idna", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"}
"""Encodings that Python knows and no page is written in; some take quadratic time."""
_CELLS, _DEEPEST, _ANSWERS = 500, 20, 40
"""Cells of a row; spans that are looked at; letters of a line that may hold nothing but answers to choose from."""


def read(data: bytes) -> Document:
    """Read a web page; see the module."""
    page = _Page()
    page.feed(_decoded(data))
    page.close()
    lines = page.finished()
    if not any(character.isalnum() for line in lines for character in line.text):
        raise RefusedFile("report_scanned" if page.pictures else "report_no_text")
    return document(lines, "text/html")


def _decoded(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            encoding = codecs.lookup(declared[1].decode("ascii")).name
            if encoding.replace("_", "-") not in _NOT_FOR_PAGES:
                return data.decode(encoding)
        except (LookupError, UnicodeError):
            pass
    return decode(data)


class _Table:
    """A table that is being read."""

    def __init__(self) -> None:
        self.heads = Heads()
        self.places: list[int] = []
        self.row: list[tuple[list[str], int]] = []
        self.open = False


class _Page(HTMLParser):
    """Gathers lines; inside a table, first the lines of each cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.cells: list[list[str]] = []
        self.tables: list[_Table] = []
        self.spans: list[int] = []
        self.current: list[str] = []
        self.marked: list[str] = []
        self.within: list[tuple[str, bool]] = []
        self.silent: list[str] = []
        self.options: list[bool] = []
        self.pictures = 0
        self.tally = Tally()
        self.title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if self.silent:
            if tag == self.silent[-1] and tag not in _VOID:
                self.silent.append(tag)
            return
        if tag in _VOID:
            self._void(tag, told)
            return
        if tag in _SILENT or "hidden" in told or _HIDDEN.search(told.get("style", "")):
            self.silent.append(tag)
            return
        if tag in _BLOCKS or tag in ("td", "th"):
            self._break()
        if tag in _TITLES:
            self.title = True
        elif tag == "table":
            self.tables.append(_Table())
        elif tag == "tr" and self.tables:
            self._row()
        elif tag in ("td", "th") and self.tables:
            self._cell()
            self.tables[-1].open = True
            self.cells.append([])
            span = told.get("colspan", "1")
            self.spans.append(int(span) if span.isascii() and span.isdigit() and len(span) < 4 else 1)
        else:
            self._inline(tag, told)

    def _inline(self, tag: str, told: dict[str, str]) -> None:
        if tag in _SPANS:
            self.within.append((tag, SYMBOLS.search(told.get("face", "") + told.get("style", "")) is not None))
        elif tag == "li":
            self.current.append("- ")
        elif tag == "option":
            self.options.append("selected" in told)

    def _void(self, tag: str, told: dict[str, str]) -> None:
        if tag in ("br", "hr"):
            self._break()
        elif tag == "img":
            self.pictures += 1
            box = normalise_ticks(f"{told.get('alt', '').strip()} a").removesuffix(" a")
            if box in (TICKED, UNTICKED):
                self.current.append(f" {box} ")
        elif tag == "input":
            kind = told.get("type", "text").lower()
            if kind in ("checkbox", "radio"):
                self.current.append(f" {TICKED if 'checked' in told else UNTICKED} ")
            elif kind not in ("hidden", "submit", "button", "reset", "password", "file", "image"):
                self.current.append(f" {told.get('value', '')} ")

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.pop()
            return
        if tag in _BLOCKS or tag in ("td", "th"):
            self._break()
        if tag in _TITLES:
            self.title = False
        elif tag in ("td", "th") and self.tables:
            self._cell()
        elif tag == "tr" and self.tables:
            self._row()
        elif tag == "table" and self.tables:
            self._row()
            self.tables.pop()
        elif tag == "option" and self.options:
            self.options.pop()
        elif self.within and self.within[-1][0] == tag:
            self.within.pop()

    def handle_data(self, data: str) -> None:
        if self.silent or (self.options and not self.options[-1]):
            return
        if any(pictures for _, pictures in self.within[-_DEEPEST:]):
            data = pictured(data)
        elif any(tag in _MARKED for tag, _ in self.within[-_DEEPEST:]):
            self.marked.append(data)
        self.current.append(data)

    def _break(self) -> None:
        text, marked = (" ".join("".join(pieces).split()) for pieces in (self.current, self.marked))
        self.current, self.marked, self.within = [], [], []
        if not text or text == "-":
            return
        text = normalise_ticks(_NUMBERED.sub("", text))
        if len(text) < _ANSWERS:
            text = chosen(text, marked)
        if self.cells:
            self.cells[-1].append(text)
        else:
            self._add(Line(text, 1, LineKind.TITLE if self.title else LineKind.TEXT, hard=True))

    def _cell(self) -> None:
        """End the cell that is open in the innermost table, whether or not its end was written."""
        table = self.tables[-1]
        if table.open:
            table.open = False
            cell = (self.cells.pop(), self.spans.pop())
            if len(table.row) < _CELLS:
                table.row.append(cell)

    def _row(self) -> None:
        self._cell()
        table = self.tables[-1]
        row, table.row = table.row, []
        if not row:
            return
        starts, place = [], 0
        for _, span in row:
            starts.append(place)
            place += span
        cells = [cell for cell, _ in row]
        if found := Heads.of([" ".join(cell) for cell in cells]):
            table.heads, table.places = found, starts
            lines = [Line(" ".join(" ".join(cell) for cell in cells), 1, LineKind.HEADER, hard=True)]
        else:
            columns = [
                table.places.index(start) if start in table.places and span == 1 else None
                for start, (_, span) in zip(starts, row, strict=True)
            ]
            lines = row_lines(cells, columns, table.heads, 1, wrapped=False)
        for line in lines:
            if self.cells:
                self.cells[-1].append(line.text)
            else:
                self._add(line)

    def _add(self, line: Line) -> None:
        self.tally.add(line.text)
        self.lines.append(line)

    def finished(self) -> list[Line]:
        """Return the lines, with what an unclosed cell or table still holds."""
        self._break()
        while self.tables:
            self._row()
            self.tables.pop()
        return self.lines
