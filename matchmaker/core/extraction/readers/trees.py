"""XML of uploads -> element trees, by the quick parser of the standard library.

A document type is where entities are declared, and no office program writes one: a first pass by expat, which keeps
nothing, refuses it. (Hardened packages do the same inside a parser written in Python, ten times slower.)
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse
from xml.parsers import expat

from ..refusals import RefusedFile

LIMIT = "24 MB a part"
_PIECE = 2**16
_PURL = b"http://purl.oclc.org/ooxml/"
_STRICT = re.compile(_PURL + rb"(wordprocessingml|spreadsheetml|officeDocument)/(main|relationships)")


def tree(content: bytes) -> Element:
    """Return the root of a part.

    Raises
    ------
    RefusedFile
        If it is damaged or declares a document type.

    Examples
    --------
    >>> tree(b"<a><b/></a>")[0].tag
    'b'
    """
    _without_document_type([content])
    try:
        return fromstring(usual_names(content))  # noqa: S314 - without a document type there are no entities
    except (ParseError, ValueError, LookupError):
        raise RefusedFile("report_damaged") from None


def usual_names(content: bytes) -> bytes:
    """Return XML of the strict kind of office files with the names of the usual kind.

    Examples
    --------
    >>> usual_names(b'xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"')
    b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    """
    return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", content) if _PURL in content else content


def elements(opened: Callable[[], IO[bytes]], tag: str) -> Iterator[Element]:
    """Yield each element of a name once it is complete, and forget what is in it afterwards.

    Parameters
    ----------
    opened : callable
        Returns the part as a stream; called twice.
    tag : str

    Raises
    ------
    RefusedFile
        If the part is damaged, too large or declares a document type.
    """
    with opened() as stream:
        _without_document_type(iter(lambda: stream.read(_PIECE), b""))
    try:
        with opened() as stream:
            for _, element in iterparse(stream):  # noqa: S314 - see `tree`
                if element.tag == tag:
                    yield element
                    element.clear()
    except (ParseError, ValueError, LookupError):
        raise RefusedFile("report_damaged") from None


def _without_document_type(pieces: Iterable[bytes]) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError):
        raise RefusedFile("report_damaged") from None


def _refuse(*_: object) -> None:
    raise RefusedFile("report_unsafe", limit=LIMIT)
