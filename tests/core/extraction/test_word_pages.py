"""On which page of a Word document a passage stands, and what stands in parts of their own."""

import pytest

from matchmaker.core.extraction import extract
from matchmaker.core.extraction.documents import Document
from matchmaker.core.extraction.readers import read
from matchmaker.core.gazetteer import Gazetteer

from .building import OFFICE, RELATIONS, W, docx, paragraph, paragraphs

BREAK = '<w:r><w:br w:type="page"/></w:r>'
NOTED = "<w:r><w:lastRenderedPageBreak/></w:r>"
BEGINS = "<w:pPr><w:pageBreakBefore/></w:pPr>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def section(kind: str = "") -> str:
    told = f'<w:type w:val="{kind}"/>' if kind else ""
    return f"<w:sectPr>{told}</w:sectPr>"


def pages(document: Document) -> list[tuple[int, str]]:
    return [(line.page, line.text) for line in document.lines if line.text]


ONE, TWO = paragraph("One"), paragraph("Two")
TURNS = {
    "set": f"{ONE}<w:p>{BREAK}</w:p>{TWO}",
    "set before the words": f"{ONE}<w:p>{BREAK}{run('Two')}</w:p>",
    "set behind the words": f"<w:p>{run('One')}{BREAK}</w:p>{TWO}",
    "noted": f"{ONE}<w:p>{NOTED}{run('Two')}</w:p>",
    "set and noted": f"{ONE}<w:p>{BREAK}</w:p><w:p>{NOTED}{run('Two')}</w:p>",
    "set and noted in one paragraph": f"{ONE}<w:p>{BREAK}{NOTED}{run('Two')}</w:p>",
    "of the paragraph": f"{ONE}<w:p>{BEGINS}{run('Two')}</w:p>",
    "of the paragraph and noted": f"{ONE}<w:p>{BEGINS}{NOTED}{run('Two')}</w:p>",
    "set and of the paragraph": f"{ONE}<w:p>{BREAK}</w:p><w:p>{BEGINS}{run('Two')}</w:p>",
    "of a section": f"{ONE}<w:p><w:pPr>{section()}</w:pPr></w:p>{TWO}{section('nextPage')}",
    "of a section, its kind not told": f"<w:p><w:pPr>{section('continuous')}</w:pPr>{run('One')}</w:p>{TWO}{section()}",
    "of a section and noted": f"{ONE}<w:p><w:pPr>{section()}</w:pPr></w:p><w:p>{NOTED}{run('Two')}</w:p>{section('oddPage')}",
    "set in the last paragraph of a section": f"{ONE}<w:p><w:pPr>{section()}</w:pPr>{BREAK}</w:p>{TWO}{section()}",
    "behind a drawing": f"<w:p>{run('One')}</w:p><w:p>{BREAK}</w:p><w:p><w:r><w:drawing/></w:r></w:p><w:p>{NOTED}{run('Two')}</w:p>",
}


@pytest.mark.parametrize("body", TURNS.values(), ids=TURNS)
def test_a_break_turns_the_page_once_however_often_it_is_told(body):
    last = 3 if "drawing" in body else 2
    assert pages(read(docx(body))) == [(1, "One"), (last, "Two")]


@pytest.mark.parametrize(
    "body",
    [
        ONE + TWO,
        f"<w:p>{NOTED}{run('One')}</w:p>{TWO}",
        f"<w:p>{BEGINS}{run('One')}</w:p>{TWO}",
        f"{ONE}<w:p><w:pPr>{section()}</w:pPr></w:p>{TWO}{section('continuous')}",
        f'{ONE}<w:p><w:pPr><w:pageBreakBefore w:val="0"/></w:pPr>{run("Two")}</w:p>',
        f'{ONE}<w:p><w:r><w:br w:type="column"/></w:r>{run("Two")}</w:p>',
        f"{ONE}<w:p><w:del>{BREAK}</w:del>{run('Two')}</w:p>",
        f"<w:p><w:pPr><w:sectPr><w:sectPrChange>{section()}</w:sectPrChange></w:sectPr></w:pPr>{run('One')}</w:p>{TWO}{section('continuous')}",
    ],
    ids=["none", "first", "first-begins", "section-goes-on", "switched-off", "column", "deleted", "section-changed"],
)
def test_what_is_no_break_turns_no_page(body):
    assert pages(read(docx(body))) == [(1, "One"), (1, "Two")]


def test_each_break_that_was_set_turns_a_page():
    assert pages(read(docx(f"{ONE}<w:p>{BREAK}</w:p><w:p>{BREAK}{BREAK}</w:p>{TWO}"))) == [(1, "One"), (4, "Two")]


def test_a_paragraph_that_goes_on_over_the_page_is_told_on_both_and_no_word_is_parted():
    body = f"<w:p>{run('Two safes for ')}{NOTED}{run('the pol')}{NOTED}{run('ice of Benin')}</w:p>{TWO}"
    document = read(docx(body))
    assert pages(document) == [(1, "Two safes for"), (2, "the police of Benin"), (3, "Two")]
    assert [line.hard for line in document.lines] == [True, False, True]


def test_styles_begin_pages_too_also_by_the_style_on_which_they_are_based():
    styles = f"""<w:styles xmlns:w="{W}"><w:style w:styleId="a"><w:pPr><w:pageBreakBefore/></w:pPr></w:style>
        <w:style w:styleId="b"><w:basedOn w:val="a"/></w:style><w:style w:styleId="c"><w:basedOn w:val="c"/></w:style>
        <w:style w:styleId="d"><w:basedOn w:val="a"/><w:pPr><w:pageBreakBefore w:val="false"/></w:pPr></w:style></w:styles>"""
    body = ONE + "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{run(name)}</w:p>' for name in ("a", "b", "c", "d")
    )
    assert pages(read(docx(body, {"word/styles.xml": styles}))) == [(1, "One"), (2, "a"), (3, "b"), (3, "c"), (3, "d")]


def test_a_row_that_goes_on_over_the_page_counts_it_once_and_its_lines_stand_where_they_are():
    over = f"<w:tc>{paragraph('first')}<w:p>{NOTED}{run('second')}</w:p></w:tc>"
    beside = f"<w:tc><w:p>{run('left ')}{NOTED}{run('right')}</w:p></w:tc>"
    moved = f"<w:tc><w:p>{NOTED}{run('9.1 Kept?')}</w:p></w:tc><w:tc>{paragraph('Yes, in the ministry itself.')}</w:tc>"
    body = f"<w:tbl><w:tr>{over}{beside}</w:tr><w:tr>{moved}</w:tr></w:tbl>{ONE}"
    found = dict(reversed(page) for page in pages(read(docx(body))))
    assert (found["first"], found["second"], found["One"]) == (1, 2, 3)
    assert found["Yes, in the ministry itself."] == 3


def test_a_need_bears_the_page_on_which_it_is_asked():
    body = paragraphs("Benin\nNational report 2024") + f"<w:p>{BREAK}</w:p>"
    body += paragraphs("8.5.1 What kind of assistance do you require?")
    body += f"<w:p>{NOTED}{run('Benin requests seven marking machines for its police.')}</w:p>"
    found = extract(docx(body), filename="report.docx", gazetteer=Gazetteer.default())
    assert [need.passage.page for need in found.needs] == [3]
    assert found.report.pages == 3


def chunked(target: str, parts: dict[str, bytes], *, kind: str = "aFChunk", mode: str = "") -> bytes:
    related = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r7" Type="{OFFICE}/{kind}" Target="{target}" {mode}/></Relationships>'
    chunk = f'<w:altChunk xmlns:r="{OFFICE}" r:id="r7"/>'
    return docx(f"{ONE}<w:p>{BREAK}</w:p>{chunk}{TWO}", {"word/_rels/document.xml.rels": related, **parts})


@pytest.mark.parametrize(
    ("target", "name", "data"),
    [
        ("chunk.html", "word/chunk.html", b"<html><body><p>Seven &amp; eight</p><script>no</script></body></html>"),
        ("/chunks/a.txt", "chunks/a.txt", b"Seven & eight\n"),
        ("../afchunk.htm", "afchunk.htm", "\ufeff<p>Seven & eight</p>".encode("utf-16-le")),
    ],
)
def test_texts_in_parts_of_their_own_are_read_where_they_stand(target, name, data):
    assert pages(read(chunked(target, {name: data}))) == [(1, "One"), (2, "Seven & eight"), (2, "Two")]


@pytest.mark.parametrize(
    ("target", "parts", "how"),
    [
        ("gone.html", {}, {}),
        ("http://127.0.0.1:9/a.html", {}, {"mode": 'TargetMode="External"'}),
        ("a.txt", {"word/a.txt": b"no"}, {"kind": "image"}),
        ("a.html", {"word/a.html": b"<html><body></body></html>"}, {}),
        ("a.png", {"word/a.png": b"\x89PNG" + bytes(50)}, {}),
        ("a.docx", {"word/a.docx": docx()}, {}),
        ("../../../../etc/hostname", {}, {}),
    ],
    ids=["missing", "elsewhere", "no-chunk", "empty", "picture", "document", "outside"],
)
def test_parts_that_hold_nothing_to_read_are_left_out(target, parts, how):
    assert pages(read(chunked(target, parts, **how))) == [(1, "One"), (2, "Two")]
