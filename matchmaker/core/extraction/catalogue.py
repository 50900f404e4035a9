"""The questionnaire in its generations, read from ``fixtures/questionnaires``: wording to the question that it is."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rapidfuzz.distance import Levenshtein

from ..gazetteer import FIXTURES
from ..vocabulary import Generation, Theme
from .folding import fold, squash
from .lexicons import LANGUAGES

FOLDER = FIXTURES / "questionnaires"
_LONG = 24
"""Letters from which a wording may differ a little; a shorter one must be the same."""
_LEAST_MARKS = 2.0
_CLOSE, _CLOSE_WITH_NUMBER, _SAME_START = 0.74, 0.62, 0.5


def canonical(letters: str) -> str:
    """Return squashed text with the usual names of the field in one form: ``smallarmsandlightweapons`` is ``salw``.

    Examples
    --------
    >>> canonical("markingofsmallarmsandlightweapons")
    'markingofsalw'
    """
    names = _names()
    return names[0].sub(lambda match: names[1][match[0]], letters)


@cache
def _names() -> tuple[re.Pattern[str], Mapping[str, str]]:
    data = json.loads((FOLDER / "wording.json").read_text(encoding="utf-8"))
    forms = {squash(fold(form)): squash(fold(name)) for name, same in data["same"].items() for form in same}
    return re.compile("|".join(sorted(map(re.escape, forms), key=len, reverse=True))), forms


class Role(StrEnum):
    """What a question is to extraction."""

    REQUEST = "request"
    REQUEST_KIND = "request_kind"
    PROPOSAL = "proposal"
    REQUESTED = "requested"
    RECEIVED = "received"
    PROVIDED = "provided"
    CONSIDERED = "considered"
    AREA = "area"
    NATURE = "nature"
    AMOUNT = "amount"
    DESCRIPTION = "description"
    DURATION = "duration"
    COUNTERPARTS = "counterparts"
    CONTACT = "contact"
    CONTACT_ITI = "contact_iti"
    CONTACT_ITI_OTHER = "contact_iti_other"
    NAME = "field_name"
    AGENCY = "field_agency"
    EMAIL = "field_email"
    FIELD = "field_other"
    DETAILS = "details"
    COMMENTS = "comments"
    STATEMENT = "statement"
    OPTION = "option"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the catalogue."""

    key: str
    role: Role
    theme: Theme | None


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a question in one language, squashed; `mark` is the sign that ends it: ``?``, ``:`` or nothing."""

    question: Question
    language: str
    letters: str
    mark: str


@dataclass(frozen=True, slots=True)
class Found:
    """A wording met in a text, and how alike the two are (1: the same)."""

    wording: Wording
    likeness: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A generation: the marks that tell it, each with a weight, and its question numbers."""

    generation: Generation
    marks: Mapping[str, int]
    numbers: Mapping[str, str]
    years: tuple[int, int | None]


class Catalogue:
    """All wordings of all generations.

    Examples
    --------
    >>> found = catalogue().find(canonical(squash(fold("Does your country wish to request assistance for marking SALW? Yes"))), "23")
    >>> found.wording.question.key
    'marking.request'
    """

    def __init__(self, wordings: tuple[Wording, ...], layouts: tuple[Layout, ...]) -> None:
        self.wordings = wordings
        self.layouts = layouts
        self._by_start: dict[str, list[Wording]] = {}
        for wording in wordings:
            self._by_start.setdefault(wording.letters[:4], []).append(wording)

    def find(self, letters: str, number: str | None) -> Found | None:
        """Return the wording with which squashed text starts.

        Parameters
        ----------
        letters : str
            Squashed text from where a question may start, in `canonical` form.
        number : str or None
            The number printed before it: a hint where the wording alone leaves doubt.
        """
        same_start = [*self._by_start.get(letters[:4], []), *self._by_start.get(letters[:3], [])]
        found = self._best(same_start, letters, number)
        if found is None and number:
            found = self._best(self.wordings, letters, number)
        return found

    def _best(self, wordings: list[Wording] | tuple[Wording, ...], letters: str, number: str | None) -> Found | None:
        best: Found | None = None
        hinted = {layout.numbers[number] for layout in self.layouts if number in layout.numbers} if number else set()
        for wording in wordings:
            length = len(wording.letters)
            if length < _LONG:
                likeness = float(letters.startswith(wording.letters))
                least = 1.0
            else:
                least = _CLOSE_WITH_NUMBER if wording.question.key in hinted else _CLOSE
                if Levenshtein.normalized_similarity(wording.letters[:16], letters[:16]) < _SAME_START:
                    continue
                likeness = Levenshtein.normalized_similarity(wording.letters, letters[:length], score_cutoff=least)
            if likeness < least or not likeness:
                continue
            rank = (likeness + (0.02 if wording.question.key in hinted else 0.0), length)
            if best is None or rank > (best.likeness, len(best.wording.letters)):
                best = Found(wording, rank[0])
        return best

    def generation(self, text: str, numbered: Iterable[tuple[str, str]], year: int | None) -> Generation:
        """Tell the generation of a report by its marks and by the numbers of its questions.

        Parameters
        ----------
        text : str
            Of the report, with single spaces; marks with capitals are searched as they stand, others folded.
        numbered : iterable of (key, number)
            The questions found, as printed.
        year : int or None
            Of the cycle: between generations that look alike the usual one of that year is taken.
        """
        folded, pairs = fold(text), set(numbered)
        scores: dict[Generation, float] = {}
        for layout in self.layouts:
            marks = sum(
                weight for mark, weight in layout.marks.items() if mark in (folded if mark == mark.lower() else text)
            )
            agreeing = sum(layout.numbers.get(number) == key for key, number in pairs)
            first, last = layout.years
            usual = year is not None and first <= year <= (last or year)
            scores[layout.generation] = (
                marks + (3 * agreeing / len(pairs) if len(pairs) > 5 else 0) + (0.5 if usual else 0)
            )
        best = max(scores, key=lambda generation: (scores[generation], generation))
        return best if scores[best] >= _LEAST_MARKS else Generation.UNKNOWN


@cache
def catalogue() -> Catalogue:
    """Return the catalogue of questionnaires."""
    data = json.loads((FOLDER / "wording.json").read_text(encoding="utf-8"))
    wordings = []
    for key, entry in data["questions"].items():
        question = Question(key, Role(entry["role"]), Theme(entry["theme"]) if entry["theme"] else None)
        for language in LANGUAGES:
            for text in entry.get(language, ()):
                mark = text.rstrip()[-1] if text.rstrip()[-1] in "?:" else ""
                wordings.append(Wording(question, language, canonical(squash(fold(text))), mark))
    layouts = []
    for name in sorted(FOLDER.glob("[A-Z].json")):
        layout = json.loads(name.read_text(encoding="utf-8"))
        layouts.append(
            Layout(
                Generation(layout["generation"]),
                {mark["text"]: mark["weight"] for mark in layout["marks"]},
                {row["number"]: row["question"] for row in layout["numbers"]},
                (layout["years"][0], layout["years"][1]),
            )
        )
    return Catalogue(tuple(wordings), tuple(layouts))
