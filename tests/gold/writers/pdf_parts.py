"""How a PDF report looks: its fonts and styles, ticks as glyphs, lines or form fields, answers as form fields."""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, Table

from .blocks import Block, Role
from .questionnaire import words
from .source import HERE, Source

BOLD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Vera": "VeraBd"}
pdfmetrics.registerFont(TTFont("Ticks", str(HERE / "fonts" / "report-ticks.ttf")))
for _face in ("Vera", "VeraBd"):
    pdfmetrics.registerFont(TTFont(_face, str(Path(reportlab.__file__).parent / "fonts" / f"{_face}.ttf")))


class DrawnTicks(Flowable):
    """Boxes drawn with lines, ticked or not, each before its word."""

    def __init__(self, choices: list[tuple[str, bool]], font: str) -> None:
        super().__init__()
        self.choices, self.font, self.height = choices, font, 13

    def draw(self) -> None:
        """Draw the boxes from left to right."""
        canvas, left = self.canv, 0
        canvas.setFont(self.font, 9)
        for word, ticked in self.choices:
            canvas.rect(left, 2, 7, 7)
            if ticked:
                canvas.line(left + 1.5, 5.5, left + 3, 3.2)
                canvas.line(left + 3, 3.2, left + 6, 8)
            canvas.drawString(left + 11, 2.5, word)
            left += 26 + pdfmetrics.stringWidth(word, self.font, 9)


class TickFields(DrawnTicks):
    """Boxes that are form fields."""

    def __init__(self, choices: list[tuple[str, bool]], font: str, key: str) -> None:
        super().__init__(choices, font)
        self.key, self.height = key, 14

    def draw(self) -> None:
        """Place the fields from left to right."""
        left = 0
        for position, (word, ticked) in enumerate(self.choices):
            name = f"{self.key.replace('.', '_')}_{position}"
            self.canv.acroForm.checkbox(
                name=name, checked=ticked, x=left, y=1, size=10, relative=True, buttonStyle="check", borderWidth=0.5
            )
            self.canv.setFont(self.font, 9)
            self.canv.drawString(left + 13, 3, word)
            left += 28 + pdfmetrics.stringWidth(word, self.font, 9)


class AnswerField(Flowable):
    """A text field of a form, with the answer typed into it."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        self.block = block

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the room that the answer takes."""
        self.width = width
        lines = simpleSplit(self.block.answer.strip(), "Helvetica", 9, width - 12) or [""]
        self.height = 12 * len(lines) + 6
        return width, self.height

    def draw(self) -> None:
        """Place the field."""
        look = {"fontName": "Helvetica", "fontSize": 9, "borderWidth": 0.5, "fieldFlags": "multiline"}
        room = {"x": 0, "y": 0, "width": self.width, "height": self.height, "relative": True}
        name = self.block.key.replace(".", "_")
        self.canv.acroForm.textfield(name=name, value=self.block.answer.strip(), **room, **look)


class Look:
    """The styles of one report, and how a tick looks in it."""

    def __init__(self, source: Source) -> None:
        font = source.layout.get("font", "Helvetica")
        self.source, self.font, self.words = source, font, words(source.language)
        self.ticks = source.layout.get("ticks", "words" if source.form == "B" else "boxes")
        self.plain = ParagraphStyle("plain", fontName=font, fontSize=9, leading=11.5)
        self.bold = ParagraphStyle("bold", self.plain, fontName=BOLD[font])
        head = {"keepWithNext": 1}
        self.styles = {
            Role.TITLE: ParagraphStyle("title", self.bold, fontSize=12, leading=15, spaceAfter=4),
            Role.SUBTITLE: ParagraphStyle("subtitle", self.bold, fontSize=10, leading=13),
            Role.SECTION: ParagraphStyle("section", self.bold, fontSize=10.5, leading=14, spaceBefore=9, **head),
            Role.HEADING: ParagraphStyle("heading", self.bold, spaceBefore=5, **head),
            Role.PROSE: ParagraphStyle("prose", self.plain, spaceAfter=4),
            Role.FOOTNOTE: ParagraphStyle("footnote", self.plain, fontSize=7.5, leading=9),
        }
        self.question = ParagraphStyle("question", self.plain, spaceBefore=3)
        self.answer = ParagraphStyle("answer", self.plain, leftIndent=0 if source.form == "B" else 8)

    def paragraph(self, text: str, style: ParagraphStyle | None = None) -> Paragraph:
        """Return a paragraph of plain text."""
        return Paragraph(escape(text), style or self.plain)

    def marks(self, block: Block) -> Iterator[Flowable]:
        """Yield how a yes/no question is ticked under its wording."""
        choices = [(self.words["marks"][name], block.mark == name) for name in ("yes", "no")]
        if self.ticks == "words" and block.mark:
            yield self.paragraph(self.words["marks"][block.mark].upper())
        elif self.ticks == "boxes":
            boxes = (f'<font name="Ticks">{"☑" if ticked else "☐"}</font> {word}' for word, ticked in choices)
            yield Paragraph("&nbsp;&nbsp;&nbsp; ".join(boxes), self.plain)
        elif self.ticks == "brackets":
            yield self.paragraph("   ".join(f"[{'X' if ticked else ' '}] {word}" for word, ticked in choices))
        elif self.ticks == "drawn":
            yield DrawnTicks(choices, self.font)
        elif self.ticks == "fields":
            yield TickFields(choices, self.font, block.key)

    def option(self, block: Block) -> Iterator[Flowable]:
        """Yield a line of a list to tick."""
        ticked = block.mark == "yes"
        if self.ticks == "boxes":
            glyph = f'<font name="Ticks">{"☑" if ticked else "☐"}</font> '
            yield Paragraph(glyph + escape(block.label), self.answer)
        elif self.ticks == "words" and ticked and block.role is Role.OPTION:
            yield self.paragraph(f"{block.label} {self.words['marks']['yes'].upper()}", self.answer)
        elif self.ticks == "brackets":
            yield self.paragraph(f"[{'X' if ticked else ' '}] {block.label}", self.answer)
        elif self.ticks in ("drawn", "fields"):
            box, label = DrawnTicks([("", ticked)], self.font), self.paragraph(block.label)
            yield Table([[box, label]], colWidths=[16, None], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
        else:
            yield self.paragraph(block.label, self.answer)
