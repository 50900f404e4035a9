"""Pieces of DOCX that python-docx does not write: content controls, text boxes, footnotes."""

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph
from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def _run(text: str) -> str:
    node = etree.Element("t")
    node.text = text
    inner = etree.tostring(node, encoding="unicode")[3:-4]
    return f'<w:r><w:t xml:space="preserve">{inner}</w:t></w:r>'


def add_checkbox(paragraph: Paragraph, *, ticked: bool, text: str) -> None:
    """Append a checkbox control and the word that belongs to it."""
    control = (
        f'<w:sdt {NAMES}><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(ticked)}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{_run('☒' if ticked else '☐')}</w:sdtContent></w:sdt>"
    )
    paragraph._p.append(parse_xml(control))
    paragraph.add_run(f" {text}    ")


def add_control(document: Document, text: str) -> None:
    """Append a block-level text control that holds an answer."""
    placeholder = "<w:showingPlcHdr/>" if not text else ""
    shown = text or "Click or tap here to enter text."
    control = (
        f"<w:sdt {NAMES}><w:sdtPr>{placeholder}<w:text/></w:sdtPr>"
        f"<w:sdtContent><w:p>{_run(shown)}</w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(len(document.element.body) - 1, parse_xml(control))


def add_box(document: Document, text: str) -> None:
    """Append a text box, written twice as Word does: as a shape, and as a fall-back for old readers."""
    content = f"<w:txbxContent><w:p>{_run(text)}</w:p></w:txbxContent>"
    box = (
        f'<w:r {NAMES}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline>'
        '<wp:extent cx="5400000" cy="900000"/><wp:docPr id="1" name="Box"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        f"<wps:spPr/><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline>"
        '</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:425pt;height:70pt"><v:textbox>'
        f"{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document.add_paragraph()._p.append(parse_xml(box))


class Footnotes:
    """The footnotes of one document, numbered as they come."""

    def __init__(self, document: Document) -> None:
        self.document, self.notes = document, []

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Append a reference to the paragraph and remember the note."""
        self.notes.append(text)
        paragraph._p.append(parse_xml(f'<w:r {NAMES}><w:footnoteReference w:id="{len(self.notes)}"/></w:r>'))

    def close(self) -> None:
        """Write the part that holds the notes, if there are any."""
        if not self.notes:
            return
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>{_run(" " + text)}</w:p></w:footnote>'
            for number, text in enumerate(self.notes, start=1)
        )
        xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {NAMES}>{notes}</w:footnotes>'
        package = self.document.part.package
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, xml.encode(), package)
        self.document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
