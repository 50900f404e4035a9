"""Broken contracts of the library. Expected outcomes are values with reasons, never exceptions."""

from datetime import date
from decimal import Decimal
from enum import StrEnum


class Word(str):
    """A word or a sentence that readers meet in their own language: the mark by which translators find it.

    Examples
    --------
    >>> Word("kind of help")
    'kind of help'
    """

    __slots__ = ()


class MatchmakerError(Exception):
    """A refused input: one sentence for people, one stable code for programs.

    Parameters
    ----------
    code : str
        Stable, lower case, words joined by underscores: ``unknown_state``.
    sentence : str
        One sentence that says what is wrong, where, and what to do. It stands in the code as it is written here, so
        that it can be translated; what differs from case to case is named in it: ``%(state)s``.
    **facts : object
        What the sentence names: text, whole numbers, ``Decimal``, money, days, words of a list, a `Word`, or a tuple of
        such.

    Examples
    --------
    >>> error = MatchmakerError("unknown_state", "No State is called '%(state)s': give its code.", state="X")
    >>> error.as_dict()["error"]
    {'code': 'unknown_state', 'message': "No State is called 'X': give its code."}
    """

    def __init__(self, code: str, sentence: str, /, **facts: object) -> None:
        self.code = code
        self.sentence = sentence
        self.facts = facts
        self.message = sentence % {name: _written(fact) for name, fact in facts.items()} if facts else sentence
        super().__init__(self.message)

    def as_dict(self) -> dict[str, dict[str, str]]:
        """Return the error object that every command prints."""
        return {"error": {"code": self.code, "message": self.message}}


def _written(fact: object) -> str:
    """Return a fact in English."""
    if isinstance(fact, tuple):
        return " or ".join(map(_written, fact))
    if isinstance(fact, Decimal):
        return f"{fact.normalize():f}"
    if isinstance(fact, date):
        return f"{fact.day} {fact:%B %Y}"
    return fact.replace("_", " ") if isinstance(fact, StrEnum) else str(fact)
