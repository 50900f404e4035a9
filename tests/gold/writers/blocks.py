"""What a report is made of, whatever file it becomes: an ordered run of blocks."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a block is on the page."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    SECTION = "section"
    HEADING = "heading"
    YES_NO = "yesno"
    OPEN = "open"
    FIELD = "field"
    OPTION = "option"
    AREA = "area"
    DETAIL = "detail"
    PROSE = "prose"
    TABLE = "table"
    FOOTNOTE = "footnote"
    BOX = "box"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Block:
    """A question with its answer, a heading, a paragraph or a table.

    `key` names the block for answers and expectations (``marking.kind``); `number` is printed (``23.1``); `cited` is
    the number under which a reader finds it (``30.c`` for the line ``c)`` under question 30). The `answer` of a table
    holds its rows as lines with cells between tabs; that of a footnote hangs on the block before it.
    """

    role: Role
    text: str = ""
    number: str = ""
    key: str = ""
    cited: str | None = None
    mark: str | None = None
    answer: str = ""
    sources: str = ""

    @property
    def label(self) -> str:
        """Return the printed number and wording."""
        return f"{self.number} {self.text}".strip()

    @property
    def paragraphs(self) -> list[str]:
        """Return the answer paragraph by paragraph."""
        return [line for line in self.answer.strip().split("\n") if line]

    @property
    def rows(self) -> list[list[str]]:
        """Return the cells of a table, row by row."""
        return [line.split("\t") for line in self.paragraphs]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A written file and, page by page, the text that a reader sees there."""

    data: bytes
    pages: tuple[str, ...]
