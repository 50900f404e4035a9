"""Text -> the currencies that it names: codes, names and signs, which are the same in all languages or all of them are looked for."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from .lexicons import FOLDER, shape
from .phrases import pattern

_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_FIGURE = re.compile(r"\s?\d[\d.,' ]*")
_GOAL = r"\W{0,2}{goal_words }?\d{1,2}(?![\d ,]*\d{3})[\d.,]*\s?"


@dataclass(frozen=True, slots=True)
class Mark:
    """A currency named in a text, by its code of ISO 4217, and where; `assumed` says that others are called or signed alike."""

    code: str
    start: int
    end: int
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class _Currencies:
    codes: frozenset[str]
    names: re.Pattern[str]
    of_name: tuple[tuple[re.Pattern[str], tuple[str, ...], bool], ...]
    of_state: Mapping[str, str]
    own: Mapping[str, re.Pattern[str]]


@cache
def _currencies() -> _Currencies:
    data: dict[str, Any] = json.loads((FOLDER / "currencies.json").read_text(encoding="utf-8"))
    names = [
        (name, (code,), False)
        for code, entry in data["currencies"].items()
        for name in (*entry["names"], *entry["symbols"])
    ] + [(name, tuple(codes), True) for name, codes in data["shared"].items()]
    names.sort(key=lambda named: len(named[0]), reverse=True)
    return _Currencies(
        frozenset(data["currencies"]),
        pattern(name for name, *_ in names),
        tuple((pattern([name]), codes, shared) for name, codes, shared in names),
        {state: code for code, entry in data["currencies"].items() for state in entry["states"]},
        {code: _own(entry["own"]) for code, entry in data["currencies"].items() if "own" in entry},
    )


def _own(signs: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of signs that only the State's own reports use, close to figures: ``M 14,000``, ``250 kr``."""
    either = "|".join(map(re.escape, sorted(signs, key=len, reverse=True)))
    return re.compile(rf"(?<![\w$])(?:{either})(?=\.?\s?\d)|(?<=\d)\s?(?:{either})(?![\w$])")


def marks(text: str, folded: str, state: str | None = None) -> list[Mark]:
    """Return where a text names currencies, in order.

    Parameters
    ----------
    text, folded : str
        The same text, as printed and folded.
    state : str or None
        The reporting State: it tells whose francs, kwacha or pesos are meant.

    Examples
    --------
    >>> [(mark.code, mark.assumed) for mark in marks("US $ 500, $ 20, 300 pesos", "us $ 500, $ 20, 300 pesos", "CHL")]
    [('USD', False), ('USD', True), ('CLP', False)]
    """
    known = _currencies()
    own = known.of_state.get(state or "")
    found = [
        Mark(match[0], match.start(), match.end())
        for match in _CODE.finditer(text)
        if match[0] in known.codes and not _is_goal(folded, match.start(), match.end())
    ]
    if own is not None and own in known.own:
        found += [Mark(own, match.start(), match.end()) for match in known.own[own].finditer(text)]
    for match in known.names.finditer(folded):
        codes, shared = next((codes, shared) for one, codes, shared in known.of_name if one.fullmatch(match[0]))
        if own is not None and (own in codes or _is_national(folded, match.end())):
            code, assumed = own, shared and codes == (own,)
        else:
            code, assumed = codes[0], shared
        found.append(Mark(code, match.start(), match.end(), assumed))
    return sorted(found, key=lambda mark: (mark.start, -mark.end))


def _is_goal(folded: str, start: int, end: int) -> bool:
    """Say whether a code stands for a goal of sustainable development, and not for Sudanese pounds: "SDG 16.4.2"."""
    if not shape("{development_goals}").fullmatch(folded[start:end]):
        return False
    goal = shape(_GOAL).match(folded[end:])
    return goal is not None and not shape("{magnitudes}").match(folded[end + goal.end() :])


def _is_national(folded: str, end: int) -> bool:
    """Say whether a figure behind a sign is said to be in the State's own currency: "$1,250,000.00 M.N."."""
    behind = _FIGURE.match(folded, end)
    return behind is not None and shape(r"\(?{national_money}").match(folded[behind.end() :]) is not None


def currency_of(text: str, folded: str, state: str | None = None) -> str | None:
    """Return the currency that a text names first, such as the head of a table's column; None where it names none.

    Examples
    --------
    >>> currency_of("Cost (FCFA)", "cost (fcfa)", "BFA")
    'XOF'
    """
    found = marks(text, folded, state)
    return found[0].code if found else None
