"""Asks -> each with its theme: the question's, unless the wording names another outright."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..vocabulary import Item, Theme
from .asks import Ask
from .lexicons import Lexicon
from .topics import topic


def with_themes(
    found: Sequence[Ask],
    asked: Theme | None,
    spoken: Theme | None,
    worded: frozenset[Theme],
    beside: frozenset[Theme] = frozenset(),
) -> Iterator[tuple[Ask, Theme, bool]]:
    """Yield each ask with its theme: the question's, unless the wording names another outright.

    Parameters
    ----------
    beside : frozenset of Theme
        Further themes of a title: those of "Marking and registers" share its asks by what they name.
    """
    carried: Theme | None = None
    for ask in found:
        told = ask.topic
        if asked is not None and asked in told.named:
            theme = asked
        elif told.named & beside:
            theme = carried = next(one for one in (told.theme, *sorted(told.named)) if one in beside)
        elif told.explicit and told.theme is not None:
            theme = carried = told.theme
        elif carried is not None and not told.named:
            theme = carried
        else:
            theme = asked or told.theme or spoken or Theme.OTHER
            carried = theme if asked is None else carried
        if ask.machine and theme is Theme.BALLISTICS:
            ask = replace(ask, item=Item.BALLISTIC_SYSTEM)
        if ask.machine and theme is Theme.MARKING:
            ask = replace(ask, item=Item.MARKING_MACHINE)
        if ask.item is Item.SCANNER and _of_documents(worded, asked):
            theme = asked if asked is not None else Theme.RECORD_KEEPING
        yield ask, theme, asked is not None or told.explicit


def of_half(before: str, own: Sequence[Ask], reading: Lexicon) -> Theme | None:
    """Return the theme of the first half of a sentence, for asks behind its semicolon that name none: "The pillar on customs has no money; USD 600,000 are sought".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> str(of_half("the pillar on customs has no money;", (), lexicon("en"))), of_half("customs work.", (), lexicon("en"))
    ('border_controls', None)
    """
    half = re.search(r"([^.;\n]+);\s*$", before)
    if half is None or any(ask.topic.named for ask in own):
        return None
    return topic(half[1], (), reading).theme


def _of_documents(worded: frozenset[Theme], asked: Theme | None) -> bool:
    """Say whether a scanner reads papers and not luggage: nothing but records is spoken of."""
    return Theme.RECORD_KEEPING in worded | ({asked} - {None}) and Theme.BORDER_CONTROLS not in worded
