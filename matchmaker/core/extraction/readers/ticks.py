"""The many faces of a ticked and an empty box -> ☒ and ☐."""

import re

from ..documents import TICKED, UNTICKED

_TICKED = "\u2611\u2612\u2713\u2714\u2715\u2716\u2717\u2718\u25a0\u25a3\u25c9\u2b24\U0001f5f8\U0001f5f5\U0001f5f9\U0001f5f7\uf0fe\uf0fd\uf052\uf0fc\uf054\u25fc\u2705\u274c\u274e\u2327"
_UNTICKED = "\u2610\u25a1\u25a2\u25cb\u25ef\u2b1c\u25fb\uf0a8\uf06f\uf071\uf0a3\u2751\u2752\u274f\u2750"
TABLE = str.maketrans({**dict.fromkeys(_TICKED, TICKED), **dict.fromkeys(_UNTICKED, UNTICKED)})
_BRACKETS = re.compile(r"\[\s*[xXvV\u00d7\u2713\u2714\u2612]\s*\]|\(\s*[xX\u00d7\u2713\u2714\u2612]\s*\)")
_EMPTY = re.compile(r"\[\s{0,3}\](?=\s*\w)|(?<=\w)\s\[\s{0,3}\]")


def normalise_ticks(text: str) -> str:
    """Return the text with every box written in the two usual ways.

    Examples
    --------
    >>> normalise_ticks("[X] Yes  [ ] No")
    '☒ Yes  ☐ No'
    >>> normalise_ticks("✓ Oui □ Non")
    '☒ Oui ☐ Non'
    """
    if text.isascii() and "[" not in text and "(" not in text:
        return text
    text = text.translate(TABLE)
    if "[" in text or "(" in text:
        text = _BRACKETS.sub(TICKED, text)
        text = _EMPTY.sub(lambda found: (" " if found[0].startswith(" ") else "") + UNTICKED, text)
    return text
