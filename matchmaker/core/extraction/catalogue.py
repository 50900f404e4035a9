"""The questionnaire in its generations, read from ``fixtures/questionnaires``: wording to the question that it is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rapidfuzz.distance import Levenshtein

from ..gazetteer import FIXTURES
from ..vocabulary import Generation, Theme
from .folding import fold, squash

FOLDER = FIXTURES / "questionnaires"
_LONG = 24
"""Letters from which a wording may differ a little; a shorter one must be the same."""
_CLOSE, _CLOSE_WITH_NUMBER, _SAME_START = 0.74, 0.62, 0.5


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


class Catalogue:
    """All wordings of all generations.

    Examples
    --------
    >>> found = catalogue().find(squash(fold("Does your country wish to request assistance for marking SALW? Yes")), "23")
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
            Squashed text from where a question may start.
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

    def generation(self, text: str) -> Generation:
        """Tell the generation of a report by its marks.

        Parameters
        ----------
        text : str
            Folded text of the report.
        """
        scores = {
            layout.generation: sum(weight for mark, weight in layout.marks.items() if mark in text)
            for layout in self.layouts
        }
        best = max(scores, key=lambda generation: (scores[generation], generation))
        return best if scores[best] >= 3 else Generation.UNKNOWN


@cache
def catalogue() -> Catalogue:
    """Return the catalogue of questionnaires."""
    data = json.loads((FOLDER / "wording.json").read_text(encoding="utf-8"))
    wordings = []
    for key, entry in data["questions"].items():
        question = Question(key, Role(entry["role"]), Theme(entry["theme"]) if entry["theme"] else None)
        for language in ("en", "fr", "es"):
            for text in entry[language]:
                mark = text.rstrip()[-1] if text.rstrip()[-1] in "?:" else ""
                wordings.append(Wording(question, language, squash(fold(text)), mark))
    layouts = []
    for name in sorted(FOLDER.glob("[A-Z].json")):
        layout = json.loads(name.read_text(encoding="utf-8"))
        layouts.append(
            Layout(
                Generation(layout["generation"]),
                {fold(mark["text"]): mark["weight"] for mark in layout["marks"]},
                {row["number"]: row["question"] for row in layout["numbers"]},
            )
        )
    return Catalogue(tuple(wordings), tuple(layouts))
