"""What a careful reader wrote down against what extraction found: which lines agree, and in which fields.

The expected files are described in ``fixtures/gold/README.md``. A need is found where theme, kind and item agree; its
other fields are judged among the found ones.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .folding import fold, squash

Record = Mapping[str, Any]
NEED_KEY = ("theme", "kind", "item")
NEED_FIELDS = (
    "quantity", "unit", "amount", "currency", "vague", "project_proposal", "action_plan", "assessment", "measurable_goal", "beneficiary",
    "start", "end", "women", "priority", "condition", "members", "site", "languages",
)  # fmt: skip
ENGAGEMENT_KEY = ("direction", "theme", "kind")
ENGAGEMENT_FIELDS = ("amount", "currency", "counterparts", "duration")
_SETS = {"members", "languages", "counterparts"}
_FREE = {"site", "priority", "condition", "duration", "beneficiary"}
_SLUG = re.compile(r"[a-z_]+")
MOST_READINGS = 200
"""Of one line: as many as seven alternatives to different fields give, and some more."""
CORE = ("quantity", "amount", "currency", "vague")
"""Fields that, with the key, make a found need right."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An expected line and the found one that answers it, with the fields in which they differ."""

    expected: Record
    found: Record
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Lines of one report: pairs, expected ones that were missed, found ones that nobody expected."""

    pairs: tuple[Pair, ...] = ()
    missed: tuple[Record, ...] = ()
    extra: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportComparison:
    """One report compared."""

    needs: Comparison
    engagements: Comparison
    facts: tuple[str, ...] = field(default=())
    contacts: bool = True
    issues: tuple[str, ...] = field(default=())
    leaked: tuple[str, ...] = field(default=())


def compare(expected: Record, found: Record, text: str = "") -> ReportComparison:
    """Compare the output of extraction with an expected file.

    Parameters
    ----------
    expected : mapping
        Content of ``FILE.expected.json``.
    found : mapping
        What `to_json` returned.
    text : str
        The extracted text, searched for strings that must have been redacted.
    """
    facts = tuple(name for name, value in expected["report"].items() if found["report"].get(name) != value)
    codes = {doubt["code"] for doubt in found["issues"]}
    everything = text + repr(found)
    return ReportComparison(
        needs=_lines(expected["needs"], found["needs"], NEED_KEY, NEED_FIELDS, _passages),
        engagements=_lines(expected["engagements"], found["engagements"], ENGAGEMENT_KEY, ENGAGEMENT_FIELDS, _passage),
        facts=facts,
        contacts="contacts" not in expected or _contacts(expected["contacts"]) == _contacts(found["contacts"]),
        issues=tuple(doubt["code"] for doubt in expected.get("issues", ()) if doubt["code"] not in codes),
        leaked=tuple(secret for secret in expected.get("redacted", ()) if secret in everything),
    )


def _contacts(contacts: Sequence[Record]) -> list[tuple[str | None, ...]]:
    return sorted((c["role"], c["name"] or "", c["agency"] or "", c["email"] or "") for c in contacts)


def _lines(
    expected: Sequence[Record],
    found: Sequence[Record],
    key: Sequence[str],
    fields: Sequence[str],
    place: Callable[[Record, Record], list[str]],
) -> Comparison:
    """Pair expected and found lines, the likest first."""
    candidates = []
    for number, line in enumerate(expected):
        fair = readings(line)
        for position, other in enumerate(found):
            fitting = [one for one in fair if all(one[name] == other[name] for name in key)]
            if fitting:
                wrong = min((_wrong(one, other, fields, place) for one in fitting), key=len)
                worst = sum(name in (*CORE, "quote") for name in wrong)
                candidates.append((worst, len(wrong), number, position, wrong))
    pairs: list[Pair] = []
    used: set[int] = set()
    done: set[int] = set()
    for _, _, number, position, wrong in sorted(candidates):
        if number not in done and position not in used:
            pairs.append(Pair(expected[number], found[position], tuple(wrong)))
            done.add(number)
            used.add(position)
    missed = tuple(line for n, line in enumerate(expected) if n not in done and not line.get("optional"))
    return Comparison(tuple(pairs), missed, tuple(line for n, line in enumerate(found) if n not in used))


def readings(line: Record) -> list[Record]:
    """Return the readings of an expected line that are just as fair: as told, and under its alternatives.

    Alternatives that touch different fields are laid over it together as well; of a line with many of them, the first
    `MOST_READINGS` are given.

    Examples
    --------
    >>> line = {"theme": "marking", "site": "Dori", "quantity": "1", "alternatives": [{"site": None}, {"quantity": None}]}
    >>> [(one["site"], one["quantity"]) for one in readings(line)]
    [('Dori', '1'), (None, '1'), ('Dori', None), (None, None)]
    """
    laid: list[Record] = [{}]
    for alternative in line.get("alternatives", ()):
        more = [{**other, **alternative} for other in laid if not other.keys() & alternative.keys()]
        laid = (laid + more)[:MOST_READINGS]
    return [{**line, **fields} for fields in laid]


def _wrong(
    expected: Record, found: Record, fields: Sequence[str], place: Callable[[Record, Record], list[str]]
) -> list[str]:
    return [name for name in fields if name in expected and not same(name, expected[name], found[name])] + place(
        expected, found
    )


def same(name: str, expected: Any, found: Any) -> bool:
    """Say whether two values of a field agree: free words where one contains the other, lists as sets, else equal.

    Examples
    --------
    >>> same("site", "Dori", "à Dori"), same("quantity", "2", "3"), same("members", ["ZMB", "MWI"], ["MWI", "ZMB"])
    (True, False, True)
    """
    if name in _SETS:
        return set(expected or ()) == set(found or ())
    if name in _FREE and expected and found and not (name == "beneficiary" and _SLUG.fullmatch(expected)):
        first, second = squash(fold(expected)), squash(fold(found))
        return first in second or second in first
    return bool(expected == found)


def _passage(expected: Record, found: Record) -> list[str]:
    told, shown = expected["passage"], found["passage"]
    wrong = [name for name in ("page", "question") if told[name] != shown[name]]
    return wrong if overlap(told["quote"], shown["quote"]) else [*wrong, "quote"]


def _passages(expected: Record, found: Record) -> list[str]:
    wrong = _passage(expected, found)
    others = [one for one in expected.get("passages", ()) if not any(_is_at(one, other) for other in found["passages"])]
    return [*wrong, "passages"] if others or len(found["passages"]) != len(expected.get("passages", ())) else wrong


def _is_at(told: Record, shown: Record) -> bool:
    return all(told[name] == shown[name] for name in ("page", "question")) and overlap(told["quote"], shown["quote"])


def overlap(first: str, second: str) -> bool:
    """Say whether two quotes share their words, whatever the line breaks.

    Examples
    --------
    >>> overlap("two marking machines", "marking\\nmachines and training")
    True
    """
    one, other = squash(fold(first)), squash(fold(second))
    if not one or not other or one in other or other in one:
        return bool(one and other)
    shared = next(
        (n for n in range(min(len(one), len(other)), 7, -1) if one[-n:] == other[:n] or other[-n:] == one[:n]), 0
    )
    return shared > 0
