"""Sentences that say whence help must come, before others name it without a verb: "We depend on others for equipment. For the police: two safes"."""

from collections.abc import Sequence

from .clauses import Clause
from .excerpts import Excerpt
from .lexicons import Lexicon


def announced(text: Excerpt, told: Sequence[Clause], reading: Lexicon) -> set[int]:
    """Return where the clauses start that ask because the sentence before them announced it.

    Examples
    --------
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> words = "For equipment we depend on others. For the police: two safes. They have a press."
    >>> excerpt = Excerpt(words, tuple(range(len(words))))
    >>> found = announced(excerpt, list(clauses(excerpt, lexicon("en"))), lexicon("en"))
    >>> [words[start:].partition(".")[0] for start in found]
    ['For the police: two safes']
    """
    asking: set[int] = set()
    since: int | None = None
    for clause in told:
        folded = text.folded[clause.start : clause.end]
        near = since is not None and "\n" not in text.text[since : clause.start]
        if clause.stance == "plain" and reading.search("announcements", folded):
            since = clause.end
        elif near and clause.stance == "plain" and not reading.search("forms.finite", folded):
            asking.add(clause.start)
            since = clause.end
        else:
            since = None
    return asking
