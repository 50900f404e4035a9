"""On which page of a Word document one is, by the breaks that its author set and those that Word noted when it last laid it out."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ..refusals import RefusedFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = {"0", "false", "off", "none"}
_ON_THE_SAME_PAGE = {"continuous", "nextColumn"}
PAGES = 500
"""As of a PDF."""
BROKEN, LAID_OUT = "\f", "\v"
"""In the text of a paragraph: a break that its author set, and one that Word noted. XML allows neither letter."""


class Pages:
    """Counts pages; a break that stands there twice, as set and as noted, counts once.

    Examples
    --------
    >>> pages = Pages()
    >>> pages.tell("Section 1")
    >>> pages.turn(BROKEN)
    >>> pages.turn(LAID_OUT)
    >>> pages.number
    2
    """

    def __init__(self, number: int = 1) -> None:
        self.number = number
        self._filled = self._told = False

    @property
    def state(self) -> tuple[int, bool, bool]:
        """The page, whether anything stands on it, and whether that can be seen; states are told apart by their order."""
        return self.number, self._filled, self._told

    @state.setter
    def state(self, state: tuple[int, bool, bool]) -> None:
        self.number, self._filled, self._told = state

    def tell(self, text: str, *, drawn: bool = False) -> None:
        """Note that a paragraph, or a part of one, stands on the page."""
        self._filled = True
        self._told = self._told or drawn or not (not text or text.isspace())

    def turn(self, mark: str) -> None:
        """Turn the page at a mark in the text: always at one that was set, at a noted one where the page holds something.

        Raises
        ------
        RefusedFile
            If there are too many pages.
        """
        if mark == BROKEN or self._told:
            self._next()

    def part(self) -> None:
        """Turn the page before a paragraph that begins one or behind a section, unless nothing stands on it yet."""
        if self._filled:
            self._next()

    def _next(self) -> None:
        self.number += 1
        self._filled = self._told = False
        if self.number > PAGES:
            raise RefusedFile("report_too_many_pages", found=f"more than {PAGES}", limit=str(PAGES))


def broken(text: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a paragraph, each behind the mark at which it starts; no word is parted by a noted break.

    Examples
    --------
    >>> list(broken("two safes \\vfor the po\\vlice"))
    [('', 'two safes '), ('\\x0b', 'for the po'), ('\\x0b', 'lice')]
    """
    start, mark = 0, ""
    for place, letter in enumerate(text):
        if letter in ("\n", BROKEN, LAID_OUT):
            yield mark, text[start:place]
            start, mark = place + 1, letter
    yield mark, text[start:]


def within_a_word(before: str, after: str) -> bool:
    """Say whether a break stands within a word."""
    return bool(before and after) and not before[-1].isspace() and not after[0].isspace()


def begins_a_page(properties: Element | None) -> bool | None:
    """Say whether a paragraph or style of these properties begins a page; None where they do not say."""
    found = properties.find(f"{_W}pageBreakBefore") if properties is not None else None
    return None if found is None else found.get(f"{_W}val", "on").lower() not in _OFF


def beginning_styles(styles: Element | None) -> frozenset[str]:
    """Return the styles whose paragraphs begin a page, by what they say or what those say on which they are based."""
    told: dict[str, bool | None] = {}
    bases: dict[str, str] = {}
    for style in () if styles is None else styles.iter(f"{_W}style"):
        name = style.get(f"{_W}styleId", "")
        told[name] = begins_a_page(style.find(f"{_W}pPr"))
        base = style.find(f"{_W}basedOn")
        bases[name] = base.get(f"{_W}val", "") if base is not None else ""
    found = set()
    for name in told:
        one = name
        for _ in range(10):
            if told.get(one) is not None or one not in bases:
                break
            one = bases[one]
        if told.get(one):
            found.add(name)
    return frozenset(found)


def section_ends(body: Element) -> frozenset[int]:
    """Return the identities of the marks of sections behind which a page begins: how, the section that follows says."""
    marks = [mark for paragraph in body.iter(f"{_W}p") for mark in paragraph.findall(f"{_W}pPr/{_W}sectPr")]
    marks += body.findall(f"{_W}sectPr")
    kinds = [kind.get(f"{_W}val") if (kind := mark.find(f"{_W}type")) is not None else None for mark in marks]
    return frozenset(id(mark) for mark, kind in zip(marks, kinds[1:], strict=False) if kind not in _ON_THE_SAME_PAGE)
