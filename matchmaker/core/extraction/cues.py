"""How a part of a sentence asks without any of the usual words of asking: by how such sentences are built.

A State need not say "request": help "would be of great value", "priority is given to obtaining" a thing, a depot has no fence
and "partners" may close the gap, a project "is waiting for a donor". Each build is a few classes of words in order; the classes
are lists of the lexicon (``cues``), so that a new verb or adjective needs no new phrase.
"""

import re
from functools import cache

from .lexicons import Lexicon

_FEW = r"(?:[^\w,;:.()]+[\w'-]+){0,5}?[^\w,;:.()]+"
_MORE = r"(?:[^\w;:.]+[\w'-]+){0,9}?[^\w;:.]+"


def asks_by_build(part: str, reading: Lexicon) -> bool:
    """Say whether a folded part asks by how it is built.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> english = lexicon("en")
    >>> asks_by_build("support in marking would be of great value", english), asks_by_build("marking is done by the police", english)
    (True, False)
    """
    if _built(reading).search(part):
        return True
    gap = reading.search("cues.gaps", part)
    return gap is not None and (
        reading.search("cues.remedies", part) is not None or reading.search("partners", part) is not None
    )


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
    return _obliged(reading).search(part) is not None


def is_ahead(before: str, reading: Lexicon) -> bool:
    """Say whether the verb behind some folded words tells what is yet to happen: "should be" funded by partners.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> is_ahead("a survey should be ", lexicon("en")), is_ahead("a survey was ", lexicon("en"))
    (True, False)
    """
    return re.search(rf"(?:{reading.pattern('cues.ahead').pattern})(?:\s+[\w']+)?\s*$", before[-40:]) is not None


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
    ours = r"(?<!notre )(?<!mon )(?<!our )(?<!my )(?<!nuestro )(?<!mi )"
    others = rf"{ours}(?:{reading.pattern('cues.givers').pattern})(?:\s+[\w']+){{0,2}}\s*$"
    return re.search(others, before[-60:]) is not None


@cache
def _built(reading: Lexicon) -> re.Pattern[str]:
    def one(name: str) -> str:
        return rf"(?:{reading.pattern(name).pattern})"

    modals, worths, gets, ranks = (one(f"cues.{name}") for name in ("modals", "worths", "gets", "ranks"))
    wishes, sought, helps = one("cues.wishes"), one("cues.sought"), one("cues.helps")
    invites, givers, giving = one("cues.invites"), one("cues.givers"), one("giving")
    nouns, equals, musts, due = (one(f"cues.{name}") for name in ("nouns", "equals", "musts", "due"))
    return re.compile(
        rf"{modals}{_FEW}{worths}|{modals}\s{worths}"
        rf"|{ranks}{_MORE}{gets}"
        rf"|{wishes}{_FEW}{gets}|{wishes}\s{gets}"
        rf"|{helps}{_MORE}{sought}"
        rf"|{musts}{_FEW}{due}|{musts}\s{due}"
        rf"|{nouns}{_FEW}{equals}|{nouns}\s{equals}"
        rf"|{invites}{_FEW}{givers}{_MORE}{giving}"
    )


@cache
def _obliged(reading: Lexicon) -> re.Pattern[str]:
    subjects, duties = reading.pattern("cues.obliged").pattern, reading.pattern("cues.duties").pattern
    return re.compile(rf"(?:{subjects}){_FEW}?(?:{duties})")
