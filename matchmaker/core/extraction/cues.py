"""How a part of a sentence asks without any of the usual words of asking: by how such sentences are built.

A State need not say "request": help "would be of great value", "priority is given to obtaining" a thing, a depot has no fence
and "partners" may close the gap, a project "is waiting for a donor". Each build is a few classes of words in order; the classes
are lists of the lexicon (``cues``), so that a new verb or adjective needs no new phrase.
"""

from .folding import fold
from .lexicons import Lexicon

_FEW = r"(?:[^\w,;:.()]+[\w'-]+){0,5}?[^\w,;:.()]+"
_MORE = r"(?:[^\w;:.]+[\w'-]+){0,9}?[^\w;:.]+"
_NO_PAPER = r"(?![^;:.]*{cues.papers})"
"""What is put before partners is an ask, unless it is a paper: "resolved to forward the report to donors"."""
_RESOLVED = (
    r"{cues.resolves}"
    + _NO_PAPER
    + _MORE
    + r"(?:{cues.addresses}"
    + _MORE
    + r"{partners}|{partners}"
    + _FEW
    + r"{cues.addresses})|{cues.resolves}"
    + _MORE
    + "{cues.enters}"
    + _MORE
    + "{cues.asking_papers}"
)
_BUILT = (
    r"{cues.modals}" + _FEW + r"{cues.worths}"
    r"|{cues.ranks}" + _MORE + r"{cues.gets}"
    r"|{cues.wishes}" + _FEW + r"{cues.gets}"
    r"|{cues.helps}" + _MORE + r"{cues.sought}"
    r"|{cues.musts}" + _FEW + r"{cues.due}"
    r"|{cues.nouns}" + _FEW + r"{cues.equals}"
    r"|" + _RESOLVED + r"|{cues.invites}" + _FEW + r"{cues.givers}" + _MORE + r"{giving}"
)
_OBLIGED = r"{cues.obliged}" + _FEW + r"?{cues.duties}"
_ADVERB = r"(?P<has>{has })(?P<manner>{manner })"
"""What stands inside a tense: "ont conjointement assuré"."""
_AHEAD = r"{cues.ahead}(?:\s+[\w']+)?\s*$"
_GIVERS = r"{cues.givers}(?:\s+[\w']+){0,2}\s*$"


def asks_by_build(part: str, reading: Lexicon) -> bool:
    """Say whether a folded part asks by how it is built.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> english = lexicon("en")
    >>> asks_by_build("support in marking would be of great value", english), asks_by_build("marking is done by the police", english)
    (True, False)
    """
    if reading.shape(_BUILT).search(part):
        return True
    gap = reading.search("cues.gaps", part)
    return gap is not None and (
        reading.search("cues.remedies", part) is not None or reading.search("partners", part) is not None
    )


def resolves_to_ask(part: str, reading: Lexicon) -> bool:
    """Say whether a folded part tells that somebody resolved to turn to partners, as minutes do.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> told = ("it was agreed to approach donors for a van", "it was agreed to forward the report to donors")
    >>> [resolves_to_ask(text, lexicon("en")) for text in told]
    [True, False]
    """
    return reading.shape(_RESOLVED).search(part) is not None


def would_help(part: str, head: int, reading: Lexicon) -> bool:
    """Say whether what is named at a place of a folded part is told as what would help: "a drafter would complete the law".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> would_help("two more machines would do", 9, lexicon("en")), would_help("this would be one of the machines", 25, lexicon("en"))
    (True, False)
    """
    told = reading.search("cues.conditionals", part)
    return told is not None and head < told.start() and not obliges_others(part, reading)


def obliges_others(part: str, reading: Lexicon) -> bool:
    """Say whether a folded part tells the duties of owners, dealers, applicants, and asks nothing of anybody.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> obliges_others("brokers are required to request a licence", lexicon("en"))
    True
    """
    return reading.shape(_OBLIGED).search(part) is not None


def is_ahead(before: str, reading: Lexicon) -> bool:
    """Say whether the verb behind some folded words tells what is yet to happen: "should be" funded by partners.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> is_ahead("a survey should be ", lexicon("en")), is_ahead("a survey was ", lexicon("en"))
    (True, False)
    """
    return reading.shape(_AHEAD).search(before[-40:]) is not None


def is_passive(before: str, reading: Lexicon) -> bool:
    """Say whether the verb behind some folded words is in the passive: two courses "were" held.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> is_passive("two courses were ", lexicon("en")), is_passive("italy ", lexicon("en"))
    (True, False)
    """
    return reading.shape(r"(?:{was }|{is }|{be })(?:\w+\s+)?$").search(before) is not None


def by_others(before: str, reading: Lexicon) -> bool:
    """Say whether the ability behind some folded words is another's: "States" in a position to help.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> by_others("we invite states that are ", lexicon("en"))
    True
    """
    others = reading.shape(r"{ours }{cues.givers}").sub(" ", before[-60:])
    return reading.shape(_GIVERS).search(others) is not None


def in_one_tense(folded: str, reading: Lexicon) -> str:
    """Return folded words with each verb of the past in one tense and without what stands inside it; no place moves.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> in_one_tense("ayant conjointement assure", lexicon("fr")).split()
    ['a', 'assure']
    """
    tense = fold(reading.words("has")[0])
    plain = reading.pattern("having_done").sub(lambda told: tense.ljust(len(told[0])), folded)
    return reading.shape(_ADVERB).sub(lambda told: told["has"] + " " * len(told["manner"]), plain)
