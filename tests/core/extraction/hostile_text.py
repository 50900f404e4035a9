"""Text, web pages and files of other kinds that are broken or mean harm."""

import struct

from .building import READ, REPORT, Case, Cases

HOSTILE = Cases()
EMPTY, TYPE, NO_TEXT, SCANNED = "report_empty", "report_wrong_type", "report_no_text", "report_scanned"
LONG, DAMAGED, SLOW, UNSAFE = "report_too_long", "report_damaged", "report_too_slow", "report_unsafe"

# Of another kind
HOSTILE.plain("zeros.txt", bytes(10_000), EMPTY)
HOSTILE.plain("blanks.txt", b" \r\n\t" * 1000, EMPTY)
for _name, _mark in {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.items():
    HOSTILE.plain(f"only-the-mark-of-{_name}.txt", _mark, EMPTY, NO_TEXT)
for _name, _start in {
    "picture.png": b"\x89PNG\r\n\x1a\n", "picture.jpg": b"\xff\xd8\xff\xe0", "picture.gif": b"GIF89a", "picture.tif": b"II*\x00",
    "picture.bmp": b"BM\x36\x00\x0c\x00\x00\x00", "sound.wav": b"RIFF\x00\x00\x00\x00WAVE", "packed.gz": b"\x1f\x8b\x08",
    "packed.7z": b"7z\xbc\xaf\x27\x1c", "packed.rar": b"Rar!\x1a\x07\x00", "packed.xz": b"\xfd7zXZ\x00", "packed.bz2": b"BZh91AY&SY",
    "program.elf": b"\x7fELF\x02\x01\x01", "program.exe": b"MZ\x90\x00", "letter.rtf": b"{\\rtf1\\ansi ", "print.ps": b"%!PS-Adobe-3.0\n",
    "data.sqlite": b"SQLite format 3\x00",
}.items():  # fmt: skip
    HOSTILE.plain(_name, _start + bytes(range(256)) * 20, TYPE)
HOSTILE.plain("data.xml", b"<?xml version='1.0'?><needs><need>one</need></needs>", TYPE)
HOSTILE.plain("data.json", b'{"needs": ["one marking machine"]}', TYPE)
HOSTILE.plain(
    "laughs.xml",
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "' + b"b" * 10_000 + b'">]><a>' + b"&b;" * 10_000 + b"</a>",
    TYPE,
)
HOSTILE.plain("noise.txt", bytes((n * 7919 + n // 251) % 256 for n in range(50_000)), TYPE)
HOSTILE.plain("floats.txt", struct.pack("<5000d", *(n / 7 for n in range(5000))), TYPE)

# Text
HOSTILE.plain("control-characters.txt", b"\x01\x02\x03\x1b[2J\x07" * 5000, TYPE)
HOSTILE.plain("a-few-control-characters.txt", REPORT.encode().replace(b"seven", b"se\x00ven\x1b[31m\x07"), READ)
HOSTILE.plain("odd-bytes-of-utf-16.txt", b"\xff\xfe" + REPORT.encode("utf-16-le") + b"\x00", READ)
HOSTILE.plain("halves-of-letters-in-utf-16.txt", b"\xff\xfe" + REPORT.encode("utf-16-le") + b"\x00\xd8" * 3, READ)
HOSTILE.plain("mark-of-utf-16-before-utf-8.txt", b"\xff\xfe" + REPORT.encode(), READ, TYPE, NO_TEXT)
HOSTILE.plain("mark-of-utf-32-and-noise.txt", b"\xff\xfe\x00\x00" + bytes(range(256)) * 10, TYPE, NO_TEXT, EMPTY)
HOSTILE.plain("utf-8-with-bad-bytes.txt", REPORT.encode() * 20 + b"\xc3\x28\xff", READ)
HOSTILE.plain("letters-beyond-unicode.txt", REPORT.encode() * 20 + b"\xf5\x90\x80\x80\xed\xa0\x80", READ)
HOSTILE.plain("right-to-left-marks.txt", ("\u202e" + REPORT.replace("seven", "\u2066se\u200bven\u2069")).encode(), READ)
HOSTILE.plain("marks-on-one-letter.txt", (REPORT + "a" + "\u0301" * 100_000).encode(), READ, TYPE)
HOSTILE.plain("million-lines.txt", b"a\n" * 1_000_000, LONG)
HOSTILE.plain("million-form-feeds.txt", REPORT.encode() + b"\f" * 1_000_000, LONG, READ)
HOSTILE.plain("twenty-megabytes-in-a-line.txt", b"Benin 2024 " * 1_900_000, LONG)
for _name, _text in {
    "one-long-word": "a" * 300_000,
    "opening-brackets": "(" * 300_000,
    "digits-and-commas": "1," * 100_000,
    "currencies": "USD " * 20_000,
    "addresses": "a@b." * 60_000,
    "question-numbers": "8.5.1 What kind of assistance do you require?\n" * 1000,
    "hyphens": "- " * 30_000,
    "boxes": "[ ] [x] \u2612 " * 6_000,
}.items():
    HOSTILE.plain(f"{_name}-without-end.txt", (REPORT + _text).encode(), READ)

HOSTILE.append(
    Case(
        "digits-and-blanks-without-end.txt",
        lambda: (REPORT + "1 " * 100_000).encode(),
        frozenset({READ, SLOW}),
        slow=True,
    )
)

# Web pages
PAGE = f"<html><head><title>Report</title></head><body><pre>{REPORT}</pre></body></html>"


def _page(inside: str, head: str = "") -> bytes:
    return PAGE.replace("</body>", f"{inside}</body>").replace("<head>", f"<head>{head}").encode()


HOSTILE.plain("elements-without-end.html", _page("<div>" * 100_000), READ)
HOSTILE.plain("tables-in-tables.html", _page("<table><tr><td>" * 20_000), READ, UNSAFE)
HOSTILE.plain("tables-side-by-side.html", _page("<table><tr><td>a</td></tr></table>" * 5_000), READ)
HOSTILE.plain("cells-without-end.html", _page("<table><tr>" + "<td>a</td>" * 100_000), READ)
HOSTILE.plain(
    "spans-forged.html",
    _page('<table><tr><td colspan="999999999">a</td><td colspan="-1">b</td><td colspan="\u00b2">c</td></tr></table>'),
    READ,
)
HOSTILE.plain("attributes-without-end.html", _page("<p " + "a=b " * 200_000 + ">end</p>"), READ)
HOSTILE.plain("one-long-attribute.html", _page(f'<img src="data:image/png;base64,{"A" * 2_000_000}">'), READ)
HOSTILE.plain("references-without-end.html", _page("&#x41;&amp;&lt;&#1114112;&#0;&#xD800;" * 10_000), READ)
HOSTILE.plain("openings-without-end.html", _page("<" * 300_000), READ)
HOSTILE.plain("half-tags.html", _page("<a " * 100_000), READ)
HOSTILE.plain("end-tags.html", _page("</" * 100_000), READ)
HOSTILE.plain("declarations.html", _page("<!a" * 100_000), READ)
HOSTILE.plain("instructions.html", _page("<?a" * 100_000), READ)
HOSTILE.plain("marked-sections.html", _page("<![CDATA[" * 50_000), READ)
HOSTILE.plain("comment-without-end.html", _page("<!-- " + "a" * 1_000_000), READ)
HOSTILE.plain("comments-half-closed.html", _page("<!--a--" * 100_000), READ)
HOSTILE.plain("entities.html", b'<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + _page("&a;"), READ)
HOSTILE.plain(
    "program-only.html", b"<html><body><script>" + REPORT.encode() * 100 + b"</script></body></html>", NO_TEXT
)
HOSTILE.plain(
    "all-hidden.html", b'<html><body><div style="display: none">' + REPORT.encode() + b"</div></body></html>", NO_TEXT
)
HOSTILE.plain("picture-only.html", b'<html><body><img src="http://127.0.0.1:9/scan.png"></body></html>', SCANNED)
HOSTILE.plain(
    "frames-and-styles-from-the-network.html",
    _page('<iframe src="http://127.0.0.1:9/"></iframe><link href="http://127.0.0.1:9/a.css" rel="stylesheet">'),
    READ,
)
for _charset in (
    "punycode",
    "idna",
    "undefined",
    "zlib",
    "base64",
    "hex",
    "rot13",
    "unicode_escape",
    "utf-7",
    "x-nowhere",
    "mbcs",
    "utf-16",
):
    HOSTILE.plain(f"said-to-be-{_charset}.html", _page("", f'<meta charset="{_charset}">'), READ)
HOSTILE.plain(
    "long-and-said-to-be-punycode.html",
    _page("a" * 1_000_000 + "-\u00e9" * 1000, '<meta charset="punycode">'),
    READ,
    LONG,
)
HOSTILE.plain("page-in-a-text.txt", REPORT.encode() + b"\n<script>alert(1)</script>", READ)
