"""The many faces of a ticked and an empty box -> ☒ and ☐."""

import re

from ..documents import TICKED, UNTICKED
from ..folding import fold
from ..lexicons import answer_words

_TICKED = "\u2611\u2612\u2713\u2714\u2715\u2716\u2717\u2718\u25a0\u25a3\u25c9\u2b24\U0001f5f8\U0001f5f5\U0001f5f9\U0001f5f7\uf0fe\uf0fd\uf052\uf0fc\uf054\u25fc\u2705\u274c\u274e\u2327\uf078\uf0fb\uf04f\uf050\uf051\uf053"
_UNTICKED = "\u2610\u25a1\u25a2\u25cb\u25ef\u2b1c\u25fb\uf0a8\uf06f\uf071\uf0a3\u2751\u2752\u274f\u2750"
SYMBOLS = re.compile(r"wingdings|webdings", re.IGNORECASE)
"""Fonts whose letters are pictures."""
TABLE = str.maketrans({**dict.fromkeys(_TICKED, TICKED), **dict.fromkeys(_UNTICKED, UNTICKED)})
_BRACKETS = re.compile(
    r"\[[\s_]*[xXvV\u00d7\u2713\u2714\u2612][\s_]*\]|\([\s_]*[xX\u00d7\u2713\u2714\u2612][\s_]*\)|(?<![^\W_])_{1,6}[xX]_{1,6}(?![^\W_])"
)
_EMPTY = re.compile(r"(?:\[[\s_]{0,6}\]|\([\s_]{1,6}\))(?=\s*\w)|(?<=\w)\s(?:\[[\s_]{0,6}\]|\([\s_]{1,6}\))")
_RULED = re.compile(r"(?<!\S)_{2,6}(?!\S)")
"""A blank to be marked: where another is, or where nothing but answers stand beside it."""


def normalise_ticks(text: str) -> str:
    """Return the text with every box written in the two usual ways.

    Examples
    --------
    >>> normalise_ticks("[X] Yes  [ ] No")
    '☒ Yes  ☐ No'
    >>> normalise_ticks("✓ Oui □ Non")
    '☒ Oui ☐ Non'
    >>> normalise_ticks("__ Yes _X_ No")
    '☐ Yes ☒ No'
    """
    if text.isascii() and not any(sign in text for sign in "[(_"):
        return text
    text = text.translate(TABLE)
    if any(sign in text for sign in "[(_"):
        text, marked = _BRACKETS.subn(TICKED, text)
        text = _EMPTY.sub(lambda found: (" " if found[0].startswith(" ") else "") + UNTICKED, text)
        if marked or (_RULED.search(text) and _only_answers(text)):
            text = _RULED.sub(UNTICKED, text)
    return text


def _only_answers(text: str) -> bool:
    words = re.sub(r"[\W_]+", " ", fold(text)).split()
    return bool(words) and all(word in answer_words() for word in words)


def pictured(letters: str) -> str:
    """Return letters of a font of pictures as the boxes that they show; what else they show is nothing to read.

    Examples
    --------
    >>> pictured("\u00fe"), pictured("o")
    ('☒', '☐')
    """
    shown = (chr(ord(letter) + 0xF000) if " " < letter < "\u0100" else letter for letter in letters)
    return "".join(letter for letter in "".join(shown).translate(TABLE) if not "\uf000" <= letter <= "\uf0ff")


def chosen(text: str, marked: str) -> str:
    """Return a line of nothing but answers, one of them set off by its letters, with boxes.

    Parameters
    ----------
    text : str
    marked : str
        What of it is bold, underlined or coloured.

    Examples
    --------
    >>> chosen("Yes / No", "No")
    '☐ Yes / ☒ No'
    """
    answers = re.findall(r"[^\W_]+", text)
    answer = fold(marked).strip(" /,;|-")
    if len(answers) < 2 or answer not in answer_words() or not _only_answers(text):
        return text
    return re.sub(r"[^\W_]+", lambda word: f"{TICKED if fold(word[0]) == answer else UNTICKED} {word[0]}", text)
