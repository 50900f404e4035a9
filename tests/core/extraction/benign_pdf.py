"""PDF files of odd but legal shape."""

import base64
import io
import zlib

import pypdf

from .building import FONT, READ, REPORT, SENTENCE, Cases, assembled, deflated, docx, pdf, shown, stream

BENIGN = Cases()
LINES = REPORT.splitlines()
for _version in ("1.0", "1.3", "1.4", "1.5", "1.6", "1.7", "2.0"):
    BENIGN.plain(f"version-{_version}.pdf", pdf(version=_version), READ)
BENIGN.plain("words-before-the-header.pdf", b"Received: by mail\r\n" * 20 + pdf(), READ)
BENIGN.plain("words-behind-the-end.pdf", pdf() + b"\n<!-- scanned for viruses -->\n" * 20, READ)
BENIGN.plain("zeros-behind-the-end.pdf", pdf() + bytes(4000), READ)
BENIGN.plain("table-elsewhere.pdf", pdf().replace(b"startxref\n", b"startxref\n1"), READ)
BENIGN.plain("ends-of-windows.pdf", pdf().replace(b"\nendobj", b"\r\nendobj"), READ)
BENIGN.plain("packed.pdf", pdf(content=deflated(shown())), READ)
BENIGN.plain(
    "packed-twice.pdf",
    pdf(content=stream(zlib.compress(zlib.compress(shown())), "/Filter[/FlateDecode/FlateDecode]")),
    READ,
)
BENIGN.plain("packed-as-85.pdf", pdf(content=stream(base64.a85encode(shown()) + b"~>", "/Filter/ASCII85Decode")), READ)
BENIGN.plain("packed-as-hex.pdf", pdf(content=stream(shown().hex().encode() + b">", "/Filter/ASCIIHexDecode")), READ)
BENIGN.plain(
    "packed-by-runs.pdf",
    pdf(
        content=stream(
            b"".join(bytes([len(shown()[n : n + 100]) - 1]) + shown()[n : n + 100] for n in range(0, len(shown()), 100))
            + b"\x80",
            "/Filter/RunLengthDecode",
        )
    ),
    READ,
)
BENIGN.plain(
    "length-told-elsewhere.pdf",
    pdf({7: str(len(shown())).encode()}, content=b"<</Length 7 0 R>>\nstream\n" + shown() + b"\nendstream"),
    READ,
)
BENIGN.plain(
    "content-in-pieces.pdf", pdf({4: b"[7 0 R 8 0 R]", 7: stream(shown()[:100]), 8: stream(shown()[100:])}), READ
)
BENIGN.plain(
    "inherited.pdf",
    pdf(
        {
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>>>",
            3: b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
        }
    ),
    READ,
)
BENIGN.plain(
    "tree-of-pages.pdf",
    pdf({2: b"<</Type/Pages/Kids[7 0 R]/Count 1>>", 7: b"<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1>>"}),
    READ,
)
BENIGN.plain(
    "empty-pages-around.pdf",
    pdf(
        {2: b"<</Type/Pages/Kids[7 0 R 3 0 R 7 0 R]/Count 3>>", 7: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"}
    ),
    READ,
)
BENIGN.plain(
    "page-moved.pdf", pdf(page="/MediaBox[100 200 695 1042]", content=stream(b"1 0 0 1 100 200 cm " + shown())), READ
)
BENIGN.plain("page-cropped.pdf", pdf(page="/CropBox[10 10 580 830]"), READ)
BENIGN.plain(
    "large-sheet.pdf",
    pdf(page="/MediaBox[0 0 2384 3370]", content=stream(shown(size=40, top=3000).replace(b"14 TL", b"60 TL"))),
    READ,
)
BENIGN.plain("small-letters.pdf", pdf(content=stream(shown(size=4).replace(b"14 TL", b"5 TL"))), READ)
BENIGN.plain("turned-90.pdf", pdf(page="/Rotate 90", content=stream(b"0 1 -1 0 595 0 cm " + shown(top=500))), READ)
BENIGN.plain("turned-180.pdf", pdf(page="/Rotate 180", content=stream(b"-1 0 0 -1 595 842 cm " + shown())), READ)
BENIGN.plain("turned-270.pdf", pdf(page="/Rotate 270", content=stream(b"0 -1 1 0 0 842 cm " + shown(top=500))), READ)
BENIGN.plain(
    "scaled.pdf",
    pdf(content=stream(b"0.5 0 0 0.5 0 0 cm " + shown(size=22, top=1600).replace(b"14 TL", b"28 TL"))),
    READ,
)
BENIGN.plain(
    "upside-down-axes.pdf",
    pdf(
        content=stream(
            b"1 0 0 -1 0 842 cm BT /F 11 Tf "
            + b" ".join(b"1 0 0 -1 50 %d Tm (%s) Tj" % (60 + 14 * n, line.encode()) for n, line in enumerate(LINES))
            + b" ET"
        )
    ),
    READ,
)
BENIGN.plain(
    "hex-strings.pdf",
    pdf(
        content=stream(
            b"BT /F 11 Tf 14 TL 50 780 Td "
            + b" ".join(b"<%s> Tj T*" % line.encode().hex().encode() for line in LINES)
            + b" ET"
        )
    ),
    READ,
)
BENIGN.plain("octal-escapes.pdf", pdf(content=stream(shown().replace(b"seven", b"\\163\\145v\\145n"))), READ)
BENIGN.plain(
    "kerned.pdf",
    pdf(
        content=stream(
            b"BT /F 11 Tf 14 TL 50 780 Td "
            + b" ".join(b"[(%s)-20(%s)] TJ T*" % (line[:9].encode(), line[9:].encode()) for line in LINES)
            + b" ET"
        )
    ),
    READ,
)
BENIGN.plain(
    "blanks-by-place-only.pdf",
    pdf(
        content=stream(
            b"BT /F 11 Tf 14 TL 50 780 Td "
            + b" ".join(b"[(" + b")-300(".join(word.encode() for word in line.split()) + b")] TJ T*" for line in LINES)
            + b" ET"
        )
    ),
    READ,
)
BENIGN.plain(
    "letter-by-letter.pdf",
    pdf(
        content=stream(
            b"BT /F 11 Tf 14 TL 50 780 Td "
            + b" ".join(b" ".join(b"(%s) Tj" % letter.encode() for letter in line) + b" T*" for line in LINES)
            + b" ET"
        )
    ),
    READ,
)
BENIGN.plain("spaced-by-the-font.pdf", pdf(content=stream(b"1 Tc 2 Tw " + shown())), READ)
BENIGN.plain(
    "line-by-quote-operator.pdf",
    pdf(
        content=stream(
            b"BT /F 11 Tf 14 TL 50 790 Td " + b" ".join(b"(%s) '" % line.encode() for line in LINES) + b" ET"
        )
    ),
    READ,
)
BENIGN.plain(
    "last-line-first.pdf",
    pdf(
        content=stream(
            b"BT /F 11 Tf "
            + b" ".join(
                b"1 0 0 1 50 %d Tm (%s) Tj" % (780 - 14 * n, line.encode())
                for n, line in reversed(list(enumerate(LINES)))
            )
            + b" ET"
        )
    ),
    READ,
)
BENIGN.plain(
    "printed-twice-for-bold.pdf",
    pdf(content=stream(shown() + b" 1 0 0 1 0.3 0 cm 2 Tr " + shown(SENTENCE, top=700))),
    READ,
)
for _font in ("Times-Roman", "Courier", "Helvetica-Bold"):
    BENIGN.plain(f"font-{_font}.pdf", pdf(font=f"<</Type/Font/Subtype/Type1/BaseFont/{_font}>>".encode()), READ)
BENIGN.plain(
    "font-not-embedded.pdf",
    pdf(
        font=b"<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Calibri/FirstChar 32/LastChar 126/Widths["
        + b"500 " * 95
        + b"]/Encoding/WinAnsiEncoding>>"
    ),
    READ,
)
BENIGN.plain(
    "font-of-macs.pdf", pdf(font=b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/MacRomanEncoding>>"), READ
)
BENIGN.plain(
    "font-with-differences.pdf",
    pdf(
        content=stream(shown().replace(b"seven", b"\x01even")),
        font=b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[1/s]>>>>",
    ),
    READ,
)


def _mapped() -> dict[int, bytes]:
    letters = sorted({ord(letter) for letter in REPORT})
    pairs = b"".join(b"<%04X> <%04X>\n" % (code + 1000, code) for code in letters)
    unicode_map = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange %d beginbfchar\n%sendbfchar endcmap"
        % (len(letters), pairs)
    )
    cid = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Own/DW 500/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
    content = (
        b"BT /F 11 Tf 14 TL 50 780 Td "
        + b" ".join(b"<%s> Tj T*" % b"".join(b"%04X" % (ord(letter) + 1000) for letter in line) for line in LINES)
        + b" ET"
    )
    return {
        4: stream(content),
        5: b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Own/Encoding/Identity-H/ToUnicode 7 0 R/DescendantFonts[8 0 R]>>",
        7: deflated(unicode_map),
        8: cid,
    }


BENIGN.plain("font-part-with-map.pdf", pdf(_mapped()), READ)
BENIGN.plain(
    "font-drawn-in-the-file.pdf",
    pdf(
        font=b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 32/LastChar 126/Widths["
        + b"500 " * 95
        + b"]/CharProcs<</a 6 0 R>>/Encoding<</Differences[97/a]/BaseEncoding/WinAnsiEncoding>>/Resources<<>>/ToUnicode 7 0 R>>",
        objects={
            6: stream(b"500 0 d0 0 0 400 400 re f"),
            7: stream(
                b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <7E> <0020> endbfrange endcmap"
            ),
        },
    ),
    READ,
)
BENIGN.plain(
    "text-in-a-form.pdf",
    pdf(
        {
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 6 0 R>>>>>>",
            4: stream(b"q /X Do Q"),
            6: stream(shown(), "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>"),
        }
    ),
    READ,
)
BENIGN.plain(
    "marked-content.pdf",
    pdf(content=stream(b"/P <</MCID 0>> BDC " + shown() + b" EMC"), catalog="/MarkInfo<</Marked true>>/Lang(en)"),
    READ,
)
BENIGN.plain(
    "layers.pdf",
    pdf(
        {7: b"<</Type/OCG/Name(Text)>>"},
        content=stream(b"/OC /L BDC " + shown() + b" EMC"),
        catalog="/OCProperties<</OCGs[7 0 R]/D<</ON[7 0 R]>>>>",
    ),
    READ,
)
BENIGN.plain(
    "labels-and-outlines.pdf",
    pdf(
        {7: b"<</Type/Outlines/Count 0>>"},
        catalog="/Outlines 7 0 R/PageLabels<</Nums[0<</S/r>>]>>/PageMode/UseOutlines",
    ),
    READ,
)
BENIGN.plain(
    "attachment.pdf",
    pdf(
        {7: b"<</Type/Filespec/F(annex.docx)/EF<</F 8 0 R>>>>", 8: stream(docx(), "/Type/EmbeddedFile")},
        catalog="/Names<</EmbeddedFiles<</Names[(annex.docx) 7 0 R]>>>>",
    ),
    READ,
)
BENIGN.plain(
    "links.pdf",
    pdf(
        {7: b"<</Type/Annot/Subtype/Link/Rect[50 700 200 720]/A<</S/URI/URI(http://example.org/)>>>>"},
        page="/Annots[7 0 R]",
    ),
    READ,
)
_FIELD = f"<</Type/Annot/Subtype/Widget/FT/Tx/T(answer)/V({SENTENCE})/Rect[50 700 550 716]/DA(/F 9 Tf)/F 4>>".encode()
BENIGN.plain(
    "answer-in-a-field.pdf",
    pdf(
        {7: _FIELD},
        content=stream(shown("\n".join(LINES[:3]))),
        catalog="/AcroForm<</Fields[7 0 R]/DR<</Font<</F 5 0 R>>>>>>",
        page="/Annots[7 0 R]",
    ),
    READ,
)
BENIGN.plain(
    "two-pages.pdf",
    pdf(
        {
            2: b"<</Type/Pages/Kids[3 0 R 7 0 R]/Count 2>>",
            4: stream(shown("\n".join(LINES[:3]))),
            7: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 8 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            8: stream(shown(SENTENCE)),
        }
    ),
    READ,
)
BENIGN.plain(
    "picture-beside-the-text.pdf",
    pdf(
        {
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>>>>>",
            4: stream(shown() + b" q 90 0 0 60 400 60 cm /I Do Q"),
            6: deflated(
                b"\x7f" * 600, "/Type/XObject/Subtype/Image/Width 30/Height 20/BitsPerComponent 8/ColorSpace/DeviceGray"
            ),
        }
    ),
    READ,
)


@BENIGN.add("changed-afterwards.pdf", READ)
def incremental() -> bytes:
    first = pdf(content=stream(shown("An older text.")))
    begin = first.rindex(b"startxref") + 10
    changed = b"4 0 obj\n" + stream(shown()) + b"\nendobj\n"
    table = b"xref\n4 1\n%010d 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return first + changed + table % (len(first), int(first[begin:].split()[0]), len(first) + len(changed))


@BENIGN.add("table-in-a-stream-objects-in-a-stream.pdf", READ)
def object_stream() -> bytes:
    held = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        5: FONT,
    }
    places, body = [], b""
    for number, content in held.items():
        places.append(b"%d %d" % (number, len(body)))
        body += content + b" "
    index = b" ".join(places) + b" "
    out = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"
    starts = {}
    for number, content in {
        4: deflated(shown()),
        6: deflated(index + body, f"/Type/ObjStm/N {len(held)}/First {len(index)}"),
    }.items():
        starts[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    starts[7] = len(out)
    rows = [(0, 0, 65535)] + [(2, 6, list(held).index(n)) if n in held else (1, starts[n], 0) for n in range(1, 8)]
    table = b"".join(bytes([kind]) + place.to_bytes(2, "big") + more.to_bytes(2, "big") for kind, place, more in rows)
    return (
        out
        + b"7 0 obj\n"
        + deflated(table, "/Type/XRef/Size 8/W[1 2 2]/Root 1 0 R")
        + b"\nendobj\nstartxref\n%d\n%%%%EOF" % starts[7]
    )


@BENIGN.add("said-to-be-ready-for-the-web.pdf", READ)
def linear() -> bytes:
    objects = {
        9: b"<</Linearized 1/L 9999/H[500 100]/O 3/E 2000/N 1/T 3000>>",
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        4: stream(shown()),
        5: FONT,
    }
    return assembled(objects)


def _again(change) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


BENIGN.plain("written-by-python.pdf", _again(lambda writer: writer.add_metadata({"/Title": "Rapport"})), READ)
BENIGN.plain(
    "may-not-be-printed.pdf",
    _again(lambda writer: writer.encrypt("", "owner", algorithm="RC4-128", permissions_flag=0)),
    READ,
)
BENIGN.plain(
    "may-not-be-printed-aes.pdf",
    _again(lambda writer: writer.encrypt("", "owner", algorithm="AES-256", permissions_flag=0)),
    READ,
)
