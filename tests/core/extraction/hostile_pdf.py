"""PDF files that are broken or mean harm."""

import io
import zlib

import pypdf

from .building import READ, REPORT, SENTENCE, Case, Cases, assembled, bomb, deflated, docx, pdf, shown, stream

HOSTILE = Cases()
DAMAGED, ENCRYPTED, SCANNED = "report_damaged", "report_encrypted", "report_scanned"
NO_TEXT, PAGES = "report_no_text", "report_too_many_pages"
SLOW, COMPLEX, DENSE, NOT_READ = "report_too_slow", "report_too_complex", "report_too_dense", "report_not_read"

whole = pdf()
HOSTILE.plain("header-only.pdf", b"%PDF-1.7\n", DAMAGED)
HOSTILE.plain("header-and-zeros.pdf", b"%PDF-1.7\n" + bytes(5000), DAMAGED)
HOSTILE.plain("header-and-noise.pdf", b"%PDF-1.4\n" + bytes(range(256)) * 400, DAMAGED)
HOSTILE.plain("html-behind-the-header.pdf", b"%PDF-1.7\n<html><body>" + REPORT.encode(), DAMAGED)
for _share in (5, 20, 40, 60, 80):
    HOSTILE.plain(f"cut-at-{_share}-percent.pdf", whole[: len(whole) * _share // 100], DAMAGED, NO_TEXT, READ)
for _byte in (b"\x00", b"\xff"):
    HOSTILE.plain(
        f"page-object-overwritten-{_byte.hex()}.pdf", whole.replace(b"/Type/Page/", _byte * 11), DAMAGED, NO_TEXT, READ
    )


def _locked(algorithm: str, user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(whole))
    writer.encrypt(user, owner, algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


for _algorithm in ("RC4-40", "RC4-128", "AES-128", "AES-256"):
    HOSTILE.append(
        Case(f"password-{_algorithm}.pdf", lambda a=_algorithm: _locked(a, "secret", "owner"), frozenset({ENCRYPTED}))
    )


@HOSTILE.add("unknown-security-handler.pdf", ENCRYPTED, DAMAGED, NOT_READ)
def unknown_handler() -> bytes:
    return pdf({9: b"<</Filter/Own.Handler/V 9/R 9>>"}, trailer="/Encrypt 9 0 R/ID[<00><00>]")


@HOSTILE.add("page-tree-cycle.pdf", DAMAGED, NO_TEXT)
def cycle() -> bytes:
    return pdf({2: b"<</Type/Pages/Kids[6 0 R]/Count 1>>", 6: b"<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 1>>"})


@HOSTILE.add("page-tree-contains-itself.pdf", DAMAGED, NO_TEXT)
def own_child() -> bytes:
    return pdf({2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"})


@HOSTILE.add("page-count-forged.pdf", READ, PAGES)
def forged_count() -> bytes:
    return pdf({2: b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>"})


@HOSTILE.add("page-count-negative.pdf", DAMAGED, NO_TEXT, READ)
def negative_count() -> bytes:
    return pdf({2: b"<</Type/Pages/Kids[3 0 R]/Count -1>>"})


@HOSTILE.add("one-page-a-million-times.pdf", PAGES)
def repeated_page() -> bytes:
    return pdf({2: b"<</Type/Pages/Kids[" + b"3 0 R " * 1_000_000 + b"]/Count 1000000>>"})


@HOSTILE.add("page-tree-grows-tenfold-at-each-level.pdf", PAGES, DAMAGED)
def growing_tree() -> bytes:
    levels = {
        n: b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"%d 0 R " % (n + 1) * 10, 10 ** (19 - n)) for n in range(10, 19)
    }
    return pdf(
        {2: b"<</Type/Pages/Kids[10 0 R]/Count 1000000000>>", 19: b"<</Type/Pages/Kids[3 0 R]/Count 1>>"} | levels
    )


@HOSTILE.add("arrays-in-arrays.pdf", DAMAGED, NO_TEXT, NOT_READ, READ)
def deep_arrays() -> bytes:
    return pdf({6: b"[" * 200_000 + b"]" * 200_000}, page="/Deep 6 0 R")


@HOSTILE.add("dictionaries-in-the-catalog.pdf", DAMAGED, NO_TEXT, NOT_READ, READ)
def deep_dictionaries() -> bytes:
    return pdf(catalog="/D" + "<</D" * 100_000 + " 1" + ">>" * 100_000)


@HOSTILE.add("deep-arrays-in-the-content.pdf", READ, NO_TEXT, NOT_READ)
def deep_content() -> bytes:
    return pdf(content=stream(b"[" * 300_000 + shown()))


@HOSTILE.add("form-draws-itself.pdf", READ, NO_TEXT)
def own_form() -> bytes:
    form = stream(
        b"/X Do " + shown(),
        "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>/Font<</F 5 0 R>>>>",
    )
    return pdf(
        {
            6: form,
            4: stream(b"/X Do"),
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 6 0 R>>>>>>",
        }
    )


@HOSTILE.add("forms-that-multiply.pdf", SLOW, COMPLEX)
def doubling_forms() -> bytes:
    forms = {
        n: stream(
            b"/X Do " * 10, f"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X {n + 1} 0 R>>>>"
        )
        for n in range(10, 18)
    }
    last = stream(shown(), "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 10 0 R>>>>>>"
    return pdf({**forms, 18: last, 4: stream(b"/X Do"), 3: page})


@HOSTILE.add("content-unpacks-to-a-gigabyte.pdf", COMPLEX)
def packed_content() -> bytes:
    return pdf(content=stream(b"\x78\xda" + bomb(2**30), "/Filter/FlateDecode"))


@HOSTILE.add("filters-in-a-row.pdf", COMPLEX, NO_TEXT)
def filters() -> bytes:
    data = b"q " * 2**24
    for _ in range(4):
        data = zlib.compress(data, 9)
    return pdf(content=stream(data, "/Filter[" + "/FlateDecode" * 4 + "]"))


@HOSTILE.add("length-forged.pdf", READ, NO_TEXT, DAMAGED)
def forged_length() -> bytes:
    return pdf().replace(b"/Length ", b"/Length 99999999")


@HOSTILE.add("length-refers-to-itself.pdf", READ, NO_TEXT, DAMAGED)
def own_length() -> bytes:
    return pdf(content=b"<</Length 4 0 R>>\nstream\n" + shown() + b"\nendstream")


@HOSTILE.add("table-points-to-itself.pdf", READ, DAMAGED)
def previous_cycle() -> bytes:
    data = pdf()
    place = data.rindex(b"startxref") + 10
    begin = int(data[place:].split()[0])
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % begin)


@HOSTILE.add("table-points-behind-the-end.pdf", NO_TEXT, DAMAGED)
def start_behind() -> bytes:
    return assembled({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>"}, start=10**9)


@HOSTILE.add("size-forged.pdf", READ, DAMAGED)
def forged_size() -> bytes:
    return pdf().replace(b"/Size 6", b"/Size 2147483647")


@HOSTILE.add("object-streams-hold-each-other.pdf", DAMAGED, NO_TEXT, READ)
def object_streams() -> bytes:
    inside = b"1 0 <</Type/Catalog/Pages 2 0 R>>"
    held = {
        6: stream(inside, "/Type/ObjStm/N 1/First 4/Extends 7 0 R"),
        7: stream(inside, "/Type/ObjStm/N 1/First 4/Extends 6 0 R"),
    }
    table = b"".join(bytes([2, 0, 7 - (n % 2), 0]) for n in range(8))
    data = assembled(held)
    place = len(data)
    data += (
        b"8 0 obj\n"
        + stream(table, "/Type/XRef/Size 8/W[1 2 1]/Root 1 0 R")
        + b"\nendobj\nstartxref\n%d\n%%%%EOF" % place
    )
    return data


@HOSTILE.add("objects-refer-in-a-circle.pdf", DAMAGED, NO_TEXT, READ)
def circle() -> bytes:
    return pdf({4: b"7 0 R", 7: b"8 0 R", 8: b"4 0 R"})


@HOSTILE.add("parents-in-a-circle.pdf", READ, NO_TEXT, DAMAGED)
def parents() -> bytes:
    return pdf({3: b"<</Type/Page/Parent 3 0 R/Contents 4 0 R>>"})


@HOSTILE.add("page-as-large-as-a-field.pdf", READ, NO_TEXT)
def huge_page() -> bytes:
    return pdf(page="/MediaBox[0 0 99999999999 99999999999]/UserUnit 1e30")


@HOSTILE.add("picture-of-a-thousand-million-points.pdf", SCANNED)
def huge_picture() -> bytes:
    picture = deflated(
        b"\0" * 1000, "/Type/XObject/Subtype/Image/Width 65000/Height 65000/BitsPerComponent 8/ColorSpace/DeviceRGB"
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 6 0 R>>>>>>"
    return pdf({3: page, 4: stream(b"q 500 0 0 700 40 40 cm /I Do Q"), 6: picture})


@HOSTILE.add("scan-of-many-pages.pdf", SCANNED)
def scan() -> bytes:
    picture = deflated(
        b"\xff" * 10_000, "/Type/XObject/Subtype/Image/Width 100/Height 100/BitsPerComponent 8/ColorSpace/DeviceGray"
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 6 0 R>>>>>>"
    pages = b"<</Type/Pages/Kids[" + b"3 0 R " * 60 + b"]/Count 60>>"
    return pdf({2: pages, 3: page, 4: stream(b"q 500 0 0 700 40 40 cm /I Do Q"), 6: picture})


@HOSTILE.add("lines-drawn-without-end.pdf", DENSE)
def many_lines() -> bytes:
    return pdf(content=deflated(shown() + b"\n10 10 m 500 10 l S" * 200_000))


@HOSTILE.add("a-million-letters-on-a-page.pdf", DENSE)
def many_letters() -> bytes:
    return pdf(content=deflated(shown("Benin National report 2024 asks\n" * 60_000)))


@HOSTILE.add("map-of-letters-bomb.pdf", READ, NO_TEXT, SLOW, COMPLEX, NOT_READ)
def letter_map() -> bytes:
    ranges = b"".join(b"100 beginbfrange\n" + b"<0000> <FFFF> <0041>\n" * 100 + b"endbfrange\n" for _ in range(300))
    font = b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 7 0 R/DescendantFonts[8 0 R]>>"
    cid = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
    return pdf({7: deflated(b"begincmap " + ranges + b" endcmap"), 8: cid}, font=font)


@HOSTILE.add("opens-programs-and-addresses.pdf", READ)
def actions() -> bytes:
    launch = "/OpenAction<</S/Launch/F(/bin/sh)/Next<</S/URI/URI(http://127.0.0.1:9/)/Next<</S/JavaScript/JS(app.alert\\(1\\))>>>>>>"
    return pdf(catalog=launch + "/AA<</WC<</S/SubmitForm/F(http://127.0.0.1:9/)>>>>")


@HOSTILE.add("stream-in-another-file.pdf", NO_TEXT, DAMAGED)
def external_stream() -> bytes:
    return pdf(content=b"<</Length 0/F(/etc/passwd)/FFilter/ASCIIHexDecode>>\nstream\n\nendstream")


@HOSTILE.add("fields-in-a-circle.pdf", READ, DAMAGED, NOT_READ)
def field_circle() -> bytes:
    field = b"<</FT/Tx/T(a)/V(x)/Kids[6 0 R]/Parent 6 0 R/Subtype/Widget/Rect[50 50 200 70]>>"
    return pdf({6: field}, catalog="/AcroForm<</Fields[6 0 R]>>", page="/Annots[6 0 R]")


@HOSTILE.add("hundred-thousand-fields.pdf", DENSE)
def many_fields() -> bytes:
    field = b"<</FT/Tx/T(a)/V(value)/Subtype/Widget/Rect[50 50 200 70]>>"
    return pdf(
        {6: field, 7: b"[" + b"6 0 R " * 100_000 + b"]"}, catalog="/AcroForm<</Fields[6 0 R]>>", page="/Annots 7 0 R"
    )


@HOSTILE.add("forms-of-xml.pdf", READ, NO_TEXT)
def xfa() -> bytes:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "'
        + b"a" * 1000
        + b'">'
        + b"".join(b'<!ENTITY b%d "%s">' % (n, b"&b%d;" % (n - 1) * 10) for n in range(1, 12))
        + b"]><x>&b11;</x>"
    )
    return pdf({6: stream(bomb)}, catalog="/AcroForm<</XFA 6 0 R/Fields[]>>")


@HOSTILE.add("polyglot-pdf-and-zip.pdf", READ, DAMAGED)
def polyglot() -> bytes:
    return pdf() + docx()


@HOSTILE.add("text-outside-the-page-and-invisible.pdf", READ)
def invisible() -> bytes:
    return pdf(content=stream(b"3 Tr " + shown() + shown(SENTENCE, top=-4000)))
