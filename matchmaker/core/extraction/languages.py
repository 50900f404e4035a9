"""Texts -> the language in which they are written, as far as their small words tell."""

import re
from functools import cache

from .folding import fold
from .lexicons import LANGUAGES, Lexicon, lexicon


@cache
def _small_words(language: str) -> frozenset[str]:
    return frozenset(map(fold, lexicon(language).words("function_words")))


def language_share(text: str, language: str) -> int:
    """Return how many small words of a language a text holds."""
    small = _small_words(language)
    return sum(word in small for word in re.findall(r"[^\W\d_]+", fold(text)))


def reading_of(text: str, reading: Lexicon) -> Lexicon:
    """Return the lexicon of the language in which a text is written: forms are filled in other languages too."""
    own = language_share(text, reading.language)
    other = max(
        (language for language in LANGUAGES if language != reading.language),
        key=lambda one: language_share(text, one),
    )
    return lexicon(other) if language_share(text, other) > 2 * own + 1 else reading
