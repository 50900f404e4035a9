"""What extraction hands over: a report's needs, engagements, contacts, each with its passage, and its doubts."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..vocabulary import Direction, Generation, Item, Kind, Severity, Theme, Unit


@dataclass(frozen=True, slots=True)
class Passage:
    """A located, verbatim piece of a report.

    Attributes
    ----------
    page : int
        From 1.
    question : str or None
        Number of the question as printed, ``7.4.1``.
    quote : str
        Exactly the slice ``[start, end)`` of the extracted text.
    start, end : int
        Character offsets into the extracted text.
    """

    page: int
    question: str | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ExtractedNeed:
    """One line of assistance found in a report; None where the report says nothing."""

    theme: Theme
    kind: Kind
    item: Item | None
    quantity: Decimal | None
    unit: Unit
    amount: Decimal | None
    currency: str | None
    vague: bool
    confidence: Decimal
    passage: Passage
    passages: tuple[Passage, ...] = ()
    project_proposal: bool | None = None
    action_plan: bool | None = None
    assessment: bool | None = None
    measurable_goal: bool | None = None
    women: bool | None = None
    priority: str | None = None
    condition: str | None = None
    beneficiary: str | None = None
    site: str | None = None
    start: date | None = None
    end: date | None = None
    languages: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtractedEngagement:
    """Assistance received, provided or offered, as the report tells it."""

    direction: Direction
    theme: Theme
    kind: Kind
    amount: Decimal | None
    currency: str | None
    counterparts: tuple[str, ...]
    duration: str | None
    passage: Passage


@dataclass(frozen=True, slots=True)
class Contact:
    """A national point of contact; `role` is ``poa`` or ``iti``."""

    role: str
    name: str | None
    agency: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Issue:
    """A doubt or an inference: what, where, in one sentence, with a stable code."""

    severity: Severity
    code: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the file is: whose report, of which cycle, in which language and layout.

    Attributes
    ----------
    state : str or None
        ISO 3166-1 alpha-3; None when it could not be told.
    language : str or None
        ISO 639-1.
    sha256 : str
        Of the file's bytes.
    """

    state: str | None
    cycle: int | None
    language: str | None
    generation: Generation
    media_type: str
    pages: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one report; `text` is what all offsets count in, already redacted."""

    report: ReportFacts
    text: str
    page_starts: tuple[int, ...]
    needs: tuple[ExtractedNeed, ...] = ()
    engagements: tuple[ExtractedEngagement, ...] = ()
    contacts: tuple[Contact, ...] = ()
    issues: tuple[Issue, ...] = field(default=())
