"""Duplication, revisions: two readings of reports in; whether they are one file, one report, and what changed, out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import zip_longest

from ..entities.reports import ExtractedNeed, Extraction, Passage
from .lexicon import words

FIELDS = (
    "item",
    "beneficiary",
    "quantity",
    "unit",
    "amount",
    "currency",
    "site",
    "start",
    "end",
    "priority",
    "condition",
    "languages",
    "members",
)
"""What makes a need another one when it changes; where it stands and how sure its reading is do not."""
NEAR_WORDS, NEAR_PASSAGES = 0.9, 0.75
"""Two States that fill in one form share nine in ten words: only what is told tells a revised version."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a need, before and after."""

    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class NeedChange:
    """A need that both versions hold, with the fields that differ."""

    old: ExtractedNeed
    new: ExtractedNeed
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """The passages that answer one question, before and after; None where the form's question is not known."""

    question: str | None
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """How a report relates to one received before.

    Attributes
    ----------
    same_file : bool
        The same bytes.
    same_text : bool
        The same words in the same order, whatever the file.
    one_report : bool
        Of one State and one cycle, so that the later is a version of the earlier.
    kept : float
        Share of the old text's words that the new one still has, 0 to 1; a form's own words are most of them.
    repeated : float
        Share of the old passages with needs and engagements that the new version has in the same words, 0 to 1; where
        the old one tells of none, 1 if the texts are the same, and else 0.
    answers : tuple of AnswerChange
        The questions whose passages, among those that hold needs and engagements, read differently.
    added, removed, changed
        Needs of the new version only, of the old only, and of both with other facts.
    """

    same_file: bool
    same_text: bool
    one_report: bool
    kept: float
    repeated: float
    answers: tuple[AnswerChange, ...]
    added: tuple[ExtractedNeed, ...]
    removed: tuple[ExtractedNeed, ...]
    changed: tuple[NeedChange, ...]

    @property
    def differs(self) -> bool:
        """Whether the later says something else than the earlier."""
        return not self.same_text or bool(self.answers or self.added or self.removed or self.changed)

    @property
    def near(self) -> bool:
        """Whether one is nearly the other: so much of its words and of its passages stays as it was."""
        return self.kept >= NEAR_WORDS and self.repeated >= NEAR_PASSAGES


def compare_reports(old: Extraction, new: Extraction) -> Revision:
    """Compare a report with one received before.

    Parameters
    ----------
    old, new : Extraction
        Readings of two files.

    Returns
    -------
    Revision
        Needs are paired by what they are for: those with all facts alike first, then those of one theme, kind, item
        and agency, then those of one theme, kind and item, in the order of the text.

    Examples
    --------
    >>> from matchmaker.core.entities.reports import ReportFacts
    >>> from matchmaker.core.vocabulary import Generation
    >>> facts = ReportFacts("RWA", 2026, "en", next(iter(Generation)), "text/plain", 1, "aa")
    >>> first = Extraction(facts, "Two marking machines.", (0,))
    >>> compare_reports(first, first).same_file, compare_reports(first, first).kept
    (True, 1.0)
    """
    before, after = words(old.text), words(new.text)
    left, right, changed = _paired(old.needs, new.needs)
    return Revision(
        same_file=old.report.sha256 == new.report.sha256,
        same_text=before == after,
        one_report=None not in (old.report.state, old.report.cycle)
        and (old.report.state, old.report.cycle) == (new.report.state, new.report.cycle),
        kept=kept_words(old.text, new.text),
        repeated=_repeated(old, new, same_text=before == after),
        answers=_answers(old, new),
        added=tuple(right),
        removed=tuple(left),
        changed=tuple(changed),
    )


def kept_words(old: str, new: str) -> float:
    """Return the share of a text's words that another one still has, 0 to 1.

    Examples
    --------
    >>> kept_words("two machines for marking", "two machines")
    0.5
    """
    before = Counter(words(old))
    return (before & Counter(words(new))).total() / before.total() if before else 1.0


def _exactly(need: ExtractedNeed) -> Hashable:
    return (need.theme, need.kind, *(getattr(need, name) for name in FIELDS))


def _closely(need: ExtractedNeed) -> Hashable:
    return (need.theme, need.kind, need.item, need.beneficiary)


def _broadly(need: ExtractedNeed) -> Hashable:
    return (need.theme, need.kind, need.item)


def _paired(
    old: Iterable[ExtractedNeed], new: Iterable[ExtractedNeed]
) -> tuple[list[ExtractedNeed], list[ExtractedNeed], list[NeedChange]]:
    """Return what is left of the old, what is left of the new, and the pairs that differ in a field."""
    left, right = sorted(old, key=_place), sorted(new, key=_place)
    changed = []
    for key in (_exactly, _closely, _broadly):
        pairs, left, right = _matched(left, right, key)
        for one, other in pairs:
            fields = tuple(
                FieldChange(name, getattr(one, name), getattr(other, name))
                for name in FIELDS
                if getattr(one, name) != getattr(other, name)
            )
            if fields:
                changed.append(NeedChange(one, other, fields))
    return left, right, sorted(changed, key=lambda change: _place(change.new))


def _place(need: ExtractedNeed) -> tuple[int, int, str]:
    """Order needs as they stand in the text; of several at one place by what they say, whichever version is older."""
    return (need.passage.start, need.passage.end, repr(need))


def _matched(
    left: list[ExtractedNeed], right: list[ExtractedNeed], key: Callable[[ExtractedNeed], Hashable]
) -> tuple[list[tuple[ExtractedNeed, ExtractedNeed]], list[ExtractedNeed], list[ExtractedNeed]]:
    groups: dict[Hashable, tuple[list[ExtractedNeed], list[ExtractedNeed]]] = defaultdict(lambda: ([], []))
    for side, needs in enumerate((left, right)):
        for need in needs:
            groups[key(need)][side].append(need)
    pairs = []
    rest: tuple[list[ExtractedNeed], list[ExtractedNeed]] = ([], [])
    for ours, theirs in groups.values():
        for one, other in zip_longest(ours, theirs):
            if one and other:
                pairs.append((one, other))
            elif one:
                rest[0].append(one)
            else:
                rest[1].append(other)
    return pairs, sorted(rest[0], key=_place), sorted(rest[1], key=_place)


def _answers(old: Extraction, new: Extraction) -> tuple[AnswerChange, ...]:
    before, after = _by_question(old), _by_question(new)
    changes = []
    for question in sorted({*before, *after}, key=lambda each: (each is None, each or "")):
        ours, theirs = before.get(question, ()), after.get(question, ())
        if [words(quote) for quote in ours] != [words(quote) for quote in theirs]:
            changes.append(AnswerChange(question, ours, theirs))
    return tuple(changes)


def _repeated(old: Extraction, new: Extraction, *, same_text: bool) -> float:
    """Return the share of passages that both have in the same words."""
    told, again = (
        Counter(tuple(words(quote)) for quotes in _by_question(each).values() for quote in quotes)
        for each in (old, new)
    )
    return (told & again).total() / told.total() if told else float(same_text)


def _by_question(extraction: Extraction) -> dict[str | None, tuple[str, ...]]:
    """Return the quotes that answer each question, each once, in the order of the text."""
    passages: set[Passage] = {each.passage for each in extraction.engagements}
    for need in extraction.needs:
        passages.update((need.passage, *need.passages))
    found: dict[str | None, list[str]] = defaultdict(list)
    for passage in sorted(passages, key=lambda each: (each.start, each.end)):
        if passage.quote not in found[passage.question]:
            found[passage.question].append(passage.quote)
    return {question: tuple(quotes) for question, quotes in found.items()}
