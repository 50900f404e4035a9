"""Wording -> theme: what words and things say of what an ask or an engagement is about."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..vocabulary import Item, Theme
from .catalogue import canonical, catalogue
from .folding import squash
from .lexicons import Hit, Lexicon

ITEM_THEMES: dict[Item, Theme] = {
    Item.MARKING_MACHINE: Theme.MARKING,
    Item.STORAGE_CONTAINER: Theme.STOCKPILE_MANAGEMENT,
    Item.ARMOURY_CABINET: Theme.STOCKPILE_MANAGEMENT,
    Item.SHREDDER: Theme.DESTRUCTION,
    Item.CUTTER: Theme.DESTRUCTION,
    Item.COMPUTER: Theme.RECORD_KEEPING,
    Item.SOFTWARE_LICENCE: Theme.RECORD_KEEPING,
    Item.BALLISTIC_SYSTEM: Theme.BALLISTICS,
    Item.SCANNER: Theme.BORDER_CONTROLS,
}
"""What a thing is for where neither question nor wording says."""
_LABEL = 45
"""Length up to which words are a label."""
_SPOKEN = 240
"""Letters before a clause that may tell what it is about."""
_REFERENCE = re.compile(r"\(\s*[ivx]+\.[\divx., -]*\)")
"""A paragraph of the Programme that a label names: "Stocks (II.17)"."""
AGENCY_THEMES = {
    "customs": Theme.BORDER_CONTROLS,
    "border_guard": Theme.BORDER_CONTROLS,
    "coast_guard": Theme.BORDER_CONTROLS,
    "immigration": Theme.BORDER_CONTROLS,
    "navy": Theme.BORDER_CONTROLS,
    "forensic_laboratory": Theme.BALLISTICS,
    "justice": Theme.LAW_ENFORCEMENT,
}
"""What the work of an agency is about, where nothing else says what is asked for it or given to it."""
TELLING = (Item.MARKING_MACHINE, Item.BALLISTIC_SYSTEM)
"""Things that are for one purpose only, under whatever question they stand."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a wording is about.

    Attributes
    ----------
    theme : Theme or None
        None where the wording does not say.
    explicit : bool
        Whether it says so outright, so that it outranks the question.
    named : frozenset of Theme
        All themes that it touches, by its words and by the things asked.
    worded : frozenset of Theme
        Those that its words touch.
    """

    theme: Theme | None
    explicit: bool
    named: frozenset[Theme]
    worded: frozenset[Theme]


def topic(folded: str, items: Sequence[Item | None], reading: Lexicon) -> Topic:
    """Return what folded text and the things asked in it are about.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> topic("training in tracing at border posts", (), lexicon("en")).theme.value
    'tracing'
    """
    hits = theme_hits(folded, reading)
    among = reading.search("among", folded)
    if among:
        hits = [hit for hit in hits if hit.start < among.start() or hit.entry != Theme.GENDER]
    things = [ITEM_THEMES[item] for item in items if item in ITEM_THEMES]
    worded = frozenset(Theme(hit.entry) for hit in hits)
    named = worded | frozenset(things)
    strong = [hit for hit in hits if not reading.pattern("weak_themes").fullmatch(folded[hit.start : hit.end])]
    if strong:
        agencies = [hit for hit in reading.hits("beneficiaries", folded) if hit.entry != "forensic_laboratory"]
        strong = [hit for hit in strong if not any(a.start <= hit.start and hit.end <= a.end for a in agencies)]
    if strong and strong[0].entry == Theme.COORDINATION:  # "travel of the focal point to the review conference"
        strong = [hit for hit in strong if hit.entry == Theme.PARTICIPATION] or strong
    if strong:
        return Topic(Theme(strong[0].entry), explicit=True, named=named, worded=worded)
    if things:
        return Topic(things[0], explicit=any(item in TELLING for item in items), named=named, worded=worded)
    return Topic(most_named(hits), explicit=False, named=named, worded=worded)


def of_agency(folded: str, reading: Lexicon) -> Theme | None:
    """Return the theme of the agency that folded text names: ``two boats for the navy``.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> str(of_agency("two boats for the navy", lexicon("en")))
    'border_controls'
    """
    named = (AGENCY_THEMES.get(hit.entry) for hit in reading.hits("beneficiaries", folded))
    return next((theme for theme in named if theme is not None), None)


def spoken_of(before: str, reading: Lexicon) -> Theme | None:
    """Return what the last folded words of a paragraph speak of, for what follows and names no theme itself.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> str(spoken_of("the ports are hard to watch. ", lexicon("en")))
    'border_controls'
    """
    above, _, before = before.rpartition("\n")
    above = above.rpartition("\n")[2]
    if "|" in before and "|" in above and not theme_hits(before, reading) and not reading.hits("items", before):
        before = above  # the row above tells what a row without any matter is about
    before = before[-_SPOKEN:]
    if hits := theme_hits(before, reading):
        weak = reading.pattern("weak_themes")
        strong = [hit for hit in hits if not weak.fullmatch(before, hit.start, hit.end)]
        return Theme((strong or hits)[-1].entry)
    things = [hit.entry for hit in reading.hits("items", before) if Item(hit.entry) in ITEM_THEMES]
    return ITEM_THEMES[Item(things[-1])] if things else None


def labelled(clause: str, reading: Lexicon) -> tuple[bool, Theme | None]:
    """Return whether a folded clause starts with a label that names its matter ("Marking:", "Depots."), and the theme.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> labelled("marking: two machines are in use", lexicon("en"))[1].value, labelled("the police use them", lexicon("en"))
    ('marking', (False, None))
    """
    clause = _REFERENCE.sub(" ", clause)
    label, colon, _ = clause.partition(":")
    if (not colon and len(clause) > _LABEL) or len(label) > _LABEL or not re.search(r"[a-z]{2}", label):
        return False, None
    if colon and (titled := _titled(label)) is not None:
        return True, titled
    hits = theme_hits(label, reading)
    rest = label
    for hit in reversed(hits):
        rest = rest[: hit.start] + " " + rest[hit.end :]
    for name in ("stopwords", "separators", "legal_objects.strong"):
        rest = reading.pattern(name).sub(" ", rest)
    weak = reading.pattern("weak_themes")
    first = next((hit for hit in hits if not weak.fullmatch(label, hit.start, hit.end)), hits[0] if hits else None)
    if not hits and not colon:
        return False, None  # "(II.7-9)", "4."
    several = not colon and len({hit.entry for hit in hits}) > 1  # "Study on craft weapons" is no title
    return not re.search(r"[a-z0-9]{2,}", rest), Theme(first.entry) if first and not several else None


def titled_themes(title: str, reading: Lexicon) -> frozenset[Theme]:
    """Return the themes that a folded title names, if it names several: ``marking and registers``.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> sorted(titled_themes("marking and tracing", lexicon("en")))
    [<Theme.MARKING: 'marking'>, <Theme.TRACING: 'tracing'>]
    """
    named = frozenset(Theme(hit.entry) for hit in theme_hits(title, reading))
    return named if len(named) > 1 and len(title) < 2 * _LABEL else frozenset()


@lru_cache(maxsize=512)
def _titled(label: str) -> Theme | None:
    """Return the theme of a label that is a title of the questionnaires: ``detention par les civils``."""
    letters = canonical(squash(re.sub(r"^\s*(?:[\divx]{1,4}|[a-z])\s?[.)]\s*", "", label)))
    found = catalogue().find(letters, None)
    same = found is not None and found.wording.letters == letters
    return (
        found.wording.question.theme
        if found is not None and same and found.wording.question.key.startswith("heading.")
        else None
    )


def theme_hits(folded: str, reading: Lexicon) -> list[Hit]:
    """Return where folded text names a theme, without the phrases that only look like one ("the reporting period")."""
    for match in reading.pattern("not_themes").finditer(folded):
        folded = folded[: match.start()] + " " * (match.end() - match.start()) + folded[match.end() :]
    return reading.hits("themes", folded)


def most_named(hits: Sequence[Hit]) -> Theme | None:
    """Return the theme that most words of a text belong to, the first of equals."""
    counts = Counter(hit.entry for hit in hits)
    return Theme(max(counts, key=lambda entry: counts[entry])) if counts else None
