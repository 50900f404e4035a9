"""Word and Excel files of odd but legal shape, as other programs than the usual ones write them."""

import io
import zipfile

import docx as python_docx
import openpyxl

from .building import (
    CONTENT_TYPES,
    OFFICE,
    READ,
    RELATIONS,
    REPORT,
    SENTENCE,
    Cases,
    W,
    docx,
    paragraph,
    paragraphs,
    row,
    rows,
    sheet_xml,
    word_xml,
    xlsx,
    zipped,
)  # fmt: skip

BENIGN = Cases()
LINES = REPORT.splitlines()
FIRST = "".join(paragraph(line) for line in LINES[:3])
LAST = paragraph(SENTENCE)
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
STRICT_SHEET = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def control(inside: str, properties: str = "<w:text/>") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def table(*cells: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr><w:tc>{cell}</w:tc></w:tr>" for cell in cells) + "</w:tbl>"


HALF, REST = SENTENCE[:20], SENTENCE[20:]
BOX = f"<wps:txbx><w:txbxContent>{LAST}</w:txbxContent></wps:txbx>"
OLD_BOX = f"<w:pict><v:shape><v:textbox><w:txbxContent>{LAST}</w:txbxContent></v:textbox></v:shape></w:pict>"
for _name, _body in {
    "plain": FIRST + LAST,
    "table": table(*(paragraph(line) for line in LINES)),
    "table-in-a-table": table(FIRST + table(LAST) + paragraph("")),
    "cells-spanning": f'{FIRST}<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="3"/></w:tcPr>{LAST}</w:tc></w:tr></w:tbl>',
    "cells-merged-downwards": f'{FIRST}<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{LAST}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph("")}</w:tc></w:tr></w:tbl>',
    "control-around-a-paragraph": FIRST + control(LAST),
    "control-in-a-paragraph": f"{FIRST}<w:p>{control(run(SENTENCE))}</w:p>",
    "control-around-a-cell": f"{FIRST}<w:tbl><w:tr>{control(f'<w:tc>{LAST}</w:tc>')}</w:tr></w:tbl>",
    "control-around-a-row": f"{FIRST}<w:tbl>{control(f'<w:tr><w:tc>{LAST}</w:tc></w:tr>')}</w:tbl>",
    "controls-in-controls": FIRST + control(control(control(LAST))),
    "control-with-a-choice": f"{FIRST}<w:p>{control(run(SENTENCE), '<w:dropDownList/>')}</w:p>",
    "control-not-filled-beside": FIRST + control(paragraph("Click here to enter text."), "<w:showingPlcHdr/>") + LAST,
    "custom-xml-around": f'{FIRST}<w:customXml w:element="answer">{LAST}</w:customXml>',
    "smart-tag": f"{FIRST}<w:p><w:smartTag>{run(SENTENCE)}</w:smartTag></w:p>",
    "hyperlink": f"{FIRST}<w:p><w:hyperlink>{run(SENTENCE)}</w:hyperlink></w:p>",
    "simple-field": f'{FIRST}<w:p><w:fldSimple w:instr="REF a">{run(SENTENCE)}</w:fldSimple></w:p>',
    "field-in-parts": f'{FIRST}<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>FORMTEXT</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(SENTENCE)}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
    "inserted": f'{FIRST}<w:p><w:ins w:author="A">{run(SENTENCE)}</w:ins></w:p>',
    "deleted-beside": f'{FIRST}<w:p><w:del><w:r><w:delText>No. </w:delText></w:r></w:del>{run(SENTENCE)}</w:p>',
    "moved": f"{FIRST}<w:p><w:moveFrom>{run('No.')}</w:moveFrom><w:moveTo>{run(SENTENCE)}</w:moveTo></w:p>",
    "paragraph-inserted": f"{FIRST}<w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr><w:ins>{run(SENTENCE)}</w:ins></w:p>",
    "one-run-a-letter": FIRST + "<w:p>" + "".join(run(letter) for letter in SENTENCE) + "</w:p>",
    "spelling-marked": f"{FIRST}<w:p>{run(HALF)}<w:proofErr/><w:bookmarkStart/>{run(REST)}<w:bookmarkEnd/></w:p>",
    "soft-hyphen": f"{FIRST}<w:p>{run(SENTENCE[:22])}<w:r><w:softHyphen/></w:r>{run(SENTENCE[22:])}</w:p>",
    "tabs": f"{FIRST}<w:p>{run(HALF.rstrip())}<w:r><w:tab/></w:r>{run(REST.lstrip())}</w:p>",
    "breaks": "<w:p>" + "<w:r><w:br/></w:r>".join(run(line) for line in LINES) + "</w:p>",
    "page-break": f'{FIRST}<w:p><w:r><w:br w:type="page"/></w:r></w:p>{LAST}',
    "page-break-rendered": f"{FIRST}<w:p>{run(HALF)}<w:r><w:lastRenderedPageBreak/></w:r>{run(REST)}</w:p>",
    "text-box": f'{FIRST}<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps">{BOX}</mc:Choice><mc:Fallback>{OLD_BOX}</mc:Fallback></mc:AlternateContent></w:r></w:p>',
    "old-text-box": f"{FIRST}<w:p><w:r>{OLD_BOX}</w:r></w:p>",
    "sections": f'{FIRST}<w:p><w:pPr><w:sectPr><w:cols w:num="2"/></w:sectPr></w:pPr></w:p>{LAST}<w:sectPr/>',
    "hidden-beside": f"{FIRST}<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t> </w:t></w:r>{run(SENTENCE)}</w:p>",
    "comment-marks": f'{FIRST}<w:p><w:commentRangeStart w:id="0"/>{run(SENTENCE)}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>',
}.items():  # fmt: skip
    BENIGN.plain(f"{_name}.docx", docx(_body), READ)

NOTE = f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0"/><w:footnote w:id="1">{LAST}</w:footnote></w:footnotes>'
BENIGN.plain(
    "footnote.docx",
    docx(f'{FIRST}<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>', {"word/footnotes.xml": NOTE}),
    READ,
)
BENIGN.plain(
    "endnote.docx",
    docx(
        f'{FIRST}<w:p><w:r><w:endnoteReference w:id="1"/></w:r></w:p>',
        {"word/endnotes.xml": NOTE.replace("footnote", "endnote")},
    ),
    READ,
)
BENIGN.plain("strict.docx", docx(namespace=STRICT), READ)
BENIGN.plain("without-declaration.docx", docx(head=""), READ)
BENIGN.plain(
    "main-part-in-utf-16.docx",
    zipped(
        {"word/document.xml": word_xml(paragraphs(), head='<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16")}
    ),
    READ,
)
BENIGN.plain(
    "main-part-with-mark.docx", zipped({"word/document.xml": b"\xef\xbb\xbf" + word_xml(paragraphs()).encode()}), READ
)
BENIGN.plain(
    "other-prefixes.docx",
    zipped({"word/document.xml": word_xml(paragraphs()).replace("w:", "ns0:").replace("xmlns:w=", "xmlns:ns0=")}),
    READ,
)
BENIGN.plain(
    "parts-empty.docx",
    docx(parts={"word/settings.xml": b"", "word/theme/theme1.xml": b"", "docProps/app.xml": b""}),
    READ,
)
BENIGN.plain(
    "stored.docx",
    zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": word_xml(paragraphs())}, zipfile.ZIP_STORED),
    READ,
)
BENIGN.plain(
    "main-part-last.docx",
    zipped({"docProps/app.xml": "<a/>", "word/styles.xml": "<a/>", "word/document.xml": word_xml(paragraphs())}),
    READ,
)


@BENIGN.add("main-part-elsewhere.docx", READ)
def elsewhere() -> bytes:
    related = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="/word/document2.xml"/></Relationships>'
    return zipped(
        {"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": related, "word/document2.xml": word_xml(paragraphs())}
    )


@BENIGN.add("comment-of-the-archive.docx", READ)
def archive_comment() -> bytes:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"made by hand"
    return out.getvalue()


@BENIGN.add("folders-listed.docx", READ)
def folders() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/", "")
        archive.writestr("word/document.xml", word_xml(paragraphs()))
    return out.getvalue()


class _OneWay(io.RawIOBase):
    """A target that cannot be wound back, as a connection is."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece) -> int:
        self.data += piece
        return len(piece)


@BENIGN.add("written-in-one-go.docx", READ)
def streamed() -> bytes:
    out = _OneWay()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", word_xml(paragraphs()))
    return bytes(out.data)


@BENIGN.add("sizes-of-64-bits.docx", READ)
def sixty_four() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as member,
    ):
        member.write(word_xml(paragraphs()).encode())
    return out.getvalue()


@BENIGN.add("template-with-macros.dotm", READ)
def template() -> bytes:
    return docx(parts={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


@BENIGN.add("of-python.docx", READ)
def by_python() -> bytes:
    document = python_docx.Document()
    for line in LINES:
        document.add_paragraph(line, style="List Bullet" if line == SENTENCE else None)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# Workbooks
def shared(*strings: str) -> dict[str, bytes | str]:
    return {
        "xl/sharedStrings.xml": f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{"".join(f"<si>{text}</si>" for text in strings)}</sst>'
    }


SHARED_ROWS = "".join(f'<row r="{n + 1}"><c r="A{n + 1}" t="s"><v>{n}</v></c></row>' for n in range(4))
HEAD = "".join(row(n, line) for n, line in enumerate(LINES[:3], start=1))
BENIGN.plain("inline.xlsx", xlsx(), READ)
BENIGN.plain(
    "shared.xlsx",
    xlsx({"worksheets/sheet1.xml": sheet_xml(SHARED_ROWS)}, shared(*(f"<t>{line}</t>" for line in LINES))),
    READ,
)
BENIGN.plain(
    "shared-in-pieces.xlsx",
    xlsx(
        {"worksheets/sheet1.xml": sheet_xml(SHARED_ROWS)},
        shared(
            *(
                f'<r><t xml:space="preserve">{line[:5]}</t></r><r><rPr><b/></rPr><t xml:space="preserve">{line[5:]}</t></r><rPh sb="0" eb="1"><t>aid</t></rPh>'
                for line in LINES
            )
        ),
    ),
    READ,
)
BENIGN.plain(
    "strict.xlsx",
    xlsx(
        {"worksheets/sheet1.xml": sheet_xml(rows(), namespace=STRICT_SHEET)},
        namespace=STRICT_SHEET,
        office=STRICT_OFFICE,
    ),
    READ,
)
BENIGN.plain(
    "targets-from-the-root.xlsx",
    xlsx(
        {"worksheets/sheet1.xml": sheet_xml(rows())},
        {
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>'
        },
    ),
    READ,
)
BENIGN.plain(
    "parts-with-names-of-their-own.xlsx", xlsx({"worksheets/Report%20of%20Benin.xml": sheet_xml(rows())}), READ
)
BENIGN.plain("hidden-sheet.xlsx", xlsx(attributes='state="hidden"'), READ)
BENIGN.plain(
    "first-sheet-empty.xlsx",
    xlsx({"worksheets/sheet1.xml": sheet_xml(""), "worksheets/sheet2.xml": sheet_xml(rows())}),
    READ,
)
BENIGN.plain(
    "cells-without-references.xlsx",
    xlsx(
        {
            "worksheets/sheet1.xml": sheet_xml(
                "".join(f'<row><c t="inlineStr"><is><t>{line}</t></is></c></row>' for line in LINES)
            )
        }
    ),
    READ,
)
for _name, _answer in {
    "formula": f'<row r="4"><c r="A4" t="str"><f>CONCATENATE("a","b")</f><v>{SENTENCE}</v></c></row>',
    "far-column": f'<row r="4"><c r="H4" t="inlineStr"><is><t>{SENTENCE}</t></is></c></row>',
    "far-row": f'<row r="900"><c r="A900" t="inlineStr"><is><t>{SENTENCE}</t></is></c></row>',
    "numbers-beside": f'{row(4, SENTENCE)}<row r="5"><c r="A5"><v>45292.5</v></c><c r="B5"><v>1.5E3</v></c><c r="C5" t="b"><v>1</v></c><c r="D5" t="e"><v>#REF!</v></c><c r="E5" t="d"><v>2024-01-01</v></c></row>',
    "lines-in-a-cell": row(4, f"{SENTENCE}&#10;Second line"),
    "blanks-kept": f'<row r="4"><c r="A4" t="inlineStr"><is><t xml:space="preserve">  {SENTENCE}  </t></is></c></row>',
    "hidden-row": row(4, SENTENCE).replace("<row ", '<row hidden="1" '),
    "cells-empty-around": f'<row r="4" spans="1:9"><c r="A4" s="1"/><c r="B4" t="inlineStr"><is><t>{SENTENCE}</t></is></c><c r="C4" s="2"/></row>',
}.items():  # fmt: skip
    BENIGN.plain(f"{_name}.xlsx", xlsx({"worksheets/sheet1.xml": sheet_xml(HEAD + _answer)}), READ)


@BENIGN.add("merged-by-python.xlsx", READ)
def merged() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in LINES:
        sheet.append([line])
    sheet.merge_cells("A4:D5")
    book.create_chartsheet("Chart")
    book.create_sheet("Notes")["B2"] = 3.5
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@BENIGN.add("with-macros.xlsm", READ)
def with_macros() -> bytes:
    return xlsx(parts={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0", "xl/comments1.xml": b"", "xl/theme/theme1.xml": b""})
