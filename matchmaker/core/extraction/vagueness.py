"""Whether nothing but the kind of help is named: "the Commission would welcome technical and financial assistance in this area"."""

import re
from collections.abc import Sequence
from functools import cache

from .folding import fold
from .heads import Form, Head
from .lexicons import Lexicon

_MATTER = r"\W*(?:{area_leads}|{on})\W[^,;:]{3,80},"
"""What the sentence is about, told before what it asks: "as regards marking,"."""
_AIMED = r"{aims}|{for}|{persons}"
_WORTH = r"{cues.modals}|{cues.worths}|{cues.conditionals}|{stays}"


def only_kind(folded: str, heads: Sequence[Head], reading: Lexicon) -> bool:
    """Say whether the folded words of an ask name the kind of help and no object, number or purpose.

    Who asks is no object (those who are to learn are), nor the matter told before it, nor what the help would be ("remains welcome").

    Parameters
    ----------
    heads : sequence of Head
        By their places in the words.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> from .segments import grammar
    >>> texts = ("the Gambia wishes technical assistance in this area", "technical assistance with the ledgers is requested")
    >>> [only_kind(fold(text), grammar("en").heads(fold(text)), lexicon("en")) for text in texts]
    [True, False]
    """
    if any(head.form in (Form.ITEM, Form.UNKNOWN, Form.LAW, Form.PROCEDURE, Form.ACTIVITY) for head in heads):
        return False
    rest = folded
    for head in heads:
        rest = rest[: head.start] + " " * (head.end - head.start) + rest[head.end :]
    if any(head.form is Form.ADJECTIVE or reading.search("assistance_words", _of(folded, head)) for head in heads):
        rest = rest[_told_before(rest, min(head.start for head in heads), reading) :]
    for name in ("requests", "priority", "separators", "prepositions"):
        rest = reading.pattern(name).sub(" ", rest)
    rest = reading.shape(_WORTH).sub(" ", rest)
    return not [word for word in re.findall(r"[a-z]{2,}", rest) if word not in _empty(reading)]


def _of(folded: str, head: Head) -> str:
    return folded[head.start : head.end]


def _told_before(rest: str, first: int, reading: Lexicon) -> int:
    """Return where the words end that stand before the first word for help and tell the matter, or who asks."""
    matter = reading.shape(_MATTER).match(rest, 0, first)
    start = matter.end() if matter else 0
    for name in ("requests", "cues.wishes"):
        for cue in reading.pattern(name).finditer(rest, start, first):
            if not reading.shape(_AIMED).search(rest, start, cue.start()):
                start = cue.end()
    return start


@cache
def _empty(reading: Lexicon) -> frozenset[str]:
    names = ("generic", "stopwords", "assistance_words")
    return frozenset(part for name in names for word in reading.words(name) for part in fold(word).split())
