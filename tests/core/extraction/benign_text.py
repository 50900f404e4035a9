"""Text and web pages of odd but legal shape."""

from .building import READ, REPORT, SENTENCE, Cases

BENIGN = Cases()
FRENCH = (
    "Bénin\nRapport national 2024\n8.5.1 De quel type d'assistance avez-vous besoin ?\n"
    "Le Bénin demande à être doté de sept machines de marquage pour sa police.\n"
    "Le Gouvernement a été informé de l'état d'avancement ; la sécurité a été renforcée à Cotonou.\n"
)
"""Long enough for its encoding to be told."""

for _encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252", "iso8859-15", "cp850", "mac-roman"):
    BENIGN.plain(f"french-in-{_encoding}.txt", FRENCH.encode(_encoding), READ)
BENIGN.plain("utf-16-little-without-mark.txt", FRENCH.encode("utf-16-le"), READ)
BENIGN.plain("utf-16-big-without-mark.txt", FRENCH.encode("utf-16-be"), READ)
BENIGN.plain("utf-16-big-with-mark.txt", b"\xfe\xff" + FRENCH.encode("utf-16-be"), READ)
BENIGN.plain("utf-32-big-with-mark.txt", b"\x00\x00\xfe\xff" + FRENCH.encode("utf-32-be"), READ)
BENIGN.plain("quotation-marks-of-windows.txt", (REPORT + "The “Act” – 2024’s – is in force…\n").encode("cp1252"), READ)
for _name, _text in {
    "ends-of-windows": REPORT.replace("\n", "\r\n"),
    "ends-of-old-macs": REPORT.replace("\n", "\r"),
    "ends-mixed": REPORT.replace("\n", "\r\n", 2),
    "ends-of-mainframes": REPORT.replace("\n", "\u0085"),
    "line-separators": REPORT.replace("\n", "\u2028"),
    "no-end": REPORT.strip(),
    "one-line": REPORT.replace("\n", " "),
    "blank-lines": "\n\n\n" + REPORT.replace("\n", "\n\n\n"),
    "form-feeds": REPORT.replace("8.5.1", "\f8.5.1"),
    "form-feed-first": "\f" + REPORT,
    "form-feeds-between-empty-pages": REPORT.replace("8.5.1", "\f\f\f8.5.1"),
    "vertical-tabs": REPORT.replace("8.5.1", "\v8.5.1"),
    "tabs": REPORT.replace(" marking", "\tmarking"),
    "trailing-blanks": REPORT.replace("\n", "   \n"),
    "indented": REPORT.replace("\n", "\n        "),
    "no-break-spaces": REPORT.replace("seven ", "seven\u00a0"),
    "narrow-spaces": REPORT.replace("seven ", "seven\u202f"),
    "soft-hyphens": REPORT.replace("machines", "ma\u00adchines"),
    "zero-width-spaces": REPORT.replace("machines", "machines\u200b"),
    "word-joiners": REPORT.replace("machines", "mach\u2060ines"),
    "mark-in-the-middle": REPORT.replace("Benin requests", "\ufeffBenin requests"),
    "ligatures": REPORT + "The o\ufb03ce is satis\ufb01ed.\n",
    "letters-with-marks-apart": REPORT + "De\u0301cision du Be\u0301nin.\n",
    "end-of-file-of-dos": REPORT + "\x1a",
    "zero-at-the-end": REPORT + "\x00",
    "digits-of-full-width": REPORT + "Cost: \uff11\uff12 USD.\n",
    "underlined": REPORT.replace("National report 2024", "National report 2024\n====================\n"),
    "words-broken-at-the-line": REPORT.replace("marking machines", "marking machin-\nes"),
    "wrapped": REPORT.replace("requests seven", "requests\nseven").replace("machines for", "machines\nfor"),
    "marks-of-mail": "\n".join(f"> {line}" for line in REPORT.splitlines()),
    "page-numbers": REPORT.replace("8.5.1", "1\n\n8.5.1") + "2\n",
}.items():
    BENIGN.plain(f"{_name}.txt", _text.encode(), READ)


def _html(
    body: str, *, head: str = "", start: str = "<!DOCTYPE html>\n<html><head>{}</head><body>", encoding: str = "utf-8"
) -> bytes:
    return (start.format(head) + body + "</body></html>").encode(encoding)


LINES = REPORT.splitlines()
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in LINES)
FRENCH_PARAGRAPHS = "".join(f"<p>{line}</p>" for line in FRENCH.splitlines())
for _name, _data in {
    "plain": _html(PARAGRAPHS),
    "fragment": PARAGRAPHS.encode(),
    "fragment-of-a-table": f"<table>{''.join(f'<tr><td>{line}</td></tr>' for line in LINES)}</table>".encode(),
    "capitals": _html(PARAGRAPHS.replace("<p>", "<P>"), start="<HTML><HEAD>{}</HEAD><BODY>"),
    "xhtml": _html(PARAGRAPHS, start='<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml"><head>{}</head><body>'),
    "mark-of-utf-8": b"\xef\xbb\xbf" + _html(PARAGRAPHS),
    "mark-of-utf-16": _html(FRENCH_PARAGRAPHS, encoding="utf-16"),
    "charset-latin-1": _html(FRENCH_PARAGRAPHS, head='<meta charset="iso-8859-1">', encoding="latin-1"),
    "charset-in-content": _html(FRENCH_PARAGRAPHS, head='<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', encoding="cp1252"),
    "charset-wrong": _html(FRENCH_PARAGRAPHS, head='<meta charset="ascii">'),
    "charset-none": _html(FRENCH_PARAGRAPHS, encoding="latin-1"),
    "references": _html(PARAGRAPHS.replace("seven", "&#115;e&#x76;en").replace("requests", "requests&nbsp;")),
    "soft-hyphens": _html(PARAGRAPHS.replace("machines", "ma&shy;chines<wbr>")),
    "paragraphs-open": _html("".join(f"<p>{line}\n" for line in LINES)),
    "breaks": _html("<div>" + "<br>".join(LINES) + "</div>"),
    "breaks-closed": _html("<div>" + "<br/>".join(LINES) + "</div>"),
    "list": _html("<ul>" + "".join(f"<li>{line}" for line in LINES) + "</ul>"),
    "ordered-list": _html(f"<p>{LINES[0]}<p>{LINES[1]}<p>{LINES[2]}<ol><li>{LINES[3]}</ol>"),
    "terms": _html(f"<h1>{LINES[0]}</h1><h2>{LINES[1]}</h2><dl><dt>{LINES[2]}<dd>{LINES[3]}</dl>"),
    "cells-open": _html("<table>" + "".join(f"<tr><td>{line}" for line in LINES) + "</table>"),
    "table-in-a-table": _html("<table><tr><td><table><tr><td>" + PARAGRAPHS + "</td></tr></table></td></tr></table>"),
    "heads-and-spans": _html(f"<table><thead><tr><th colspan=2>{LINES[0]} {LINES[1]}</th></tr></thead><tbody><tr><td rowspan=2>8.5.1</td><td>{LINES[2][6:]}</td></tr><tr><td>{SENTENCE}</td></tr></tbody></table>"),
    "typed-text": _html(f"<form><p>{LINES[0]}<p>{LINES[1]}<p>{LINES[2]}<textarea rows=3>{SENTENCE}</textarea></form>"),
    "typed-line": _html(f'<form><p>{LINES[0]}<p>{LINES[1]}<p>{LINES[2]} <input type="text" value="{SENTENCE}"></form>'),
    "choice": _html(f"<form><p>{LINES[0]}<p>{LINES[1]}<p>{LINES[2]}<select><option>Nothing</option><option selected>{SENTENCE}</option></select></form>"),
    "preformatted": _html(f"<pre>{REPORT}</pre>"),
    "comments": _html(PARAGRAPHS.replace("<p>", "<!-- a > b --><p>")),
    "conditional-comments": _html("<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]-->" + PARAGRAPHS),
    "saved-by-word": _html('<div class="WordSection1">' + "".join(f'<p class="MsoNormal"><span lang="EN-GB">{line}<o:p></o:p></span></p>' for line in LINES) + "</div>", start='<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>{}<style><!-- p {{margin: 0}} --></style></head><body>'),
    "words-in-marks": _html(PARAGRAPHS.replace("seven", "<b>se</b><i>ven</i>")),
    "folded-away": _html(f"<p>{LINES[0]}<p>{LINES[1]}<details><summary>{LINES[2]}</summary><p>{SENTENCE}</details>"),
    "programs-around": _html("<script>if (a < b) document.write('<p>no</p>')</script>" + PARAGRAPHS + "<noscript>Please allow programs.</noscript>"),
    "drawing-around": _html("<svg><text>none</text></svg>" + PARAGRAPHS + '<img alt="flag" src="data:image/png;base64,AAAA">'),
    "ends-of-windows": _html(PARAGRAPHS.replace("<p>", "\r\n<p>\r\n")),
    "mathematics": _html("<math><mn>7</mn></math>" + PARAGRAPHS),
}.items():  # fmt: skip
    BENIGN.plain(f"{_name}.html", _data, READ)
