"""PDF with a text layer -> document.

PDFium reads the file: it gives every character with its box in a few milliseconds a page, survives most damage, and is
what a browser shows. Words, ruled lines, drawn boxes and form fields become lines in `pdf_layout`.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ..documents import TICKED, UNTICKED, Document, Line, LineKind, document
from ..refusals import RefusedFile
from ..running_heads import mark_running_lines
from .pdf_drawings import dense, drawn, ticked_boxes
from .pdf_layout import Columns, page_lines
from .pdf_words import Box, Word, without_line_numbers
from .ticks import TABLE, normalise_ticks

PAGES = 500
"""More pages than this is no national report."""
_LETTERS, _FIELDS = 100_000, 3_000
"""More letters or form fields on one page than this is no page that anybody can read."""
Turn = Callable[[float, float, float, float], tuple[float, float, float, float]]
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-", "\xad": "-"})
_RUN = re.compile(r"[^\s\x00]+")
_LEVEL, _WIDE = 0.1, 0.75
"""Points by which the ends of a word may differ in height; its width in heights of a letter, for each of its letters."""


def read(data: bytes) -> Document:
    """Read a PDF; see the module."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        raise RefusedFile("report_encrypted" if code == pdfium_c.FPDF_ERR_PASSWORD else "report_damaged") from None
    pages = len(pdf)
    if not pages:
        raise RefusedFile("report_damaged")
    if pages > PAGES:
        raise RefusedFile("report_too_many_pages", found=str(pages), limit=str(PAGES))
    if pdf.get_formtype() != pdfium_c.FORMTYPE_NONE:
        pdf.init_forms()
    lines: list[Line] = []
    letters = pictures = 0
    columns = Columns()
    for number in range(1, pages + 1):
        try:
            page = pdf[number - 1]
        except pdfium.PdfiumError:
            continue
        handle = page.get_textpage()
        text = _text(handle)
        runs = [(run.start(), run[0].translate(_HYPHENS)) for run in _RUN.finditer(text)]
        runs, aside, angle = _upright(handle.raw, runs, page.get_rotation())
        turn = _turn(page, angle)
        words = without_line_numbers([word for first, run in runs for word in _run(handle.raw, first, run, turn)])
        handle.close()
        words += [Word(*turn(*word.box), word.text) if turn else word for word in _fields(pdf, page)]
        letters += sum(len(word.text) for word in words)
        rules, boxes, images = drawn(page)
        pictures += images
        if turn:
            rules = [Box(*turn(*box)) for box in rules]
            boxes = [small._replace(box=Box(*turn(*small.box))) for small in boxes]
        words += ticked_boxes(boxes, words)
        found = page_lines(words, rules, number, columns)
        for line in found:
            text = normalise_ticks(line.text)
            lines.append(line if text == line.text else replace(line, text=text))
        if aside:
            lines.append(Line(aside, number, LineKind.NOISE, hard=True))
        page.close()
    if letters < 20 * pages and letters < 400:
        raise RefusedFile("report_scanned" if pictures else "report_no_text")
    return document(mark_running_lines(lines, paged=True), "application/pdf", pages)


def _text(handle: pdfium.PdfTextPage) -> str:
    """Return the characters of a page, each at its own index."""
    raw, count = handle.raw, handle.count_chars()
    if count > _LETTERS:
        raise dense("letters", _LETTERS)
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium_c.FPDFText_GetText(raw, 0, count, buffer) == count + 1:
        text = bytes(buffer)[:-2].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text
    # Where a character is left out of the text or takes two places in it, each is asked for by its index.
    codes = (pdfium_c.FPDFText_GetUnicode(raw, index) for index in range(count))
    return "".join(chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in codes)


def _upright(raw: object, runs: list[tuple[int, str]], rotation: int) -> tuple[list[tuple[int, str]], str, int]:
    """Part the text of a page from what is written across it or up its margin, and tell the angle of the text.

    A stamp or a note up the margin would stand between the words of the lines that it crosses.
    """
    angles = [-round(math.degrees(pdfium_c.FPDFText_GetCharAngle(raw, first))) % 360 for first, _ in runs]
    weight = Counter[int]()
    for angle, (_, run) in zip(angles, runs, strict=True):
        if angle % 90 == 0:
            weight[angle] += len(run)
    usual = weight.most_common(1)[0][0] if weight else rotation
    along = [run for angle, run in zip(angles, runs, strict=True) if angle == usual]
    return along, " ".join(run for angle, (_, run) in zip(angles, runs, strict=True) if angle != usual), usual


def _run(raw: object, first: int, letters: str, turn: Turn | None) -> Iterator[Word]:
    """Yield the words of a run of letters without a blank: nearly always one, told by the boxes of both its ends."""
    start, end = _letter_box(raw, first, turn), _letter_box(raw, first + len(letters) - 1, turn)
    if start and end:
        level = abs(start.y0 - end.y0) < _LEVEL and abs(start.y1 - end.y1) < _LEVEL
        width, height = end.x1 - start.x0, start.y1 - start.y0
        if level and 0 < width < _WIDE * len(letters) * height:
            yield Word(start.x0, start.y0, end.x1, start.y1, letters.translate(TABLE))
            return
    x0 = y0 = x1 = y1 = 0.0
    word: list[str] = []
    for index, letter in enumerate(letters, start=first):
        if not (box := _letter_box(raw, index, turn)):
            continue
        height = box.y1 - box.y0
        apart = box.x0 - x1 > 0.3 * height or x0 - box.x0 > height or abs(box.y0 - y0) > 0.5 * max(height, y1 - y0)
        if word and apart:
            yield Word(x0, y0, x1, y1, "".join(word).translate(TABLE))
            word = []
        if word:
            word.append(letter)
            x0, x1, y0, y1 = min(x0, box.x0), max(x1, box.x1), min(y0, box.y0), max(y1, box.y1)
        else:
            word, (x0, y0, x1, y1) = [letter], box
    if word:
        yield Word(x0, y0, x1, y1, "".join(word).translate(TABLE))


def _letter_box(raw: object, index: int, turn: Turn | None) -> Box | None:
    rectangle = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFText_GetLooseCharBox(raw, index, ctypes.byref(rectangle)):
        return None
    x0, x1, y0, y1 = rectangle.left, rectangle.right, rectangle.bottom, rectangle.top
    box = (x0, y0, x1, y1) if y0 <= y1 else (x0, y1, x1, y0)
    return Box(*turn(*box)) if turn else Box(*box)


def _fields(pdf: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[Word]:
    """Yield what is typed and ticked in the form fields of a page, where each field stands."""
    if pdf.formenv is None:
        return
    count = pdfium_c.FPDFPage_GetAnnotCount(page.raw)
    if count > _FIELDS:
        raise dense("form fields", _FIELDS)
    for index in range(count):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        kind = pdfium_c.FPDFAnnot_GetFormFieldType(pdf.formenv.raw, annotation)
        rectangle = pdfium_c.FS_RECTF()
        pdfium_c.FPDFAnnot_GetRect(annotation, ctypes.byref(rectangle))
        box = (
            rectangle.left,
            min(rectangle.bottom, rectangle.top),
            rectangle.right,
            max(rectangle.bottom, rectangle.top),
        )
        if kind in (pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON):
            ticked = pdfium_c.FPDFAnnot_IsChecked(pdf.formenv.raw, annotation)
            yield Word(*box, TICKED if ticked else UNTICKED)
        elif kind in (
            pdfium_c.FPDF_FORMFIELD_TEXTFIELD,
            pdfium_c.FPDF_FORMFIELD_COMBOBOX,
            pdfium_c.FPDF_FORMFIELD_LISTBOX,
        ):
            yield from _typed(_field_value(pdf, annotation), *box)
        pdfium_c.FPDFPage_CloseAnnot(annotation)


def _field_value(pdf: pdfium.PdfDocument, annotation: object) -> str:
    size = pdfium_c.FPDFAnnot_GetFormFieldValue(pdf.formenv.raw, annotation, None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium_c.FPDFAnnot_GetFormFieldValue(pdf.formenv.raw, annotation, buffer, size)
    return bytes(buffer)[: max(0, size - 2)].decode("utf-16-le", errors="replace")


def _typed(value: str, x0: float, y0: float, x1: float, y1: float) -> Iterator[Word]:
    """Yield the words of a typed answer, spread over the lines of its field."""
    lines = [line for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    height = min(12.0, (y1 - y0) / max(1, len(lines)))
    for row, line in enumerate(lines):
        top, place = y1 - row * height, x0
        for text in line.split():
            step = max(2.0, (x1 - x0) / max(len(line), 1))
            yield Word(place, top - height, place + step * len(text), top, text)
            place += step * (len(text) + 1)


def _turn(page: pdfium.PdfPage, angle: int) -> Turn | None:
    """Return what says where a box stands once the text of the page is upright; None where it is."""
    width, height = page.get_size()
    if page.get_rotation() in (90, 270):
        width, height = height, width
    if angle == 180:
        return lambda x0, y0, x1, y1: (width - x1, height - y1, width - x0, height - y0)
    if angle == 90:
        return lambda x0, y0, x1, y1: (y0, width - x1, y1, width - x0)
    if angle == 270:
        return lambda x0, y0, x1, y1: (height - y1, x0, height - y0, x1)
    return None
