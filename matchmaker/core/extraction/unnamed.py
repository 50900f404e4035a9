"""An answer that asks in words of no list -> the kind of help by the form of its words.

Under a question that asks for asks a short line without a verb names something even where no lexicon knows it: "test-fire
tanks" is a thing, "schooling of clerks" trains somebody, "destruction of 2,000 weapons" is an activity that takes money,
"to improve storage" takes somebody who knows how. A sentence is cut at its verb of asking: of "we need test-fire tanks" the
object is read. What is told so is doubtful, and marked.
"""

import re
from functools import cache

from ..vocabulary import Kind
from .lexicons import Lexicon
from .spreads import is_place

_LONG = 16
"""Words from which a line is a sentence and no name of anything."""


_OF_PLAN = re.compile(
    r"(?:linea|eje|medida|actividad|accion|objetivo|meta|ligne|axe|mesure|activite|action|objectif|line|pillar|measure|activity|objective)"
    r"\s(?:n[o\u00b0.]+\s?)?\d[\d.]*\b"
)
"""A part of a plan by its number, which no ask opens: "Line 8 of the plan, observatory of arms"."""


def kind_by_form(clause: str, reading: Lexicon) -> Kind | None:
    """Return the kind of help that a folded clause without any known word of help names by its form.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> english = lexicon("en")
    >>> [str(kind_by_form(text, english)) for text in ("test-fire tanks", "schooling of clerks", "disposal of 40 rifles", "it is old")]
    ['equipment', 'training', 'funding', 'None']
    """
    if re.fullmatch(r"[^:]+:\s*\d+\W*", clause) and is_place(f" {clause}", reading):
        return None  # "Depots: 6"
    words = re.findall(r"[a-z'-]{2,}", clause)
    plain = clause.strip(" \t-*")
    if re.search(r"(?:19|20)\d\d", plain) and reading.search("dated_names", plain):
        return None  # "National action plan 2025-2028" names a paper
    pointing = reading.pattern("forms.pointers").match(plain) or plain.endswith(":") or _OF_PLAN.match(plain)
    if not words or pointing or len(words) > _LONG or reading.search("forms.finite", clause):
        return None
    bare = _lead(reading).sub("", clause).strip(" .,;:()-")
    if reading.pattern("forms.needless").match(bare):
        return None
    infinitive = reading.language == "es" and re.match(r"[a-z]{3,}[aei]r\s+(?:el|la|los|las|un|una|[a-z]+s)\s", bare)
    if infinitive or reading.pattern("forms.verbs").match(bare):
        return Kind.EXPERTISE
    of = _object(reading).search(bare)
    if reading.language == "en" and re.match(r"[a-z]+ing\s+(?:the|a|an|our|all|some|\d|[a-z]+ed\s)", bare):
        return Kind.FUNDING
    named = re.split(rf"[,;:(]|\s(?:{reading.pattern('prepositions').pattern})\s", bare)[0].split()
    if not named or not re.search(r"[a-z]{3}", bare):
        return None
    noun = named[-1] if reading.language == "en" else next((word for word in named if len(word) > 2), named[0])
    if reading.pattern("forms.actions").fullmatch(noun) is None:
        return Kind.EQUIPMENT
    if of is None:
        return Kind.EQUIPMENT if noun.endswith("ing") else Kind.EXPERTISE
    held = bare[of.end() : of.end() + 40]
    persons = reading.search("persons", held) or reading.hits("beneficiaries", held)
    return Kind.TRAINING if persons else Kind.FUNDING


def asked_object(clause: str, reading: Lexicon) -> tuple[int, int] | None:
    """Return where the object of an explicit ask stands in a folded clause: of "we need bullet traps" or "bullet traps are needed".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> for text in ("we urgently need bullet traps for tests", "bullet traps are needed.", "we need to think", "it is old"):
    ...     place = asked_object(text, lexicon("en"))
    ...     print(place and text[slice(*place)])
    bullet traps for tests
    bullet traps
    None
    None
    """
    told = _asking(reading).match(clause) or _is_asked(reading).match(clause)
    return told.span("object") if told else None


@cache
def _asking(reading: Lexicon) -> re.Pattern[str]:
    """Return the pattern of a short subject, a verb of asking and its object, which no other verb opens."""
    asking, finite = reading.pattern("forms.asking").pattern, reading.pattern("forms.finite").pattern
    definite = rf"(?:(?:{reading.pattern('definite').pattern})\s?(?={reading.pattern('forms.actions').pattern}))?"
    unasked = rf"(?!(?:{finite})(?!\w))(?!to\s)(?!que?\s)(?!that\s)(?![a-z]+(?:er|ir|ar|re)\s)"
    return re.compile(
        rf"\W*(?:[a-z'-]+[ ,]+){{0,5}}?(?:{asking})\s*(?<!\w){definite}{unasked}(?P<object>[^,;:]*?[a-z]{{3}}[^,;:]*?)[ .]*$"
    )


@cache
def _is_asked(reading: Lexicon) -> re.Pattern[str]:
    finite = reading.pattern("forms.finite").pattern
    return re.compile(
        rf"\W*(?P<object>(?:(?!(?:{finite})(?!\w))[\w'-]+ ){{0,7}}?[\w'-]+) (?:{reading.pattern('forms.asked').pattern})\W*$"
    )


@cache
def _lead(reading: Lexicon) -> re.Pattern[str]:
    """Return the pattern of what stands before the name of a thing: requests, "purchase of", articles, numbers."""
    names = ("requests", "transparent", "stopwords", "generic", "priority", "articles", "assistance_words")
    words = "|".join(pattern for name in names if (pattern := reading.pattern(name).pattern) != r"(?!)")
    return re.compile(rf"^(?:\W*(?:{words}|[\d.,]+)(?!\w))*")


@cache
def _object(reading: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s(?:{reading.pattern('forms.of').pattern})\s*")
