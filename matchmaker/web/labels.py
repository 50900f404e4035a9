"""Words for stored values in the reader's language, from the project's reference data; English where it has none."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy

from matchmaker.core import reference
from matchmaker.core.entities.themes import ThemeFacts
from matchmaker.core.errors import Word
from matchmaker.core.gazetteer import Gazetteer

Labels = Mapping[str, Promise]


def in_language(words: Mapping[str, str]) -> str:
    """Return words in the language of the page."""
    return reference.worded(words, [get_language() or "en"])[0]


def state(code: str) -> str:
    """Return the name of a State by its code, without asking the database; what is no code stays as it is."""
    known = Gazetteer.default().state_rows.get(code)
    return in_language(known.names) if known else code


_lazily = lazy(in_language, str)

REGIONS = (
    *(Word("Africa"), Word("Americas"), Word("Asia"), Word("Europe"), Word("Oceania")),
    *(Word("Eastern Africa"), Word("Middle Africa"), Word("Northern Africa"), Word("Southern Africa")),
    *(Word("Western Africa"), Word("Caribbean"), Word("Central America"), Word("Northern America")),
    *(Word("South America"), Word("Central Asia"), Word("Eastern Asia"), Word("South-eastern Asia")),
    *(Word("Southern Asia"), Word("Western Asia"), Word("Eastern Europe"), Word("Northern Europe")),
    *(Word("Southern Europe"), Word("Western Europe"), Word("Australia and New Zealand"), Word("Melanesia")),
    *(Word("Micronesia"), Word("Polynesia")),
)
"""Regions and subregions of the M49 standard, as the States carry them."""

LISTS: Mapping[str, Labels] = {
    **{name: {value: _lazily(words) for value, words in values.items()} for name, values in reference.labels().items()},
    "region": {str(name): gettext_lazy(name) for name in REGIONS},
}


def label(value: str, of: str) -> str:
    """Return the words for a stored value; free text (a beneficiary may be one) comes back readable."""
    known = LISTS[of].get(value)
    return str(known) if known is not None else capfirst(str(value).replace("_", " "))


def value(words: str, of: str) -> str:
    """Return the stored value behind words in the reader's language or in English; words of somebody's own stay."""
    for stored, told in LISTS[of].items():
        if _typed(words) in {*map(_typed, (stored, str(told), reference.labels()[of][stored]["en"]))}:
            return str(stored)
    return words.strip()


def _typed(words: str) -> str:
    """Return words without what hands write differently: case, and the apostrophe of keyboards."""
    return words.strip().casefold().replace("’", "'")


def choices(of: str) -> list[tuple[str, Promise]]:
    """Return a list's values with their words, for a form."""
    return [(str(value), words) for value, words in LISTS[of].items()]


@lru_cache(maxsize=1)
def themes() -> Mapping[str, ThemeFacts]:
    """Return the themes by their stored value."""
    return {theme.code.value: theme for theme in reference.themes()}


def scope_notes(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return, for those of some themes that carry one, the theme's name and its scope note."""
    noted = [theme for code, theme in themes().items() if code in set(codes) and theme.scope_note]
    return [(in_language(theme.labels), in_language(theme.scope_note)) for theme in noted]
