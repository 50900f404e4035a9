"""Texts that a Word document holds as they were, in parts of their own: web pages and plain text that programs put together."""

import zipfile
from collections.abc import Iterator, Mapping
from functools import cached_property
from posixpath import join, normpath, split

from ..documents import Line
from ..refusals import RefusedFile
from . import media_type, read
from .packages import content, part

_MOST = 100
_READ = {"text/html", "text/plain"}
_EMPTY = {"report_no_text", "report_scanned", "report_empty", "report_wrong_type"}
"""Of a part: nothing in it to read, and no reason to refuse the whole."""


class Chunks:
    """The parts of this kind that the main part of a package refers to."""

    def __init__(self, package: zipfile.ZipFile, main: str) -> None:
        self._package, self._main = package, main
        self._left = _MOST

    @cached_property
    def _targets(self) -> Mapping[str, str]:
        folder, name = split(self._main)
        try:
            relations = part(self._package, f"{folder}/_rels/{name}.rels")
        except RefusedFile:
            relations = None
        return {
            relation.get("Id", ""): normpath(join("/", folder, relation.get("Target", ""))).lstrip("/")
            for relation in (() if relations is None else relations)
            if relation.get("Type", "").endswith("/aFChunk") and relation.get("TargetMode") != "External"
        }

    def lines(self, relation: str) -> Iterator[Line]:
        """Yield the lines of a part; none where there is no such part, or none that holds text or a web page.

        Raises
        ------
        RefusedFile
            If it is damaged or too large, or there are too many.
        """
        name = self._targets.get(relation)
        data = content(self._package, name) if name else None
        if not data:
            return
        self._left -= 1
        if self._left < 0:
            raise RefusedFile("report_unsafe", limit=f"{_MOST} parts of text")
        try:
            if media_type(data) in _READ:
                yield from read(data).lines
        except RefusedFile as refused:
            if refused.code not in _EMPTY:
                raise
