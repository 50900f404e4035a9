"""Needs as they are met -> needs counted once: the first place is the passage, every other is kept beside it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ..entities.reports import ExtractedNeed
from ..vocabulary import Item, Kind, Theme
from .folding import fold
from .lexicons import Lexicon

_FILLED = (
    "quantity", "amount", "currency", "project_proposal", "action_plan", "assessment", "measurable_goal", "women", "priority", "condition",
    "beneficiary", "site", "start", "end",
)  # fmt: skip


def counted_once(found: Sequence[tuple[ExtractedNeed, bool, bool]], reading: Lexicon) -> list[ExtractedNeed]:
    """Return the needs without restatements.

    Parameters
    ----------
    found : sequence of (ExtractedNeed, bool, bool)
        In reading order; the flags say whether question or wording gave the theme, and whether "a" was read as one.
    """
    kept: list[tuple[ExtractedNeed, bool]] = []
    loose: set[int] = set()
    for need, themed, by_article in found:
        position = next(
            (n for n, (before, known) in enumerate(kept) if _same(before, need, known, themed, reading)), None
        )
        if position is None:
            if by_article:
                loose.add(len(kept))
            kept.append((need, themed))
        else:
            before, known = kept[position]
            if position in loose and need.quantity is not None:  # "a database: software for 25 users" is 25, not 26
                before = replace(before, quantity=None)
                loose.discard(position)
            kept[position] = (_together(before, need, known), known or themed)
    return [need for need, _ in kept]


def _same(before: ExtractedNeed, need: ExtractedNeed, known: bool, themed: bool, reading: Lexicon) -> bool:  # noqa: FBT001
    """Say whether two lines state one ask: the same kind of help, and nothing that tells them apart."""
    if before.kind is not need.kind or before.item is not need.item:
        return False
    if _adds(before, need):
        return True
    if (
        not _fits(before.quantity, need.quantity)
        or not _fits(before.amount, need.amount)
        or not _fits(before.currency, need.currency)
    ):
        return False
    if not _fits(before.beneficiary, need.beneficiary) or before.members != need.members:
        return False
    here = before.passage.question == need.passage.question
    if before.theme is not need.theme:
        doubtful = not known or not themed or Theme.OTHER in (before.theme, need.theme)
        telling = (
            before.item not in (None, Item.OTHER_EQUIPMENT)
            or (before.quantity is not None and before.quantity == need.quantity)
            or (need.quantity is None and need.amount is None and _names_again(before, need, reading))
        )
        return doubtful and telling and not here
    if before.item is Item.OTHER_EQUIPMENT:
        return (
            before.vague
            or need.vague
            or (before.quantity == need.quantity and not (here and before.quantity is not None))
            or (
                need.quantity is None
                and need.amount is None
                and not here
                and bool(set.intersection(*_words(before, need)))
            )
        )
    if here and before.quantity is not None and before.quantity == need.quantity and before.kind is Kind.TRAINING:
        return before.passage.quote == need.passage.quote
    return True


_NEAR = 400
"""Characters within which two lines without a question's number belong to one answer."""


def _adds(before: ExtractedNeed, need: ExtractedNeed) -> bool:
    """Say whether two lines of one answer are one need in two counts: "two saws and a torch" are three cutters."""
    if before.passage.question != need.passage.question or before.theme is not need.theme:
        return False
    if before.passage.question is None and need.passage.start - before.passage.end > _NEAR:
        return False
    if before.beneficiary != need.beneficiary and None not in (before.beneficiary, need.beneficiary):
        return False
    other = before.quantity != need.quantity or _names_other_things(before, need)
    counted = before.quantity is not None and need.quantity is not None and other
    priced = before.amount is not None and need.amount is not None and before.amount != need.amount
    return (
        (counted or priced or (before.item is Item.OTHER_EQUIPMENT and before.quantity != need.quantity))
        and _fits(before.currency, need.currency)
        and before.members == need.members
        and (before.condition is None) == (need.condition is None)
        and (before.start, before.end) == (need.start, need.end)
    )


def _priced_beside_counted(before: ExtractedNeed, need: ExtractedNeed) -> bool:
    """Say whether one line tells only what a thing costs and the other only how many there are of another: "alarms (EUR 900); six doors"."""
    price = [one.quantity is None and one.amount is not None for one in (before, need)]
    count = [one.quantity is not None and one.amount is None for one in (before, need)]
    return ((price[0] and count[1]) or (count[0] and price[1])) and _names_other_things(before, need)


def _names_other_things(before: ExtractedNeed, need: ExtractedNeed) -> bool:
    """Say whether two lines of things in no list share no word: "locks (120), chains (120)"."""
    if before.item is not Item.OTHER_EQUIPMENT or before.passages:
        return False
    first, second = _words(before, need)
    return bool(first and second) and not first & second


def _names_again(before: ExtractedNeed, need: ExtractedNeed, reading: Lexicon) -> bool:
    """Say whether a later line without any number names what an earlier one asks for: "priority goes to training the armourers"."""
    first, second = _words(before, need)
    return any(reading.pattern("shared_by_any").match(word) is None for word in first & second)


def _words(*needs: ExtractedNeed) -> list[set[str]]:
    return [set(re.findall(r"[a-z]{5,}", fold(one.passage.quote))) for one in needs]


def _fits(first: object, second: object) -> bool:
    return first is None or second is None or first == second


def _sum(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    if first is None or second is None:
        return first if second is None else second
    return first + second


def _together(before: ExtractedNeed, need: ExtractedNeed, known: bool) -> ExtractedNeed:  # noqa: FBT001
    """Return the earlier line with what only the later one says."""
    uncounted = _adds(before, need) and _priced_beside_counted(before, need)
    if _adds(before, need):
        before = replace(before, quantity=_sum(before.quantity, need.quantity), amount=_sum(before.amount, need.amount))
    filled = {name: getattr(need, name) for name in _FILLED if getattr(before, name) is None}
    if uncounted:  # "alarms (EUR 900); six doors" are not six for 900
        filled["quantity"] = None
    inside = before.passage.start <= need.passage.start and need.passage.end <= before.passage.end
    same_answer = before.passage.question == need.passage.question and before.passage.question is not None
    passages = before.passages if inside or same_answer else (*before.passages, need.passage)
    return replace(
        before,
        **filled,
        theme=before.theme if known else need.theme,
        vague=before.vague and need.vague,
        languages=before.languages or need.languages,
        passages=passages,
        confidence=max(before.confidence, need.confidence),
    )
