"""Small files built by hand, byte by byte, so that they can be as odd or as harmful as a test needs."""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

SENTENCE = "Benin requests seven marking machines for its police."
"""Planted in benign files; must be found in the text that was read."""
REPORT = f"Benin\nNational report 2024\n8.5.1 What kind of assistance do you require?\n{SENTENCE}\n"
READ = "read"


@dataclass(frozen=True)
class Case:
    """A file and what may come of it: codes of refusals, or `READ`."""

    name: str
    build: Callable[[], bytes]
    outcomes: frozenset[str]
    slow: bool = False


class Cases(list[Case]):
    """The cases of one module, gathered by a decorator."""

    def add(
        self, name: str, *outcomes: str, slow: bool = False
    ) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
        """Register the function below as the builder of a file."""

        def register(build: Callable[[], bytes]) -> Callable[[], bytes]:
            self.append(Case(name, build, frozenset(outcomes), slow))
            return build

        return register

    def plain(self, name: str, data: bytes, *outcomes: str) -> None:
        """Register bytes that are at hand."""
        self.append(Case(name, lambda: data, frozenset(outcomes)))


# Zip packages


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def paragraph(text: str) -> str:
    """Return a paragraph of Word."""
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def paragraphs(text: str = REPORT) -> str:
    """Return the lines of a text as paragraphs of Word."""
    return "".join(paragraph(line) for line in text.splitlines())


def word_xml(body: str, *, head: str = '<?xml version="1.0" encoding="UTF-8"?>', namespace: str = W) -> str:
    """Return the main part of a Word document."""
    names = (
        'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    return f'{head}<w:document xmlns:w="{namespace}" {names}><w:body>{body}</w:body></w:document>'


def docx(body: str | None = None, parts: Mapping[str, bytes | str] = {}, **how: str) -> bytes:
    """Return a Word document whose body holds this XML, with further parts."""
    main = word_xml(paragraphs() if body is None else body, **how)
    return zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": main} | dict(parts))


S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def row(number: int, *texts: str) -> str:
    """Return a row of a sheet with its texts in the cells."""
    cells = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for place, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'


def rows(text: str = REPORT) -> str:
    """Return the lines of a text as rows of a sheet."""
    return "".join(row(number, line) for number, line in enumerate(text.splitlines(), start=1))


def sheet_xml(inside: str, *, head: str = '<?xml version="1.0" encoding="UTF-8"?>', namespace: str = S) -> str:
    """Return a sheet with these rows."""
    return f'{head}<worksheet xmlns="{namespace}"><sheetData>{inside}</sheetData></worksheet>'


def xlsx(
    sheets: Mapping[str, bytes | str] | None = None,
    parts: Mapping[str, bytes | str] = {},
    *,
    attributes: str = "",
    namespace: str = S,
    office: str = OFFICE,
) -> bytes:
    """Return a workbook with these sheets (name of the part to XML) and further parts."""
    sheets = {"worksheets/sheet1.xml": sheet_xml(rows())} if sheets is None else sheets
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}" {attributes}/>' for n in range(1, len(sheets) + 1))
    related = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="{target}"/>'
        for n, target in enumerate(sheets, start=1)
    )
    book = f'<workbook xmlns="{namespace}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>'
    return zipped(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{related}</Relationships>',
            **{f"xl/{name}": xml for name, xml in sheets.items()},
        }
        | dict(parts)
    )


def bomb(size: int, unit: bytes = b" ") -> bytes:
    """Return raw deflated data that unpacks to so many bytes: one piece that refers to nothing before it, repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = unit * (2**20 // len(unit))
    packed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    return packed * (size // len(piece)) + packer.flush()


def patched(archive: bytes, name: str, packed: bytes, size: int) -> bytes:
    """Return a zip file with one more member, packed already and of the size it is said to have."""
    out = io.BytesIO(archive)
    with zipfile.ZipFile(out, "a") as opened:
        opened.writestr(zipfile.ZipInfo(name), packed, zipfile.ZIP_STORED)
        info = opened.getinfo(name)
        info.compress_type, info.file_size, info.CRC = zipfile.ZIP_DEFLATED, size, 0
        local = info.header_offset
    data = bytearray(out.getvalue())
    data[local + 8 : local + 10] = (8).to_bytes(2, "little")
    data[local + 14 : local + 18] = bytes(4)
    data[local + 22 : local + 26] = min(size, 2**32 - 1).to_bytes(4, "little")
    return bytes(data)


# PDF


def stream(data: bytes, extra: str = "") -> bytes:
    """Return a stream object."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), extra.encode(), data)


def deflated(data: bytes, extra: str = "") -> bytes:
    """Return a stream object packed by Flate."""
    return stream(zlib.compress(data, 9), f"/Filter/FlateDecode{extra}")


def shown(text: str = REPORT, *, size: int = 11, top: int = 780) -> bytes:
    """Return the content of a page that shows the lines of a text in the font F."""
    out = [f"BT /F {size} Tf 14 TL 50 {top} Td"]
    for line in text.splitlines():
        escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        out.append(f"({escaped}) Tj T*")
    return ("\n".join(out) + "\nET").encode("cp1252")


FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def pdf(
    objects: Mapping[int, bytes] | None = None,
    *,
    content: bytes | None = None,
    page: str = "",
    catalog: str = "",
    version: str = "1.7",
    trailer: str = "",
    font: bytes = FONT,
) -> bytes:
    """Return a PDF of one page: 1 catalog, 2 page tree, 3 page, 4 content, 5 font; `objects` replace or add."""
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>{page}>>"
    body = {
        1: f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: page.encode(),
        4: content if content is not None else stream(shown()),
        5: font,
    } | dict(objects or {})
    return assembled(body, version=version, trailer=trailer)


def assembled(
    objects: Mapping[int, bytes], *, version: str = "1.7", trailer: str = "", start: int | None = None
) -> bytes:
    """Return a PDF with these objects and a table that says where each stands."""
    out = bytearray(f"%PDF-{version}\n%\xe2\xe3\xcf\xd3\n".encode("latin-1"))
    places = {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    begin = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in sorted(places.items()):
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(places) + 1
    out += f"trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{begin if start is None else start}\n%%EOF\n".encode()
    return bytes(out)
