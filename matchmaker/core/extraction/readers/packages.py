"""Office files are zip packages of XML: here they are opened with limits on how much they may unpack to."""

import io
import zipfile
import zlib
from typing import IO, cast
from xml.etree.ElementTree import Element

from ..refusals import RefusedFile
from . import SHEET, WORD
from .trees import LIMIT, tree, usual_names

_PARTS, _TOTAL, _PART = 3000, 200_000_000, 24_000_000
"""Entries, bytes of all entries as they say, bytes of one part as it is read."""


def opened(data: bytes) -> zipfile.ZipFile:
    """Open a package, refusing what only harmful or broken files have.

    Raises
    ------
    RefusedFile
        If it is damaged, protected, or says that it unpacks to too much.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        entries = package.infolist()
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        ValueError,
        OSError,
        NotImplementedError,
        IndexError,
        OverflowError,
    ):
        raise RefusedFile("report_damaged") from None
    if len(entries) > _PARTS or sum(entry.file_size for entry in entries) > _TOTAL:
        raise RefusedFile("report_unsafe", limit=LIMIT)
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusedFile("report_encrypted")
    return package


def office_type(data: bytes) -> str:
    """Return the media type of a package.

    Raises
    ------
    RefusedFile
        If it is not a document or workbook.
    """
    package = opened(data)
    main, names = main_part(package), set(package.namelist())
    if main.startswith("word/"):
        return WORD
    if main == "xl/workbook.xml":
        return SHEET
    found = (
        "an OpenDocument file"
        if "content.xml" in names
        else "a presentation"
        if "ppt/presentation.xml" in names
        else "a compressed folder"
    )
    raise RefusedFile("report_wrong_type", found=found)


def main_part(package: zipfile.ZipFile) -> str:
    """Return the name of the part that the others hang on; an empty name where there is none.

    Raises
    ------
    RefusedFile
        If the list of relations is damaged.
    """
    names = set(package.namelist())
    for usual in ("word/document.xml", "xl/workbook.xml"):
        if usual in names:
            return usual
    relations = part(package, "_rels/.rels")
    for relation in () if relations is None else relations:
        target = relation.get("Target", "").lstrip("/")
        if relation.get("Type", "").endswith("/officeDocument") and target in names:
            return target
    return ""


class _Bounded(io.BufferedIOBase):
    """A part that is read piece by piece and never beyond the limit."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._left, self._first = stream, _TOTAL, True

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            data = self._stream.read(65536 if size is None or size < 0 else size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            raise RefusedFile("report_damaged") from None
        self._left -= len(data)
        if self._left < 0:
            raise RefusedFile("report_unsafe", limit=LIMIT)
        if self._first:
            self._first = False
            return usual_names(data)
        return data


def bounded(package: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Return a part as a stream for readers that keep little of it in memory.

    Raises
    ------
    RefusedFile
        If it is damaged; while it is read, if it is too large.
    """
    try:
        return cast("IO[bytes]", _Bounded(package.open(name)))
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError):
        raise RefusedFile("report_damaged") from None


def part(package: zipfile.ZipFile, name: str) -> Element | None:
    """Return a part of a package as an element tree; None where there is no such part.

    Raises
    ------
    RefusedFile
        If it is damaged, too large, or declares a document type.
    """
    found = content(package, name)
    return None if found is None else tree(found)


def content(package: zipfile.ZipFile, name: str) -> bytes | None:
    """Return a part of a package as it is; None where there is no such part.

    Raises
    ------
    RefusedFile
        If it is damaged or too large.
    """
    try:
        with package.open(name) as stream:
            found = stream.read(_PART + 1)
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError):
        raise RefusedFile("report_damaged") from None
    if len(found) > _PART:
        raise RefusedFile("report_unsafe", limit=LIMIT)
    return found
