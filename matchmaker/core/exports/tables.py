"""Tables: lines in, CSV or JSON out; no cell of a CSV can become a formula."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal
from typing import Annotated, get_args, get_origin, get_type_hints

from .lines import Line, Named

_FORMULA = "=+-@＝＋－＠"
"""What spreadsheets take for the beginning of a formula."""


def to_csv(sort: type[Line], lines: Iterable[Line], *, tags: bool = False) -> str:
    """Return lines as CSV with a row of heads, and with a row of HXL hashtags under it where wanted.

    Parameters
    ----------
    sort : type
        `NeedLine`, `OfferLine` or `CommitmentLine`: of which the heads are, also where there is no line.
    lines : iterable of Line
        Lines of that sort.
    tags : bool
        Whether the second row holds hashtags.

    Returns
    -------
    str
        Rows end with CR LF (RFC 4180). Decimals are plain, days ISO 8601, lists joined with `;`. A text that a
        spreadsheet would take for a formula has an apostrophe before it.

    Notes
    -----
    HXL 1.1 (https://hxlstandard.org): one row of hashtags above the data.

    Examples
    --------
    >>> from matchmaker.core.exports import NeedLine
    >>> to_csv(NeedLine, [], tags=True).splitlines()[1][:37]
    '#meta+id,#country+code,#country+name,'
    """
    out = io.StringIO()
    write = csv.writer(out).writerow
    write(heads(sort))
    if tags:
        write([tag for _, tag in _columns(sort)])
    for line in lines:
        write([_cell(value) for value in _values(line)])
    return out.getvalue()


def to_json(sort: type[Line], lines: Iterable[Line]) -> str:
    """Return lines as a JSON list of objects under the heads of the table; decimals are strings.

    Parameters
    ----------
    sort : type
        Of which the lines are.
    lines : iterable of Line
        Lines of that sort.

    Returns
    -------
    str
        JSON; what is unknown, or not for the reader, is null.

    Examples
    --------
    >>> from matchmaker.core.exports import NeedLine
    >>> to_json(NeedLine, [])
    '[]'
    """
    names = heads(sort)
    return json.dumps([dict(zip(names, map(_plain, _values(line)), strict=True)) for line in lines], ensure_ascii=False)


def heads(sort: type[Line]) -> list[str]:
    """Return the heads of the columns of a sort of lines.

    Parameters
    ----------
    sort : type
        `NeedLine`, `OfferLine` or `CommitmentLine`.

    Returns
    -------
    list of str
        In the order of the columns.

    Examples
    --------
    >>> from matchmaker.core.exports import NeedLine
    >>> heads(NeedLine)[:4]
    ['id', 'state', 'state_name', 'theme']
    """
    return [name for name, _ in _columns(sort)]


def _columns(sort: type[Line]) -> list[tuple[str, str]]:
    """Return heads and hashtags; a party has a column for its code and one for its name."""
    hints, found = get_type_hints(sort, include_extras=True), []
    for each in fields(sort):
        hint = hints[each.name]
        held, tag = get_args(hint) if get_origin(hint) is Annotated else (hint, "")
        if held is Named:
            found += [(each.name, f"{tag}+code"), (f"{each.name}_name", f"{tag}+name")]
        else:
            found.append((each.name, tag))
    return found


def _values(line: Line) -> list[object]:
    values: list[object] = []
    for each in fields(line):
        value = getattr(line, each.name)
        values += [value.code, value.name] if isinstance(value, Named) else [value]
    return values


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if value is None or isinstance(value, int):
        return value
    return _number(value) if isinstance(value, Decimal) else str(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return _number(value)
    text = ";".join(value) if isinstance(value, tuple) else str(value)
    return f"'{text}" if text.lstrip()[:1] in {*_FORMULA} or text[:1] in {"\t", "\r", "\n"} else text


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
