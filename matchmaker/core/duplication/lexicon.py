"""Duplication, lexicon: text in, the phrases of the field's vocabulary found in it out (English, French, Spanish).

The words themselves are data (``fixtures/duplication/*.json``); nothing here knows a particular record.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ..gazetteer import FIXTURES

LANGUAGES = ("en", "fr", "es")
_TOKEN = re.compile(r"\d{1,3}(?:[ ,.']\d{3})+(?![\w])|\d+[.,]\d+(?!\w)|\d+(?![a-z])|\d+[a-z]+|[a-z]+|[$€£]")
_DOUBT = 3  # so many more function words of one language settle which it is
_GROUPED = re.compile(r"\d{1,3}(?:[ ,.']\d{3})+")
_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": "'", "\u00a0": " ", "\u202f": " "}
)


def fold(text: str) -> str:
    """Return text in lower case without accents, so that spellings of one word compare equal.

    Examples
    --------
    >>> fold("Fusils saisis à Bobo-Dioulasso : 45\\u202f000 €")
    'fusils saisis a bobo-dioulasso : 45 000 €'
    """
    lowered = text.translate(_LIGATURES).lower()
    if lowered.isascii():
        return lowered
    return "".join(letter for letter in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(letter))


def words(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a text, folded; grouped digits are one number with a decimal point.

    Examples
    --------
    >>> words("L'UNREC : 30 000 EUR, 1,5 mio")
    ('l', 'unrec', '30000', 'eur', '1.5', 'mio')
    """
    found = []
    for token in _TOKEN.findall(fold(text)):
        if token[0].isdigit():
            token = re.sub(r"\D", "", token) if _GROUPED.fullmatch(token) else token.replace(",", ".")
        found.append(token)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its category and value, and the words [start, end) where it stands."""

    category: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    category: str
    value: str
    language: str
    parts: tuple[tuple[str, bool], ...]  # each word, and whether it is a prefix


class Lexicon:
    """Phrases of several categories, found in one pass over the words of a text.

    Within one category the longest phrase wins: ``border police`` is not also ``police``.

    Parameters
    ----------
    data : Mapping
        Category to value to language to phrases; a star ends a prefix.
    """

    def __init__(self, data: Mapping[str, Mapping[str, Mapping[str, Iterable[str]]]]) -> None:
        self._whole: dict[str, list[_Phrase]] = {}
        self._prefixes: dict[str, list[_Phrase]] = {}
        for category, values in data.items():
            for value, languages in values.items():
                for language, phrases in languages.items():
                    for phrase in phrases:
                        self._add(category, value, language, phrase)
        self._lengths = sorted({len(prefix) for prefix in self._prefixes})
        self._starting = lru_cache(maxsize=50_000)(self._lookup)

    def _add(self, category: str, value: str, language: str, phrase: str) -> None:
        parts = tuple((part.rstrip("*"), part.endswith("*")) for part in fold(phrase).replace("'", " ").split())
        book = self._prefixes if parts[0][1] else self._whole
        book.setdefault(parts[0][0], []).append(_Phrase(category, value, language, parts))

    def _lookup(self, word: str) -> tuple[_Phrase, ...]:
        found = list(self._whole.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            found += self._prefixes.get(word[:length], ())
        return tuple(sorted(found, key=lambda phrase: -len(phrase.parts)))

    def find(self, text: tuple[str, ...], language: str | None = None) -> list[Hit]:
        """Return what is found in the words of a text; `language` leaves out the words of the others.

        The same letters mean another thing in another language: ``fiscal`` is a prosecutor in Spanish, ``once`` eleven.
        """
        hits: list[Hit] = []
        taken: dict[str, int] = {}
        for start, word in enumerate(text):
            for phrase in self._starting(word):
                if language is not None and phrase.language not in (language, "any"):
                    continue
                end = start + len(phrase.parts)
                if taken.get(phrase.category, 0) > start or end > len(text):
                    continue
                if len(phrase.parts) > 1 and not _follows(phrase.parts, text, start):
                    continue
                taken[phrase.category] = end
                hits.append(Hit(phrase.category, phrase.value, start, end))
        return hits


def _follows(parts: tuple[tuple[str, bool], ...], text: tuple[str, ...], start: int) -> bool:
    for offset in range(1, len(parts)):
        part, prefix = parts[offset]
        word = text[start + offset]
        if word != part and not (prefix and word.startswith(part)):
            return False
    return True


@cache
def data(name: str) -> dict[str, Any]:
    """Return one of the stage's data files."""
    loaded: dict[str, Any] = json.loads((FIXTURES / "duplication" / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of all categories."""
    numbers, concepts = data("numbers"), data("concepts")
    return Lexicon(
        {
            "agency": data("agencies")["values"],
            "item": data("items")["values"],
            "kind": data("kinds")["values"],
            "theme": data("themes")["values"],
            "cue": data("cues")["values"],
            "topic": concepts["topics"],
            "word": concepts["words"],
            "counted": {unit: numbers[unit] for unit in ("places", "days", "items")},
            "currency": {code: {"any": names} for code, names in numbers["currencies"].items()},
        }
    )


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {language: frozenset(listed.split()) for language, listed in data("concepts")["stopwords"].items()}


@cache
def stopwords() -> frozenset[str]:
    """Return the words that say nothing about the help, of all languages."""
    return frozenset().union(*_function_words().values())


def language_of(text: tuple[str, ...], stated: str | None) -> str | None:
    """Return the language of a text among those of the lexicon: as stated unless its own words say otherwise.

    Notes
    -----
    Its function words tell, and where they leave a doubt, how much of the field's vocabulary each language finds in it.

    Examples
    --------
    >>> language_of(words("Les machines sont demandées pour la police"), None)
    'fr'
    >>> language_of(words("Physical security of depots: fences, locks, inventory"), "es")
    'en'
    """
    scores = {language: len(listed.intersection(text)) for language, listed in _function_words().items()}
    most = max(scores.values())
    if stated in LANGUAGES and list(scores.values()).count(most) == 1 and scores[stated] == most:
        return stated
    likely = [language for language in LANGUAGES if language == stated or scores[language] + _DOUBT > most]
    if len(likely) > 1:
        found = {
            language: scores[language] + sum(hit.end - hit.start for hit in lexicon().find(text, language))
            for language in likely
        }
        most = max(found.values())
        likely = [language for language in likely if found[language] == most]
    if stated in likely:
        return stated
    return likely[0] if most else None
