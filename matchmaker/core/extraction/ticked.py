"""A line of boxes and answers -> what is ticked: ``☐ Oui ☒ Non`` is no."""

import re
from functools import cache

from .documents import TICKED, UNTICKED
from .folding import fold
from .lexicons import answer_words

BOXES = f"{TICKED}{UNTICKED}"
_BETWEEN = r"[\s,;/|]*"
_BULLET = re.compile(r"\s*[-\u2013\u2022*\u00b7]\s+(?=\S)")


def ticks(text: str) -> tuple[str | None, bool, str] | None:
    """Read the ticks with which a line starts: what is ticked, whether boxes are shown, and the words after them.

    Examples
    --------
    >>> ticks("☐ Oui    ☒ Non")
    ('no', True, '')
    >>> ticks("Yes ☒ No ☐ since 2019")
    ('yes', True, 'since 2019')
    >>> ticks("YES")
    ('yes', False, '')
    >>> ticks("Yes   No X")
    ('no', True, '')
    >>> ticks("No assistance is needed") is None
    True
    """
    bullet = _BULLET.match(text)
    read = _read(text[bullet.end() :] if bullet else text)
    return None if read and bullet and not read[1] else read


def _read(text: str) -> tuple[str | None, bool, str] | None:
    folded = fold(text)
    if crossed := _crossed(folded):
        return crossed, True, ""
    token = _token()
    position, parts = len(text) - len(text.lstrip(" \u00a0\t/|")), []
    while match := token.match(folded, position):
        parts.append(match[1] or answer_words()[match[2]])
        position = match.end()
    if not parts:
        return None
    shown = any(part in BOXES for part in parts)
    if not shown:
        rest = text[position:]
        separated = re.search(r"[.,;:\u2013-]\s*$", text[:position].rstrip(" ")) or re.match(r"[.,;:!()\u2013-]", rest)
        if len(parts) != 1 or (rest.strip() and not separated):
            return None
        return parts[0], False, rest.lstrip(" .,;:\u2013-")
    if parts == [TICKED] and not text[position:].strip():
        return "yes", True, ""
    if len(parts) > 2 and sum(part in BOXES for part in parts) == 1 and parts[0] not in BOXES:
        # "Yes ☒ No": the other box was lost, and nothing tells whose this is.
        return (parts[-2] if parts[-1] == TICKED else None), True, text[position:]
    pairs = (
        list(zip(parts[::2], parts[1::2], strict=False))
        if parts[0] in BOXES
        else [(b, a) for a, b in zip(parts[::2], parts[1::2], strict=False)]
    )
    ticked = [word for box, word in pairs if box == TICKED and word not in BOXES]
    return (ticked[0] if len(ticked) == 1 else None), True, text[position:]


def only_ticks(text: str) -> bool:
    """Say whether a line holds nothing but boxes and answers.

    Examples
    --------
    >>> only_ticks("☐ Yes ☒ No"), only_ticks("Yes, for the police")
    (True, False)
    """
    read = ticks(text)
    return read is not None and not read[2].strip()


def _crossed(folded: str) -> str | None:
    """Return the answer beside the one cross of a line of answers that has no boxes: "Yes X  No"."""
    parts = _crosses().findall(folded)
    if not parts or not _crosses_only().fullmatch(folded) or [one for one, _ in parts].count("x") != 1:
        return None
    names = [cross or answer_words()[word] for cross, word in parts]
    place = names.index("x")
    if len(names) < 3:
        return None
    return names[place + 1] if place == 0 else names[place - 1]


@cache
def _token() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:([{BOXES}])|({_answers()})(?!\w)){_BETWEEN}")


@cache
def _crosses() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:(x)|({_answers()}))(?!\w)")


@cache
def _crosses_only() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:(?:x|{_answers()})(?!\w){_BETWEEN})+")


def _answers() -> str:
    return "|".join(sorted(map(re.escape, answer_words()), key=len, reverse=True))
