"""What is drawn on a page of a PDF -> the rules of its tables, and its boxes with their ticks."""

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ..documents import TICKED, UNTICKED
from ..refusals import RefusedFile
from .pdf_words import Box, Word

_DRAWN, _FRAMED = 50_000, 2_000
"""More drawings on a page than this nobody can read; more short lines than this are no sides of boxes."""
_RULE, _LOW, _HIGH = 2.0, 4.5, 16.0
"""Points: how thick a rule may be; sides of a box to be ticked."""
_NEAR, _CORNERS, _SWING = 1.5, 4, 2.0
"""Points between what stands at one place; corners of a box; sides of a box to which a tick may reach."""
_DARK = 255
"""The three colours of a filling together, at most."""


class Drawn(NamedTuple):
    """A small figure: where it stands, whether it can be a box to be ticked, and whether it is filled with a dark colour."""

    box: Box
    boxlike: bool
    solid: bool


def dense(things: str, limit: int) -> RefusedFile:
    """Return the refusal of a page with more of something than anybody can read."""
    return RefusedFile("report_too_dense", found=things, limit=f"{limit:,}")


def drawn(page: pdfium.PdfPage) -> tuple[list[Box], list[Drawn], int]:
    """Return the long lines of a page as flat boxes, its small figures, and how many pictures it holds."""
    rules: list[Box] = []
    small: list[Drawn] = []
    images = 0
    for number, item in enumerate(page.get_objects(max_depth=4)):
        if number > _DRAWN:
            raise dense("drawings", _DRAWN)
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            images += 1
        if item.type != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        try:
            x0, y0, x1, y1 = item.get_bounds()
        except pdfium.PdfiumError:
            continue
        width, height = x1 - x0, y1 - y0
        if width <= _HIGH and height <= _HIGH:
            box = Box(x0, y0, x1, y1)
            boxlike = _is_boxlike(box) and not _is_stroke(item)
            small.append(Drawn(box, boxlike, boxlike and _is_dark(item)))
            if height <= _RULE < width or width <= _RULE < height:
                rules.append(box)
        elif height <= _RULE or width <= _RULE:
            rules.append(Box(x0, y0, x1, y1))
        elif _is_stroke(item):
            small.append(Drawn(Box(x0, y0, x1, y1), boxlike=False, solid=False))
        else:
            rules += [Box(x0, y0, x0, y1), Box(x1, y0, x1, y1), Box(x0, y0, x1, y0), Box(x0, y1, x1, y1)]
    return rules, _framed(small), images


def _is_boxlike(box: Box) -> bool:
    width, height = box.x1 - box.x0, box.y1 - box.y0
    return _LOW <= width <= _HIGH and _LOW <= height <= _HIGH and 0.75 <= width / height <= 1.33


def _is_stroke(item: pdfium.PdfObject) -> bool:
    """Say whether a figure is a line, a hook or a cross: too few corners for a box, or two lines of them."""
    corners = pdfium_c.FPDFPath_CountSegments(item.raw)
    if corners > _CORNERS:
        return False
    kinds = [
        pdfium_c.FPDFPathSegment_GetType(pdfium_c.FPDFPath_GetPathSegment(item.raw, place)) for place in range(corners)
    ]
    return corners < _CORNERS or kinds.count(pdfium_c.FPDF_SEGMENT_MOVETO) > 1


def _is_dark(item: pdfium.PdfObject) -> bool:
    """Say whether a figure is filled, and with what looks black."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    colours = [ctypes.c_uint() for _ in range(4)]
    if not pdfium_c.FPDFPath_GetDrawMode(item.raw, ctypes.byref(mode), ctypes.byref(stroke)) or not mode.value:
        return False
    if not pdfium_c.FPDFPageObj_GetFillColor(item.raw, *map(ctypes.byref, colours)):
        return False
    return sum(colour.value for colour in colours[:3]) <= _DARK and colours[3].value > 0


def _framed(small: list[Drawn]) -> list[Drawn]:
    """Return small figures with each box that is drawn as four lines in the place of its lines."""
    across = [one for one in small if one.box.y1 - one.box.y0 <= _RULE < _LOW <= one.box.x1 - one.box.x0]
    down = [one for one in small if one.box.x1 - one.box.x0 <= _RULE < _LOW <= one.box.y1 - one.box.y0]
    if not across or not down or len(across) + len(down) > _FRAMED:
        return small
    used: set[int] = set()
    frames: list[Drawn] = []
    columns = sorted(across, key=lambda one: (round(one.box.x0), one.box.y0))
    for low, high in pairwise(columns):
        if id(low) in used or abs(low.box.x0 - high.box.x0) > _NEAR or abs(low.box.x1 - high.box.x1) > _NEAR:
            continue
        frame = Box(low.box.x0, low.box.y0, low.box.x1, high.box.y1)
        sides = [
            next((one for one in down if id(one) not in used and _stands_at(one.box, x, frame)), None)
            for x in (frame.x0, frame.x1)
        ]
        if _is_boxlike(frame) and sides[0] and sides[1] and sides[0] is not sides[1]:
            used |= {id(low), id(high), id(sides[0]), id(sides[1])}
            frames.append(Drawn(frame, boxlike=True, solid=False))
    return [*(one for one in small if id(one) not in used), *frames]


def _stands_at(side: Box, x: float, frame: Box) -> bool:
    return (
        abs((side.x0 + side.x1) / 2 - x) <= _NEAR
        and abs(side.y0 - frame.y0) <= _NEAR
        and abs(side.y1 - frame.y1) <= _NEAR
    )


def ticked_boxes(figures: Sequence[Drawn], words: list[Word]) -> Iterator[Word]:
    """Yield drawn boxes as words, ticked where a stroke or a letter stands in them or where they alone are filled."""
    small = [figure.box for figure in figures]
    boxes = list(dict.fromkeys(figure.box for figure in figures if figure.boxlike))
    filled = {figure.box for figure in figures if figure.solid}
    open_ = [figure.box for figure in figures if figure.boxlike and not figure.solid]
    double = set(open_)  # a box in a box is its inner edge
    single = [word for word in words if len(word.text) == 1] if small else []
    for box in boxes:
        if any(other != box and other.holds(box) for other in boxes):
            continue
        width = box.x1 - box.x0
        inside = any(
            _ticks(other, box) and other.x1 - other.x0 > 0.15 * width
            for other in small
            if other not in double or other.x1 - other.x0 < 0.5 * width
        )
        alone = box in filled and any(_is_beside(other, box) for other in open_)
        written = [word for word in single if box.holds(word.box)]
        for word in written:
            words.remove(word)
            single.remove(word)
        if not any(word.text in (TICKED, UNTICKED) for word in written):
            yield Word(box.x0, box.y0, box.x1, box.y1, TICKED if inside or alone or written else UNTICKED)
        else:
            yield from written


def _ticks(stroke: Box, box: Box) -> bool:
    """Say whether a stroke stands in a box, or is drawn across it with a swing."""
    x, y = (stroke.x0 + stroke.x1) / 2, (stroke.y0 + stroke.y1) / 2
    swung = max(stroke.x1 - stroke.x0, stroke.y1 - stroke.y0) <= _SWING * (box.x1 - box.x0)
    within = box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1
    return stroke != box and (box.holds(stroke) or (within and swung))


def _is_beside(other: Box, box: Box) -> bool:
    """Say whether two boxes are of one size and on one line."""
    return (
        abs((other.x1 - other.x0) - (box.x1 - box.x0)) <= _NEAR
        and abs((other.y1 - other.y0) - (box.y1 - box.y0)) <= _NEAR
        and abs(other.y0 - box.y0) <= _NEAR
    )
