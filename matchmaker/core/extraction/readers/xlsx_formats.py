"""How a workbook shows its numbers: formats that name a currency or a unit, shares and days -> text as people see it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from xml.etree.ElementTree import Element

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_USUAL: Mapping[int, str] = {
    **dict.fromkeys((5, 6, 42), '"$"#,##0'),
    **dict.fromkeys((7, 8, 44), '"$"#,##0.00'),
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 16, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58), "yyyy/mm/dd"),
    17: "mmm yyyy",
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35), "h:mm"),
    22: "yyyy/mm/dd h:mm",
}
"""Formats that every program knows by number, as far as they show more than a figure."""
_LONGEST, _MOST = 255, 500
"""Letters of a format, and formats of a workbook, beyond what the usual programs allow."""
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|(?P<bracket>\[[^\]]*\])|[_*].'
    r"|(?P<number>[#0?.,]+)|(?P<percent>%)|(?P<power>E[+-])|(?P<day>[ymdhsYMDHS]+)|(?P<other>.)",
    re.DOTALL,
)
_DAYS = 2_958_466
"""From here on no program shows a day: the year has five digits."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a format shows: days by the letters of its parts, figures with what stands around them."""

    days: str = ""
    before: str = ""
    after: str = ""
    grouped: bool = False
    places: tuple[int, int] = (0, 0)
    """Decimal places that are always shown, and at most."""
    power: int = 0
    """Powers of ten by which the figure that is shown is larger than the one that is kept."""


class Formats:
    """The formats of a workbook by the styles of its cells.

    Examples
    --------
    >>> Formats(None).shown(Decimal(1200), 0) is None
    True
    """

    def __init__(self, styles: Element | None, *, since_1904: bool = False) -> None:
        self._codes = dict(_USUAL)
        self._of_style: Sequence[str] = ()
        self._shapes: dict[int, _Shape | None] = {}
        self._first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - days of a sheet
        if styles is not None:
            for one in styles.iter(f"{_S}numFmt"):
                self._codes[_number(one.get("numFmtId"))] = one.get("formatCode", "")
            cells = styles.find(f"{_S}cellXfs")
            self._of_style = [] if cells is None else [one.get("numFmtId", "") for one in cells]

    def shown(self, number: Decimal, style: int) -> str | None:
        """Return a number as its cell shows it; None where that is the bare figure."""
        if not 0 <= style < len(self._of_style):
            return None
        known = _number(self._of_style[style])
        if known not in self._shapes:
            if len(self._shapes) == _MOST:
                return None
            self._shapes[known] = shape_of(self._codes.get(known, ""))
        shape = self._shapes[known]
        if shape is None:
            return None
        return self._day(number, shape.days) if shape.days else _figure(number, shape)

    def _day(self, number: Decimal, letters: str) -> str | None:
        if not 0 <= number < _DAYS:
            return None
        early = self._first.year == 1899 and number < 60  # the 29 February 1900, which never was, is day 60
        day = self._first + timedelta(days=int(number) + early, seconds=round((number % 1) * 86400))
        clock = f"{day:%H:%M}" if "h" in letters else ""
        if not set(letters) & set("yd"):
            return clock or (f"{day:%Y-%m}" if "s" not in letters else None)
        if "d" in letters:
            return f"{day:%Y-%m-%d} {clock if clock != '00:00' else ''}".strip()
        return f"{day:%Y-%m}" if "m" in letters else f"{day:%Y}"


def shape_of(code: str) -> _Shape | None:
    """Return what a format shows of a positive number; None where it is a bare figure or what is not read.

    Examples
    --------
    >>> shape_of('[$EUR] #,##0.00;[Red]-[$EUR] #,##0.00')
    _Shape(days='', before='EUR', after='', grouped=True, places=(2, 2), power=0)
    >>> shape_of("dd/mm/yyyy").days
    'dmy'
    >>> shape_of("#,##0") is None
    True
    """
    if len(code) > _LONGEST:
        return None
    figures = days = ""
    around = ["", ""]
    percent = grouped = False
    for token in _TOKEN.finditer(code):
        kind = token.lastgroup
        if kind == "other" and token[0] == ";":
            break
        if kind == "power" or (kind == "bracket" and re.match(r"\[(?:[<>=]|[hms]+\])", token[0].lower())):
            return None
        if kind == "number":
            if figures and around[1].strip():
                return None
            grouped = grouped or bool(figures)
            figures += token[0]
            around[1] = ""
        elif kind == "day":
            days += token[0].lower()
        elif kind == "percent":
            percent = True
        elif kind in ("quoted", "escaped", "currency", "other"):
            around[bool(figures)] += token[kind] or ""
    if days:
        return _Shape(days="".join(dict.fromkeys(days))) if not figures.strip(".0,") else None
    whole, _, part = figures.partition(".")
    before, after = (_told(text) for text in around)
    if not figures.strip(".,") or not (before or after or percent):
        return None
    scaled = len(figures) - len(figures.rstrip(","))
    return _Shape(
        before=before,
        after="%" if percent else after,
        grouped=grouped or "," in whole.rstrip(","),
        places=(part.count("0"), len(part.rstrip(","))),
        power=2 * percent - 3 * scaled,
    )


def _told(text: str) -> str:
    """Return what stands around a figure if it says something: letters or the sign of a currency, and no brackets."""
    text = " ".join(text.split())
    return text if any(letter.isalpha() or unicodedata.category(letter) == "Sc" for letter in text) else ""


def _figure(number: Decimal, shape: _Shape) -> str | None:
    least, most = shape.places
    try:
        shown = number.scaleb(shape.power).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    except InvalidOperation:
        return None
    text = f"{abs(shown):{',' if shape.grouped else ''}f}"
    if most > least:
        text = text[: len(text) - (most - least)] + text[len(text) - (most - least) :].rstrip("0")
        text = text.rstrip(".")
    between = " " if shape.before[-1:].isalpha() else ""
    after = shape.after if shape.after in ("", "%") else f" {shape.after}"
    return f"{'-' if shown < 0 else ''}{shape.before}{between}{text}{after}"


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else -1
