"""Words for stored values in the languages of readers, and the themes with what the field says of them."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

from .. import vocabulary
from ..entities.themes import ThemeFacts
from .files import FIXTURES, rows

LISTS: Mapping[str, type[StrEnum]] = {
    re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower(): words
    for name, words in vars(vocabulary).items()
    if isinstance(words, type) and issubclass(words, StrEnum) and words not in (StrEnum, vocabulary.Language)
}
"""Every enum by the name of its list of words: ``NeedStatus`` is ``need_status``."""


def themes(folder: Path = FIXTURES) -> tuple[ThemeFacts, ...]:
    """Return the themes in the order of their data file.

    Parameters
    ----------
    folder : Path
        Where ``themes.json`` stands.

    Returns
    -------
    tuple of ThemeFacts
        One a theme of the vocabulary.

    Notes
    -----
    Modules and paragraphs: MOSAIC of the United Nations, report of the Fifth Biennial Meeting of States (June 2014).

    Examples
    --------
    >>> [theme.code.value for theme in themes() if theme.off_by_default]
    ['ammunition']
    """
    return tuple(
        ThemeFacts(
            code=vocabulary.Theme(row["code"]),
            labels=row["labels"],
            description=row["description"],
            mosaic=tuple(row["mosaic"]),
            guidelines=tuple(row["guidelines"]),
            annex=tuple(row["annex"]),
            body=tuple(row["body"]),
            scope_note=row["scope_note"],
            off_by_default=row["off_by_default"],
        )
        for row in rows(folder, "themes")
    )


def labels(folder: Path = FIXTURES) -> dict[str, dict[str, Mapping[str, str]]]:
    """Return the words for every stored value, by list, value and language code.

    Parameters
    ----------
    folder : Path
        Where ``labels.json`` and ``themes.json`` stand.

    Returns
    -------
    dict
        The lists of `LISTS`, and ``beneficiary``, which has no enum since free text may stand there; values in the
        order of the files.

    Examples
    --------
    >>> labels()["kind"]["training"]["fr"]
    'Formation'
    """
    of_themes: dict[str, Mapping[str, str]] = {theme.code.value: theme.labels for theme in themes(folder)}
    return {
        "theme": of_themes,
        **{row["list"]: {word["value"]: word["labels"] for word in row["words"]} for row in rows(folder, "labels")},
    }


def worded(words: Mapping[str, str], languages: Iterable[str] = ()) -> tuple[str, str]:
    """Return the words in the first language that has them, and which language that is; English otherwise.

    Parameters
    ----------
    words : Mapping[str, str]
        By language code; English is always there.
    languages : iterable of str
        What the reader prefers, best first: ``fr``, ``pt-BR``.

    Returns
    -------
    tuple of str
        The words and their language code.

    Examples
    --------
    >>> worded({"en": "Marking", "fr": "Marquage"}, ["de", "fr-CA", "en"])
    ('Marquage', 'fr')
    >>> worded({"en": "Marking"}, ["fr"])
    ('Marking', 'en')
    """
    for language in languages:
        code = language.split("-")[0].lower()
        if code in words:
            return words[code], code
    return words["en"], "en"
