"""An answer that asks in words of no list -> the kind of help by the form of its words.

Under a question that asks for asks a short line without a verb names something even where no lexicon knows it: "test-fire
tanks" is a thing, "schooling of clerks" trains somebody, "destruction of 2,000 weapons" is an activity that takes money,
"to improve storage" takes somebody who knows how. A sentence is cut at its verb of asking: of "we need test-fire tanks" the
object is read. What is told so is doubtful, and marked.
"""

import re

from ..vocabulary import Kind
from .lexicons import Lexicon
from .spreads import is_place

_LONG = 16
"""Words from which a line is a sentence and no name of anything."""


_OF_PLAN = r"{plan_parts}\s(?:{number_signs}\s?)?\d[\d.]*\b"
"""A part of a plan by its number, which no ask opens: "Line 8 of the plan, observatory of arms"."""
_TO_DO = r"{forms.verbs}|(?=[a-z]{5}){infinitives}\s+{object_openings}\s"
_DOING = r"(?=[a-z]{4}){gerunds}\s+(?:{object_openings}\s|\d)"
_NAME = r"[,;:(]|\s{prepositions}\s"
_LEAD = r"^(?:\W*(?:{requests}|{transparent}|{stopwords}|{generic}|{priority}|{articles}|{assistance_words}|[\d.,]+)(?!\w))*"
"""What stands before the name of a thing: requests, "purchase of", articles, numbers."""
_OBJECT = r"\s{forms.of}\s*"
_ASKING = (
    r"\W*(?:[a-z'-]+[ ,]+){0,5}?{forms.asking}\s*(?<!\w)(?:{definite}\s?(?={forms.actions}))?"
    r"(?!{forms.finite}|{to }|{relatives }|{infinitives}\s)(?P<object>[^,;:]*?[a-z]{3}[^,;:]*?)[ .]*$"
)
"""A short subject, a verb of asking and its object, which no other verb opens."""
_IS_ASKED = r"\W*(?P<object>(?:(?!{forms.finite})[\w'-]+ ){0,7}?[\w'-]+) {forms.asked}\W*$"


def in_units(folded: str, reading: Lexicon) -> bool:
    """Say whether a folded part is a name with its number in pieces, sets or pairs, as lists are: "gloves and goggles, 30 sets".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> [in_units(text, lexicon("en")) for text in ("gloves and goggles, 30 sets", "the gloves are worn out")]
    [True, False]
    """
    return (
        reading.shape(r"\W*[a-z][^,;:.|]{3,60}[,:(]\s?(?:\d+|{numbers})\s{item_units}\W*").fullmatch(folded) is not None
    )


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
    pointing = (
        reading.pattern("forms.pointers").match(plain) or plain.endswith(":") or reading.shape(_OF_PLAN).match(plain)
    )
    if not words or pointing or len(words) > _LONG or reading.search("forms.finite", clause):
        return None
    bare = reading.shape(_LEAD).sub("", clause).strip(" .,;:()-")
    if reading.pattern("forms.needless").match(bare):
        return None
    if reading.shape(_TO_DO).match(bare):
        return Kind.EXPERTISE
    of = reading.shape(_OBJECT).search(bare)
    if reading.shape(_DOING).match(bare):
        return Kind.FUNDING
    named = reading.shape(_NAME).split(bare)[0].split()
    if not named or not re.search(r"[a-z]{3}", bare):
        return None
    noun = named[-1] if reading.noun_last else next((word for word in named if len(word) > 2), named[0])
    if reading.pattern("forms.actions").fullmatch(noun) is None:
        return Kind.EQUIPMENT
    if of is None:
        return Kind.EQUIPMENT if reading.pattern("gerunds").fullmatch(noun) else Kind.EXPERTISE
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
    told = reading.shape(_ASKING).match(clause) or reading.shape(_IS_ASKED).match(clause)
    return told.span("object") if told else None
