"""Files as tables: bytes of CSV, XLSX or JSON in; one mapping of heads to cells a row out.

Runs in the child process (see `processes`); nothing here trusts a file.
"""

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from matchmaker.core.errors import MatchmakerError, Word

ROWS, COLUMNS, LETTERS = 5_000, 60, 20_000
UNPACKED = 100 * 2**20
FORMULA = "\x00formula"
"""What stands for a cell that holds a formula."""
_CONTAINER, _SEALED = bytes.fromhex("d0cf11e0a1b11ae1"), "EncryptedPackage".encode("utf-16-le")
"""How a container begins in which a locked workbook lies, and what is in it; one of before 2007 begins so as well."""
_BROKEN = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    OSError,
    EOFError,
    RuntimeError,
    SyntaxError,
)
"""What a reader of workbooks stumbles with over one that is broken: XML that is none is a mistake of syntax."""
_FORMULA = re.compile(r"\s*(?:[=@＝＠]|[+\-＋－][A-Za-z(@=])")
Cell = str | list[str] | None

SENTENCES = {
    "import_empty": Word("The file holds no row: put the heads into the first row and a record into each other."),
    "import_not_read": Word("The file cannot be read: save it anew as CSV, XLSX or JSON and try again."),
    "import_encrypted": Word("The file is protected by a password: save it without one and try again."),
    "import_wrong_type": Word("The file is no table: give a CSV, XLSX or JSON file."),
    "import_not_utf8": Word("The file is not in UTF-8: save it as “CSV UTF-8” and try again."),
    "import_too_many_rows": Word("The file has more than %(limit)s rows: split it and send the parts one by one."),
    "import_too_many_columns": Word("The file has more than %(limit)s columns: leave only those of the template."),
    "import_head_twice": Word("The head “%(head)s” stands twice: give each column a head of its own."),
    "import_no_objects": Word("The JSON is no list of objects: write [{...}, {...}]."),
    "import_unsafe": Word("The file unpacks to too much, as harmful files do: save it anew and try again."),
    "import_too_slow": Word("Reading the file took too long: split it and send the parts one by one."),
}


def refusal(code: str, **facts: object) -> MatchmakerError:
    """Return the refusal of a whole file."""
    return MatchmakerError(code, SENTENCES[code], **facts)


def table(data: bytes, name: str) -> list[dict[str, Cell]]:
    """Return the rows of a file.

    Parameters
    ----------
    data : bytes
        A CSV in UTF-8 (with comma, semicolon or tab), a workbook (its first sheet) or a JSON list of objects.
    name : str
        The file's name, whose ending says which.

    Returns
    -------
    list of dict
        Head to cell, as text; a list where JSON holds one, None for an empty cell, `FORMULA` for a formula.

    Raises
    ------
    MatchmakerError
        If it is no such file, too large, or empty; the codes are those of `SENTENCES`.

    Examples
    --------
    >>> table(b"id;theme\\n1;marking\\n", "a.csv")
    [{'id': '1', 'theme': 'marking'}]
    """
    ending = name.rpartition(".")[2].lower()
    if ending == "json":
        rows = _json(data)
    elif ending == "xlsx":
        rows = _headed(_sheet(data))
    elif ending in ("csv", "tsv", "txt"):
        rows = _headed(_csv(data))
    else:
        raise refusal("import_wrong_type")
    found = list(islice(rows, ROWS + 1))
    if len(found) > ROWS:
        raise refusal("import_too_many_rows", limit=f"{ROWS:,}")
    if not found:
        raise refusal("import_empty")
    return found


def _headed(lines: Iterable[Sequence[str | None]]) -> Iterator[dict[str, Cell]]:
    """Yield rows under the heads of the first line; a line of HXL hashtags and empty lines are passed over."""
    heads: list[str] = []
    for line in lines:
        cells = list(line)
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > COLUMNS:
            raise refusal("import_too_many_columns", limit=COLUMNS)
        if not heads:
            heads = [(cell or "").strip().lower() for cell in cells]
            twice = next((head for head in heads if head and heads.count(head) > 1), None)
            if twice:
                raise refusal("import_head_twice", head=twice[:50])
            continue
        if all(cell is None or cell.startswith("#") for cell in cells):
            continue
        row: dict[str, Cell] = {head: None for head in heads if head}
        for place, cell in enumerate(cells):
            head = heads[place] if place < len(heads) else ""
            if head or cell:
                row[head or f"column {place + 1}"] = cell
        yield row


def _csv(data: bytes) -> Iterator[list[str | None]]:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise refusal("import_not_utf8") from None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(2**22)
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            yield [_told(cell) for cell in line]
    except csv.Error:
        raise refusal("import_not_read") from None


def _told(cell: str) -> str | None:
    """Return a cell of a CSV, without the apostrophe by which exports keep texts from becoming formulas."""
    text = cell.strip()
    if _FORMULA.match(text):
        return FORMULA
    return (text[1:] if text[:1] == "'" and text[1:].lstrip()[:1] in {*"=+-@＝＋－＠"} else text) or None


def _sheet(data: bytes) -> Iterator[list[str | None]]:
    # Most tables are no workbooks, and the child that reads one starts anew each time.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if data.startswith(_CONTAINER) and _SEALED in data:
        raise refusal("import_encrypted")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > UNPACKED:
                raise refusal("import_unsafe")
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        # What is hidden nobody looked at before it was sent.
        sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), book.worksheets[0])
        # How far it goes some programs say wrongly, and rows beyond would be passed over.
        sheet.reset_dimensions()
        for number, line in enumerate(sheet.iter_rows(max_col=COLUMNS + 1)):
            if number > 20 * ROWS:
                raise refusal("import_too_many_rows", limit=f"{ROWS:,}")
            yield [FORMULA if cell.data_type == "f" else _value(cell.value) for cell in line]
    except MatchmakerError:
        raise
    except (InvalidFileException, zipfile.BadZipFile, zlib.error, *_BROKEN):
        raise refusal("import_not_read") from None


def _json(data: bytes) -> Iterator[dict[str, Cell]]:
    try:
        rows = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal)
    except UnicodeDecodeError:
        raise refusal("import_not_utf8") from None
    except (ValueError, RecursionError, ArithmeticError):
        raise refusal("import_not_read") from None
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise refusal("import_no_objects")
    for row in rows:
        if len(row) > COLUMNS:
            raise refusal("import_too_many_columns", limit=COLUMNS)
        yield {str(head): _many(value) for head, value in row.items()}


def _many(value: object) -> Cell:
    return [_value(each) or "" for each in value] if isinstance(value, list) else _value(value)


def _value(value: object) -> str | None:
    """Return a cell as text: numbers without exponent, days as ISO 8601."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() and abs(value.adjusted()) < 40 else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value).strip() or None
