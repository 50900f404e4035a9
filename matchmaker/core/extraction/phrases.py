"""Phrases as an expert writes them -> patterns over folded text.

A phrase is plain words; ``*`` starts or ends a word anyhow (``revis*``), ``...`` leaves up to four words out, a space also matches a hyphen.
Names of things, persons, agencies and themes are found in singular and plural, whichever of them is written: they take or lose the
endings of the language, a word behind ``=`` only stands as it is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .folding import fold

_OPEN = r"(?<!\w)"


@dataclass(frozen=True)
class Endings:
    """The endings of the plural in a language.

    Parameters
    ----------
    taken : tuple of str
        Each ending that is added, the usual one first; ``y/ies`` where one takes another's place.
    kept : tuple of str
        Endings with which a word is no plural, though it ends like one: ``ss``.

    Examples
    --------
    >>> english = Endings(("s", "es", "y/ies"), ("ss",))
    >>> [bool(re.fullmatch(english.word("battery"), word)) for word in ("battery", "batteries", "battering")]
    [True, True, False]
    >>> english.stem("batteries") == english.stem("battery")
    True
    """

    taken: tuple[str, ...]
    kept: tuple[str, ...]

    def word(self, word: str) -> str:
        """Return the pattern of a word in singular and plural, whichever of them is written."""
        stem = word if word.endswith(self.kept) else word.removesuffix(self.taken[0])
        for one, several in self._replaced:
            bare = several.removesuffix(self.taken[0])
            for ending in (bare, one):
                if stem.endswith(ending):
                    return f"{stem.removesuffix(ending)}(?:{several}|{one}{self.taken[0]}|{bare}|{one})"
        return f"{stem}(?:{'|'.join(sorted(self._added, key=len, reverse=True))})?"

    def stem(self, key: str) -> str:
        """Return a key with the endings of its words cut off, the same in singular and plural."""
        return " ".join(self._cut.sub("", word) for word in key.split(" "))

    @cached_property
    def _added(self) -> list[str]:
        return [ending for ending in self.taken if "/" not in ending]

    @cached_property
    def _replaced(self) -> list[tuple[str, str]]:
        return [(one, several) for one, mark, several in (ending.partition("/") for ending in self.taken) if mark]

    @cached_property
    def _cut(self) -> re.Pattern[str]:
        whole = {part for ending in self.taken for part in ending.split("/")}
        cut = whole | {ending.removesuffix(self.taken[0]) for ending in whole} - {""}
        return re.compile(rf"(?<=\w{{3}})(?:{'|'.join(sorted(cut, key=len, reverse=True))})$")


def pattern(phrases: Iterable[str], endings: Endings | None = None) -> re.Pattern[str]:
    """Return one pattern that finds any of some phrases, the longest first.

    Parameters
    ----------
    endings : Endings, optional
        That each word may take or lose; none where a phrase is meant as it stands.

    Examples
    --------
    >>> pattern(["storage container*", "container"]).search("two storage-containers").group()
    'storage-containers'
    >>> pattern(["gun rack"], Endings(("s",), ("ss",))).search("two gun racks").group()
    'gun racks'
    """
    ordered = sorted({fold(phrase) for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(any_of(phrase_pattern(phrase, endings) for phrase in ordered))


def any_of(bodies: Iterable[str]) -> str:
    """Return the source of the pattern that any of some phrases meets, and that nothing meets where there are none.

    Examples
    --------
    >>> re.search(any_of([phrase_pattern("marking"), phrase_pattern("machine")]), "a machine").group()
    'machine'
    """
    by_letter: dict[str, list[str]] = {}
    others: list[str] = []
    for body in bodies:
        if body[:7] == _OPEN and body[7:8].isalnum():
            by_letter.setdefault(body[7], []).append(body[8:])
        else:
            others.append(body)
    # One branch a letter, each behind one look-behind: the engine skips the branches of other letters without trying them.
    letters = "|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())
    return "|".join([*([f"{_OPEN}(?:{letters})"] if letters else []), *others]) or r"(?!)"


def phrase_pattern(phrase: str, endings: Endings | None = None) -> str:
    """Return the source of the pattern of one folded phrase, a whole word at each end.

    Examples
    --------
    >>> re.search(phrase_pattern("assessment ... showed"), "the assessment of last year showed gaps").group()
    'assessment of last year showed'
    """
    words = []
    for word in phrase.split():
        if word == "...":
            words.append(r"(?:\w+\W+){0,4}?")
            continue
        exact, word = word.startswith("="), word.removeprefix("=")
        stem = re.escape(word.strip("*")).replace("'", r"'\s?")
        if len(word) > 1:
            stem = stem.replace(r"\-", r"[-\s]?")
        if endings and not exact and word.isalpha() and len(word) > 3:
            stem = endings.word(word)
        words.append((r"\w*" if word.startswith("*") else "") + stem + (r"\w*" if word.endswith("*") else ""))
    body = r"[\s-]+".join(words).replace(r"{0,4}?[\s-]+", "{0,4}?")
    before = _OPEN if phrase[:1].isalnum() or phrase.startswith(("*", "=")) else ""
    after = r"(?!\w)" if phrase[-1:].isalnum() or phrase.endswith("*") else ""
    return before + body + after
