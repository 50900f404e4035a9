"""Word and Excel files that are broken or mean harm."""

import io
import zipfile

from .building import (
    CONTENT_TYPES,
    OFFICE,
    READ,
    RELATIONS,
    REPORT,
    Cases,
    W,
    bomb,
    docx,
    paragraph,
    paragraphs,
    patched,
    sheet_xml,
    word_xml,
    xlsx,
    zipped,
)  # fmt: skip

HOSTILE = Cases()
DAMAGED, ENCRYPTED, SCANNED = "report_damaged", "report_encrypted", "report_scanned"
NO_TEXT, ROWS, TYPE = "report_no_text", "report_too_many_rows", "report_wrong_type"
PAGES = "report_too_many_pages"
UNSAFE, COMPLEX, LONG = "report_unsafe", "report_too_complex", "report_too_long"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10)
) + "]>"  # fmt: skip
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'

# Packages
whole = docx()
HOSTILE.plain("no-members.docx", b"PK\x05\x06" + bytes(18), TYPE, DAMAGED)
HOSTILE.plain("a-folder.zip", zipped({"readme.txt": REPORT}), TYPE)
HOSTILE.plain(
    "opendocument.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), TYPE
)
HOSTILE.plain("slides.pptx", zipped({"ppt/presentation.xml": "<a/>"}), TYPE)
HOSTILE.plain("program.jar", zipped({"META-INF/MANIFEST.MF": "Main-Class: X"}), TYPE)
HOSTILE.plain("old.doc", OLE + bytes(4000), TYPE)
HOSTILE.plain(
    "password.docx",
    OLE + bytes(3000) + "EncryptedPackage".encode("utf-16-le") + "EncryptionInfo".encode("utf-16-le"),
    ENCRYPTED,
)
for _share in (2, 15, 35, 55, 75, 95):
    HOSTILE.plain(f"cut-at-{_share}-percent.docx", whole[: max(8, len(whole) * _share // 100)], DAMAGED)
HOSTILE.plain("cut-at-half.xlsx", xlsx()[: len(xlsx()) // 2], DAMAGED)


@HOSTILE.add("members-locked.docx", ENCRYPTED)
def locked_members() -> bytes:
    data = bytearray(whole)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + place] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


@HOSTILE.add("packed-by-an-unknown-method.docx", DAMAGED)
def unknown_method() -> bytes:
    data = bytearray(whole)
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        start = data.find(mark)
        while start >= 0:
            data[start + place] = 99
            start = data.find(mark, start + 4)
    return bytes(data)


@HOSTILE.add("checksum-wrong.docx", DAMAGED)
def checksum() -> bytes:
    data = bytearray(zipped({"word/document.xml": word_xml(paragraphs())}, zipfile.ZIP_STORED))
    place = data.find(b"seven")
    data[place : place + 5] = b"SEVEN"
    return bytes(data)


@HOSTILE.add("document-unpacks-to-a-gigabyte.docx", UNSAFE)
def gigabyte() -> bytes:
    return patched(zipped({"[Content_Types].xml": CONTENT_TYPES}), "word/document.xml", bomb(2**30), 2**30)


@HOSTILE.add("gigabyte-said-to-be-small.docx", UNSAFE, DAMAGED)
def forged_small() -> bytes:
    return patched(zipped({"[Content_Types].xml": CONTENT_TYPES}), "word/document.xml", bomb(2**30), 1000)


@HOSTILE.add("small-said-to-be-four-gigabytes.docx", UNSAFE)
def forged_large() -> bytes:
    return patched(zipped({"[Content_Types].xml": CONTENT_TYPES}), "word/document.xml", bomb(2**20), 2**32 - 2)


@HOSTILE.add("bomb-in-a-part-that-nobody-reads.docx", UNSAFE)
def other_bomb() -> bytes:
    return patched(docx(), "word/media/image1.emf", bomb(2**30), 2**30)


@HOSTILE.add("footnotes-unpack-to-a-gigabyte.docx", UNSAFE, DAMAGED)
def note_bomb() -> bytes:
    return patched(docx(), "word/footnotes.xml", bomb(2**30), 1000)


@HOSTILE.add("shared-strings-unpack-to-a-gigabyte.xlsx", UNSAFE, DAMAGED)
def string_bomb() -> bytes:
    return patched(xlsx(), "xl/sharedStrings.xml", bomb(2**30), 1000)


@HOSTILE.add("sheet-unpacks-to-a-gigabyte.xlsx", UNSAFE, DAMAGED)
def sheet_bomb() -> bytes:
    return patched(_without_sheet(), "xl/worksheets/sheet1.xml", bomb(2**30), 1000)


def _without_sheet() -> bytes:
    whole_book = xlsx()
    with zipfile.ZipFile(io.BytesIO(whole_book)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist() if "sheet1" not in name})


@HOSTILE.add("members-that-share-their-bytes.docx", UNSAFE, DAMAGED)
def overlapping() -> bytes:
    data = patched(docx(), "word/a.xml", bomb(180 * 2**20), 180 * 2**20)
    entries = data[data.find(b"PK\x01\x02") : data.find(b"PK\x05\x06")]
    last = entries[entries.rindex(b"PK\x01\x02") :]
    end = bytearray(data[data.find(b"PK\x05\x06") :])
    end[8:12] = (3 + 200).to_bytes(2, "little") * 2
    end[12:16] = (len(entries) + 200 * len(last)).to_bytes(4, "little")
    return data[: data.find(b"PK\x05\x06")] + last * 200 + bytes(end)


@HOSTILE.add("ten-thousand-members.docx", UNSAFE)
def many_members() -> bytes:
    return zipped({"word/document.xml": word_xml(paragraphs())} | {f"word/media/{n}.png": b"" for n in range(10_000)})


@HOSTILE.add("names-that-leave-the-folder.docx", READ)
def traversal() -> bytes:
    names = ("../../escaped.txt", "/tmp/escaped.txt", "word/../../../escaped.txt", "C:\\escaped.txt", "word/\x01.xml")
    return docx(parts=dict.fromkeys(names, "written"))


@HOSTILE.add("two-main-parts.docx", READ)
def twice() -> bytes:
    data = zipped(
        {"word/document.xm1": word_xml(paragraph("another text")), "word/document.xml": word_xml(paragraphs())}
    )
    return data.replace(b"document.xm1", b"document.xml")


# XML
for _name, _xml in {
    "laughs": word_xml(paragraph("&k;"), head=HEAD + LAUGHS),
    "one-entity-many-times": word_xml(
        paragraph("&a;" * 50_000), head=f'{HEAD}<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
    ),
    "entity-from-a-file": word_xml(
        paragraph("&a;"), head=f'{HEAD}<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    ),
    "entity-from-the-network": word_xml(
        paragraph("&a;"), head=f'{HEAD}<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]>'
    ),
    "definition-from-the-network": word_xml(paragraphs(), head=f'{HEAD}<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "parameter-entities": word_xml(
        paragraphs(), head=f'{HEAD}<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/hostname">%a;]>'
    ),
}.items():
    HOSTILE.plain(f"{_name}.docx", zipped({"word/document.xml": _xml}), UNSAFE)
    HOSTILE.plain(f"{_name}.xlsx", xlsx({"worksheets/sheet1.xml": _xml}), UNSAFE)
HOSTILE.plain("laughs-in-the-footnotes.docx", docx(parts={"word/footnotes.xml": f"{HEAD}{LAUGHS}<x>&k;</x>"}), UNSAFE)
HOSTILE.plain("laughs-in-the-strings.xlsx", xlsx(parts={"xl/sharedStrings.xml": f"{HEAD}{LAUGHS}<x>&k;</x>"}), UNSAFE)
HOSTILE.plain("main-part-empty.docx", zipped({"word/document.xml": b""}), DAMAGED)
HOSTILE.plain("main-part-no-xml.docx", zipped({"word/document.xml": REPORT}), DAMAGED)
HOSTILE.plain("main-part-of-zeros.docx", zipped({"word/document.xml": bytes(10_000)}), DAMAGED)
HOSTILE.plain("main-part-without-body.docx", zipped({"word/document.xml": f'<w:document xmlns:w="{W}"/>'}), DAMAGED)
HOSTILE.plain("main-part-cut.docx", zipped({"word/document.xml": word_xml(paragraphs())[:-60]}), DAMAGED)
HOSTILE.plain("encoding-unknown.docx", docx(head='<?xml version="1.0" encoding="x-nowhere"?>'), DAMAGED)
HOSTILE.plain("encoding-not-as-said.docx", docx(head='<?xml version="1.0" encoding="UTF-16"?>'), DAMAGED)
HOSTILE.plain("nothing-written.docx", docx(""), NO_TEXT)
HOSTILE.plain("pictures-of-pages.docx", docx(paragraph(" "), {"word/media/image1.png": b"\x89PNG"}), SCANNED)
HOSTILE.plain(
    "pictures-of-pages.xlsx",
    xlsx({"worksheets/sheet1.xml": sheet_xml("")}, {"xl/media/image1.png": b"\x89PNG"}),
    SCANNED,
)


@HOSTILE.add("elements-hundred-thousand-deep.docx", UNSAFE)
def deep_xml() -> bytes:
    return docx("<w:sdt><w:sdtContent>" * 100_000 + paragraphs() + "</w:sdtContent></w:sdt>" * 100_000)


@HOSTILE.add("runs-thousand-deep.docx", UNSAFE)
def deep_runs() -> bytes:
    return docx("<w:p>" + "<w:hyperlink>" * 1000 + "<w:r><w:t>a</w:t></w:r>" + "</w:hyperlink>" * 1000 + "</w:p>")


@HOSTILE.add("tables-three-hundred-deep.docx", UNSAFE)
def deep_tables() -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * 300 + paragraphs() + "</w:tc></w:tr></w:tbl>" * 300)


@HOSTILE.add("rows-in-rows.docx", UNSAFE)
def deep_rows() -> bytes:
    return docx("<w:tbl>" + "<w:sdt><w:sdtContent>" * 400 + "<w:tr/>" + "</w:sdtContent></w:sdt>" * 400 + "</w:tbl>")


@HOSTILE.add("text-boxes-in-text-boxes.docx", UNSAFE)
def deep_boxes() -> bytes:
    box = '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx><w:txbxContent>'
    end = "</w:txbxContent></wps:txbx></mc:Choice></mc:AlternateContent></w:r></w:p>"
    return docx(box * 40 + paragraphs() + end * 40)


@HOSTILE.add("text-boxes-that-multiply.docx", UNSAFE)
def wide_boxes() -> bytes:
    inside = paragraph("box")
    for _ in range(12):
        inside = (
            f"<w:p><w:r><w:pict><v:textbox><w:txbxContent>{inside * 2}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
        )
    return docx(paragraphs() + inside)


@HOSTILE.add("paragraphs-without-end.docx", LONG)
def many_paragraphs() -> bytes:
    return docx(paragraph("a") * 70_000)


@HOSTILE.add("one-row-of-hundred-thousand-cells.docx", READ)
def many_cells() -> bytes:
    return docx(f"<w:tbl><w:tr>{'<w:tc><w:p/></w:tc>' * 100_000}</w:tr></w:tbl>" + paragraphs())


@HOSTILE.add("breaks-in-a-line.docx", READ)
def many_breaks() -> bytes:
    return docx(f"<w:p><w:r>{'<w:br/>' * 200_000}</w:r></w:p>" + paragraphs())


@HOSTILE.add("a-note-called-a-hundred-thousand-times.docx", LONG)
def repeated_note() -> bytes:
    note = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="1">{paragraph("word " * 2000)}</w:footnote></w:footnotes>'
    calls = '<w:footnoteReference w:id="1"/>' * 100_000
    return docx(f"{paragraphs()}<w:p><w:r>{calls}</w:r></w:p>", {"word/footnotes.xml": note})


@HOSTILE.add("macros.docm", READ)
def macros() -> bytes:
    return docx(parts={"word/vbaProject.bin": OLE + b"Auto_Open Shell calc.exe" * 100})


@HOSTILE.add("template-and-pictures-from-the-network.docx", READ)
def external() -> bytes:
    related = f"""<Relationships xmlns="{RELATIONS}">
    <Relationship Id="a" Type="{OFFICE}/attachedTemplate" Target="http://127.0.0.1:9/t.dotm" TargetMode="External"/>
    <Relationship Id="b" Type="{OFFICE}/image" Target="file:///etc/passwd" TargetMode="External"/></Relationships>"""
    return docx(parts={"word/_rels/document.xml.rels": related, "word/_rels/settings.xml.rels": related})


@HOSTILE.add("fields-that-fetch.docx", READ)
def fetching() -> bytes:
    field = '<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc" INCLUDETEXT "/etc/passwd"</w:instrText></w:r></w:p>'
    return docx(field + paragraphs())


BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
HOSTILE.plain("breaks-without-end.docx", docx(paragraphs() + BREAK * 100_000), PAGES)
HOSTILE.plain(
    "breaks-noted-without-end.docx",
    docx(paragraphs() + "<w:p><w:r><w:t>a</w:t><w:lastRenderedPageBreak/><w:t>b</w:t></w:r></w:p>" * 10_000),
    PAGES,
)


def _chunked(data: bytes, refers: int = 1) -> bytes:
    related = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/aFChunk" Target="a.html"/></Relationships>'
    chunk = f'<w:altChunk xmlns:r="{OFFICE}" r:id="r1"/>' * refers
    return docx(paragraphs() + chunk, {"word/_rels/document.xml.rels": related, "word/a.html": data})


HOSTILE.plain("chunk-told-without-end.docx", _chunked(b"<p>chunk</p>", 10_000), UNSAFE)
HOSTILE.plain("chunk-too-long.docx", _chunked(b"<p>" + b"chunk " * 500_000), LONG)
HOSTILE.plain("chunk-of-openings.docx", _chunked(b"<p>" + b"<" * 300_000), READ)
HOSTILE.plain("chunk-that-refers-to-itself.docx", _chunked(docx(paragraphs())), READ)


@HOSTILE.add("chunk-unpacks-to-a-gigabyte.docx", UNSAFE, DAMAGED)
def chunk_bomb() -> bytes:
    related = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/aFChunk" Target="b.html"/></Relationships>'
    chunk = f'<w:altChunk xmlns:r="{OFFICE}" r:id="r1"/>'
    return patched(
        docx(paragraphs() + chunk, {"word/_rels/document.xml.rels": related}), "word/b.html", bomb(2**30), 1000
    )
