"""Text boxes of a sheet, each with the row over which it begins."""

from posixpath import join, normpath, split
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from ..documents import Tally
from ..refusals import RefusedFile
from .packages import part

_D = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ANCHORS = {f"{_D}twoCellAnchor", f"{_D}oneCellAnchor", f"{_D}absoluteAnchor"}


def boxes(package: ZipFile, sheet: str, tally: Tally) -> list[tuple[int, list[str]]]:
    """Return the paragraphs of each text box in the order of their rows, from 1.

    Raises
    ------
    RefusedFile
        If there is too much; a drawing that is damaged is left out.
    """
    found: list[tuple[int, int, list[str]]] = []
    folder, name = split(sheet)
    for relation in _readable(package, f"{folder}/_rels/{name}.rels") or ():
        if not relation.get("Type", "").endswith("/drawing") or relation.get("TargetMode") == "External":
            continue
        drawing = _readable(package, normpath(join("/", folder, relation.get("Target", ""))).lstrip("/"))
        for anchor in drawing if drawing is not None else ():
            if anchor.tag not in _ANCHORS:
                continue
            for body in anchor.iter(f"{_D}txBody"):
                told = [_text(paragraph) for paragraph in body.iter(f"{_A}p")]
                tally.add(*told)
                if any(told):
                    found.append((_place(anchor, "row"), _place(anchor, "col"), [line for line in told if line]))
    found.sort(key=lambda box: box[:2])
    return [(row + 1, told) for row, _, told in found]


def _readable(package: ZipFile, name: str) -> Element | None:
    try:
        return part(package, name)
    except RefusedFile as refused:
        if refused.code != "report_damaged":
            raise
        return None


def _text(paragraph: Element) -> str:
    pieces = (
        " " if piece.tag == f"{_A}br" else piece.text or ""
        for piece in paragraph.iter()
        if piece.tag in (f"{_A}t", f"{_A}br")
    )
    return " ".join("".join(pieces).split())


def _place(anchor: Element, axis: str) -> int:
    found = anchor.find(f"{_D}from/{_D}{axis}")
    text = (found.text or "").strip() if found is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
