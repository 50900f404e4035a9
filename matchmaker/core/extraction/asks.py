"""What a text asks for, line by line, and what the whole report tells that a sentence does not."""

import re
from dataclasses import dataclass
from decimal import Decimal

from ..gazetteer import Gazetteer
from ..vocabulary import Item, Kind
from .amounts import Sum
from .excerpts import Excerpt
from .folding import fold
from .lexicons import Lexicon
from .particulars import Particulars
from .topics import Topic


@dataclass(frozen=True, slots=True)
class Report:
    """What the whole report tells that a single sentence does not."""

    reading: Lexicon
    gazetteer: Gazetteer
    state: str | None
    cycle: int | None


@dataclass(frozen=True, slots=True)
class Ask:
    """One line of help that a text asks for, by its place in the excerpt.

    Attributes
    ----------
    sentence : (int, int)
        The clause in which it stands.
    by_article : bool
        Whether "a" was read as one.
    each : bool
        Whether the cost was stated for one and multiplied.
    shared_total : bool
        Whether a total of several lines stands there, which is no line's own cost.
    generic : bool
        Whether it says "assistance" and its purpose, and no kind of help.
    machine : bool
        Whether it says "machine" and not which.
    unknown : bool
        Whether it counts a thing that no lexicon names.
    unread : bool
        Whether a number stands in its words that was given no meaning.
    lack : bool
        Whether it only says, uncounted, that equipment is lacking.
    """

    kind: Kind
    item: Item | None
    quantity: Decimal | None
    money: Sum | None
    vague: bool
    topic: Topic
    start: int
    end: int
    particulars: Particulars
    sentence: tuple[int, int]
    by_article: bool = False
    each: bool = False
    shared_total: bool = False
    generic: bool = False
    machine: bool = False
    unknown: bool = False
    unread: bool = False
    lack: bool = False


def is_only_money(text: Excerpt, ask: Ask, reading: Lexicon) -> bool:
    """Say whether a clause states a cost and nothing else: "estimated at USD 45,000"."""
    folded = text.folded[ask.sentence[0] : ask.sentence[1]]
    if ask.money is None:
        return False
    rest = folded[: ask.money.start] + " " + folded[ask.money.end :]
    plain = {fold(word) for word in (*reading.words("cost_words"), *reading.words("stopwords"))}
    return not [word for word in re.findall(r"[a-z]{3,}", rest) if word not in plain]
