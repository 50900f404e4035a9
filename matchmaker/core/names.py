"""Names in writing: how a name is folded to what identifies it, and how known names are found in a running text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.[ ]?){2,}")
_HAN = re.compile(r"[㐀-鿿]")
_DROPPED = frozenset({"the", "and", "et", "y", "s"})
_ARTICLES = frozenset({"le", "la", "les", "l", "el", "los", "las"})
_KEPT = ["el", "salvador"]
_SAME = {"st": "saint", "ste": "sainte", "peoples": "people"}
# What may stand between two words of one name; a comma only where the name has one, as "Congo, Democratic Republic of".
_GAP = re.compile(r"[\s\-‐-―'’ʼ`´.()&/]*")
_COMMA = re.compile(r"[\s)]*,\s*")
_END = re.compile(r"\n\s*\n|\.\s*\n|\.\s{2}|\)\s*\(")
_LONGEST_ABBREVIATION = 8


@lru_cache(maxsize=32768)
def fold(name: str) -> str:
    """Reduce a name to what identifies it: no case, accents, punctuation, articles or "and"; St. is Saint.

    Parameters
    ----------
    name : str
        Any spelling.

    Returns
    -------
    str
        Words in lower case, joined by single spaces.

    Examples
    --------
    >>> fold("the Côte d’Ivoire") == fold("Cote d'Ivoire")
    True
    >>> fold("St. Vincent & the Grenadines")
    'saint vincent grenadines'
    """
    words = [_fold_word(word) for word in _WORD.findall(_close_initials(name))]
    kept = [word for word in words if word not in _DROPPED] or words
    while len(kept) > 1 and kept[0] in _ARTICLES and kept[:2] != _KEPT:
        kept.pop(0)
    return " ".join(kept)


def alphabetical(name: str) -> str:
    """Return what a name is sorted by: an accent on a letter makes no other letter of it.

    Parameters
    ----------
    name : str
        A name in any language.

    Returns
    -------
    str
        The name without case and accents.

    Examples
    --------
    >>> sorted(["Zambie", "Égypte", "Espagne"], key=alphabetical)
    ['Égypte', 'Espagne', 'Zambie']
    """
    return "".join(c for c in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(c))


def turned(name: str) -> Iterable[str]:
    """Yield a name and, for "Iran (Islamic Republic of)", also "Islamic Republic of Iran"."""
    yield name
    match = re.fullmatch(r"(.+?) \((.+)\)", name)
    if match:
        yield match[2] + ("" if match[2].endswith("'") else " ") + match[1]


@lru_cache(maxsize=65536)
def _fold_word(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    return _SAME.get(plain, plain)


def _close_initials(text: str) -> str:
    """Write "U.S.A." as "USA", padded to its length so that places in the text stay true."""
    return _INITIALS.sub(lambda m: m[0].replace(".", "").replace(" ", "").ljust(len(m[0])), text)


class Hit(NamedTuple):
    """A known name in a text: where it stands and what it was added for."""

    start: int
    end: int
    kind: str
    code: str


class _Token(NamedTuple):
    start: int
    end: int
    word: str


class _Node:
    """The names that begin with the same words."""

    __slots__ = ("found", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.found: tuple[str, str] | None = None


_NOWHERE = _Node()


class NameIndex:
    """Known names, found in a text in one walk over its words.

    Notes
    -----
    The longest name that starts at a word wins and uses up its words, so "Republic of Korea" is never found inside
    the name of its neighbour. A name starts with a capital where the script has them, unless it was added without
    ("the former Yugoslav Republic of ..."); one added for no kind at all
    ("golfe de Guinée") only uses up its words. An abbreviation counts in
    capitals only, and not in a line of nothing but capitals ("LAS ARMAS" names no League of Arab States). Chinese,
    written without spaces, is searched as it stands.

    Examples
    --------
    >>> index = NameIndex()
    >>> for name in ("Guinea", "Guinea-Bissau", "Gulf of Guinea"):
    ...     index.add(name, "place", name)
    >>> [hit.code for hit in index.find("From Guinea to Guinea-Bissau by the Gulf of Guinea")]
    ['Guinea', 'Guinea-Bissau', 'Gulf of Guinea']
    """

    def __init__(self) -> None:
        self._root = _Node()
        self._han: dict[str, tuple[str, str]] = {}
        self._han_pattern: re.Pattern[str] | None = None
        self._capitals: set[str] = set()
        self._mixed: set[str] = set()
        self._small: set[str] = set()

    def add(self, name: str, kind: str, code: str) -> None:
        """Make a name known; of two that fold alike the first stays."""
        if _HAN.search(name):
            self._han.setdefault(name, (kind, code))
            self._han_pattern = None
            return
        words: list[str] = []
        for part in name.split(","):
            words += [*([","] if words else []), *fold(part).split()]
        node = self._root
        for word in words:
            node = node.next.setdefault(word, _Node())
        node.found = node.found or (kind, code)
        if any(word.islower() and _fold_word(word) == words[0] for word in _WORD.findall(name)):
            self._small.add(words[0])
        closed = _close_initials(name).strip()
        if " " not in closed:
            short = closed.isupper() and len(closed) <= _LONGEST_ABBREVIATION
            (self._capitals if short else self._mixed).add(fold(name))

    def find(self, text: str) -> Iterator[Hit]:
        """Yield every known name of a text, in its order."""
        han = self._find_han(text)
        found = self._walk(text)
        return iter(sorted([*han, *found])) if han else found

    def _find_han(self, text: str) -> list[Hit]:
        if not self._han or not _HAN.search(text):
            return []
        if self._han_pattern is None:
            self._han_pattern = re.compile("|".join(sorted(map(re.escape, self._han), key=len, reverse=True)))
        return [Hit(m.start(), m.end(), *self._han[m[0]]) for m in self._han_pattern.finditer(text)]

    def _walk(self, text: str) -> Iterator[Hit]:
        flat = _close_initials(text)
        ends = {
            m.start() + sum(c.isalpha() for c in m[0]): m.start() + len(m[0].rstrip()) for m in _INITIALS.finditer(text)
        }
        tokens = [_Token(m.start(), m.end(), _fold_word(m[0])) for m in _WORD.finditer(flat)]
        at = 0
        while at < len(tokens):
            length, hit = self._longest(flat, tokens, at)
            if hit and self._counts(flat, hit):
                yield hit._replace(end=ends.get(hit.end, hit.end))
            at += length or 1

    def _longest(self, text: str, tokens: list[_Token], at: int) -> tuple[int, Hit | None]:
        """Return how many words the longest name that starts at a word has, and the name."""
        start, node = tokens[at].start, self._root
        length, found = 0, None
        capital = not text[start].islower() or tokens[at].word in self._small
        for offset in range(at, len(tokens)):
            token = tokens[offset]
            if offset > at:
                gap = text[tokens[offset - 1].end : token.start]
                if _COMMA.fullmatch(gap):
                    # "Korea, Republic of" is one name, "Korea, Republic of Moldova" is not.
                    node = node.next.get(",", _NOWHERE)
                    if node is not _NOWHERE and self._longest(text, tokens, offset)[1]:
                        break
                elif not _GAP.fullmatch(gap) or _END.search(gap):
                    break
            step = node.next.get(token.word)
            if step is None:
                if offset > at and token.word in _DROPPED and node is not _NOWHERE:
                    continue
                break
            node = step
            if node.found and (capital or not node.found[0]):
                closes = text[token.end : token.end + 1] == ")" and "(" in text[start : token.end]
                length, found = offset - at + 1, Hit(start, token.end + closes, *node.found)
        return length, found

    def _counts(self, text: str, hit: Hit) -> bool:
        """Say whether a name is meant: an abbreviation stands in capitals, and not in a line of capitals."""
        written = text[hit.start : hit.end]
        key = fold(written)
        if key not in self._capitals or key in self._mixed:
            return True
        if not written.isupper():
            return False
        line = text[text.rfind("\n", 0, hit.start) + 1 : text.find("\n", hit.end) % (len(text) + 1)]
        return any(c.islower() for c in line) or line.strip(" .:;()") == written.strip(" .:;()")
