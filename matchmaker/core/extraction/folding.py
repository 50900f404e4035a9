"""Text -> text of the same length that compares: lower case, no accents, plain quotes, dashes and spaces.

Every search of the stage runs on folded text, and because folding keeps each character in its place, what is found
there is quoted from the original at the same offsets.
"""

import re
import unicodedata
from functools import cache

_PLAIN = {
    "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u00b4": "'", "`": "'", "\u201c": '"', "\u201d": '"', "\u00ab": '"',
    "\u00bb": '"', "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u00ad": "-",
    "\u00df": "s", "\u0142": "l", "\u00f8": "o", "\u0153": "o", "\u00e6": "a", "\u0131": "i",
    "\n": " ", "\r": " ", "\t": " ", "\f": " ", "\v": " ",
}  # fmt: skip
_LETTERS = re.compile(r"[^\W_]")


@cache
def _fold_character(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    if character.isspace():
        return " "
    base = unicodedata.normalize("NFKD", character)[:1] or character
    lower = (_PLAIN.get(base) or base).lower()
    return lower if len(lower) == 1 else base


def fold(text: str) -> str:
    """Return the text folded, character for character.

    Examples
    --------
    >>> fold("Réexpédition d’ALPC — 45\\u202f000")
    "reexpedition d'alpc - 45 000"
    """
    if text.isascii():
        return text.lower().translate(_SPACES)
    return "".join(map(_fold_character, text))


def fold_keeping_capitals(text: str) -> str:
    """Return the text folded but for its capitals, which tell names.

    Examples
    --------
    >>> fold_keeping_capitals("le Général Évariste")
    'le General Evariste'
    """
    return "".join(letter.upper() if own.isupper() else letter for own, letter in zip(text, fold(text), strict=True))


_SPACES = str.maketrans("\n\r\t\f\v`", "     '")


def squash(folded: str) -> str:
    """Return only the letters and digits of folded text: glued words and line breaks no longer matter.

    Examples
    --------
    >>> squash(fold("the marking ofSALW?"))
    'themarkingofsalw'
    """
    return "".join(_LETTERS.findall(folded))
