"""Bytes -> document: one module a format, each with ``read(data) -> Document``, imported when its format comes.

A new format is one module and its row in `READERS`; `media_type` tells formats by their first bytes, and where those say
nothing by their text.
"""

import re
from collections.abc import Callable
from importlib import import_module
from typing import cast

from ..documents import Document
from ..refusals import RefusedFile

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READERS = {
    "application/pdf": "pdf",
    WORD: "docx",
    SHEET: "xlsx",
    "text/html": "html",
    "text/plain": "text",
}
"""Media type to the module that reads it."""

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file (or one with a password)"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"BM", "a picture"),
    (b"RIFF", "a sound, film or picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"%!PS", "a PostScript file"),
    (b"SQLite format 3", "a database"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p)[\s>]", re.IGNORECASE)
_UTF32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_UTF16 = re.compile(rb"\A(?:\xff\xfe|\xfe\xff)")


def media_type(data: bytes) -> str:
    """Tell the format of a file by its content; its name is not asked.

    Raises
    ------
    RefusedFile
        If the content is of no format that can be read.

    Examples
    --------
    >>> media_type(b"%PDF-1.7 ...")
    'application/pdf'
    >>> media_type("Rapport national".encode())
    'text/plain'
    """
    if not data.strip(b"\x00 \t\r\n\f\xef\xbb\xbf"):
        raise RefusedFile("report_empty")
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return import_module(".packages", __name__).office_type(data)  # type: ignore[no-any-return]
    for signature, found in _SIGNATURES:
        if data.startswith(signature) and (len(signature) > 2 or b"\x00" in data[:512]):
            if found.startswith("an old") and b"E\x00n\x00c\x00r\x00y\x00p\x00t" in data:
                raise RefusedFile("report_encrypted")
            raise RefusedFile("report_wrong_type", found=found)
    start = data[:4096]
    order = "utf-16" if _UTF16.match(data) else import_module(".text", __name__).utf_16_order(data)
    if _HTML.search(start.decode(order, errors="replace").encode() if order else start):
        return "text/html"
    if data.lstrip()[:5].lower() == b"<?xml" or (data.lstrip()[:1] == b"{" and data.rstrip()[-1:] == b"}"):
        raise RefusedFile("report_wrong_type", found="a data file")
    if not order and not start.startswith(_UTF32) and start.count(b"\x00") > len(start) // 3:
        raise RefusedFile("report_wrong_type", found="a binary file")
    return "text/plain"


def read(data: bytes) -> Document:
    """Read a file into a document.

    Raises
    ------
    RefusedFile
        If it cannot be read.
    """
    module = import_module(f".{READERS[media_type(data)]}", __name__)
    return cast("Callable[[bytes], Document]", module.read)(data)
