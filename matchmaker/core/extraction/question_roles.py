"""Wording of a question in no catalogue -> what it asks, by how it is built: help and wishing, needs, a kind, an instruction."""

import re

from .catalogue import Role
from .lexicons import Lexicon
from .stances import cued, offers

_SHORT, _FEW = 90, 6
_NUMBERED = r"{asking_heads}\s*(?P<sign>[^\s\d]{0,4})\s*\d{1,2}\b(?!\s*{prepositions})"


def role_of(asked: str, reading: Lexicon) -> Role | None:
    """Return what an unknown question asks, by the words of the lexicon.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> [role_of(text, lexicon("en")).value for text in ("would you like help with marking?", "which support would be welcome?")]
    ['request', 'request_kind']
    """
    for name in ("contact", "considered", "proposal"):
        if reading.search(f"questions.{name}", asked):
            return Role(name)
    if told := help_told(asked, reading):
        return told
    for name in ("request_kind", "received", "provided", "requested", "request"):
        if reading.search(f"questions.{name}", asked):
            return Role(name)
    if asks_for_help(asked, reading) or (reading.search("need_nouns", asked) and asked.rstrip().endswith("?")):
        return Role.REQUEST_KIND if _asks_which(asked, reading) else Role.REQUEST
    lacking = asked.rstrip().endswith("?") and (cued(asked, reading) or reading.search("cues.gaps", asked))
    return Role.REQUEST_KIND if lacking and _asks_which(asked, reading) else None


def help_told(asked: str, reading: Lexicon) -> Role | None:
    """Return whether a question speaks of help that was received, or given to others."""
    if not reading.search("help_nouns", asked):
        return None
    if reading.search("received_words", asked):
        return Role.RECEIVED
    wished = reading.search("asking_words", asked)
    return Role.PROVIDED if reading.search("provided_words", asked) and not wished else None


def asks_for_help(asked: str, reading: Lexicon) -> bool:
    """Say whether a title or question speaks of help that is wished: ``Support that is sought from partners``."""
    wished = reading.search("asking_words", asked)
    helped = reading.search("help_nouns", asked)
    told = reading.search("assessment_nouns", asked.partition(":")[0]) or help_told(asked, reading) is not None
    told = told or reading.search("questions.considered", asked) is not None
    return bool(wished and helped and not told and not reading.search("denials", asked))


def names_needs(title: str, rest: str, reading: Lexicon) -> bool:
    """Say whether a title names needs and their theme and nothing else: ``Needs in the area of marking``.

    Parameters
    ----------
    rest : str
        The title without the words of its theme, small words and separators.
    """
    needs = reading.pattern("need_nouns").match(title)
    if needs is None:
        return False
    for name in ("need_nouns", "prepositions", "generic", "stopwords", "help_nouns", "purposes"):
        rest = reading.pattern(name).sub(" ", rest)
    return not re.search(r"\w{3,}", rest)


def title_told(title: str, reading: Lexicon) -> Role | None:
    """Return what a title in no catalogue opens, by what it says: ``What we lack``, ``Ce qui a été reçu``, ``Lo que ofrecemos``.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> [title_told(text, lexicon("en")).value for text in ("what we still lack", "what we have received", "what we offer")]
    ['requested', 'received', 'considered']
    """
    if (
        reading.search("need_nouns", title)
        and len(title.split()) <= _FEW
        and not any(
            reading.search(name, title) for name in ("denials", "assessment_nouns", "received_words", "provided_words")
        )
    ):
        return Role.REQUESTED
    opened = reading.shape(r"\W*{title_openings}").match(title) is not None
    helped = reading.search("help_nouns", title) is not None
    if not (opened or helped) or reading.search("denials", title):
        return None
    received, provided = (reading.search(f"{name}_words", title) is not None for name in ("received", "provided"))
    if received or provided:
        return None if received and provided else Role.RECEIVED if received else Role.PROVIDED
    if reading.search("offered_words", title) or offers(title, reading):
        return Role.CONSIDERED
    if helped and reading.search("cues.nouns", title):
        return Role.REQUESTED
    if opened and (cued(title, reading) or reading.search("cues.gaps", title)):
        return Role.REQUESTED
    return None


def is_instruction(line: str, reading: Lexicon) -> bool:
    """Say whether a line only tells to give details: ``If yes, please specify``."""
    rest = line
    for name in ("instructions", "wh_words", "help_nouns", "asking_words", "generic", "stopwords", "need_nouns"):
        rest = reading.pattern(name).sub(" ", rest)
    return len(line) < _SHORT and reading.search("instructions", line) is not None and not re.search(r"\w{3,}", rest)


def is_numbered_ask(title: str, reading: Lexicon) -> bool:
    """Say whether a title is one such as ``Need 2. Borders``."""
    told = reading.shape(_NUMBERED).match(title)
    signs = reading.pattern("number_signs")
    return told is not None and (told["sign"] in ("", "#") or signs.fullmatch(told["sign"]) is not None)


def _asks_which(asked: str, reading: Lexicon) -> bool:
    return reading.shape(r"\W*{wh_words}").match(asked) is not None
