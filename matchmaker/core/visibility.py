"""Visibility: one literal table of who is shown what of which row; status and reader in, sight out.

Querysets of the tables, policies, pages, API and docs read it. What is not in it is shown to nobody but its owner.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache

from .vocabulary import NeedStatus, OfferStatus, Visibility

_N, _O, _V = NeedStatus, OfferStatus, Visibility


class Reader(StrEnum):
    """Who reads a row that is not his or her own; whoever is none of the others is anybody."""

    PARTICIPANT = "participant"
    COORDINATOR = "coordinator"
    ANYBODY = "anybody"


class Sight(IntEnum):
    """How much of a row is shown: each shows what the one before does."""

    NOTHING = 0
    EXISTENCE = 1
    """That it is there; of a need also its State and theme."""
    OPEN = 2
    """All but what is for its owner and coordinators: site and notes of a need, ceiling notes of an offer."""
    ALL = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the table.

    Attributes
    ----------
    noun : str
        What kind of row it is about.
    statuses, visibilities : tuple
        Which of them; empty for all. A commitment is ``public`` once both its sides released it.
    participant, coordinator, anybody : Sight
        What each is shown: who speaks for another State or a provider, who coordinates, everybody else.
    """

    noun: str
    statuses: tuple[str, ...]
    visibilities: tuple[Visibility, ...]
    participant: Sight
    coordinator: Sight
    anybody: Sight

    def to(self, reader: Reader) -> Sight:
        """Return what a reader is shown."""
        told = {Reader.PARTICIPANT: self.participant, Reader.COORDINATOR: self.coordinator}
        return told.get(reader, self.anybody)


_NOTHING, _EXISTENCE, _OPEN, _ALL = Sight.NOTHING, Sight.EXISTENCE, Sight.OPEN, Sight.ALL
_OUT = (_N.CIRCULATED, _N.PARTLY_MET, _N.MET)
_IN = (_N.SUBMITTED, _N.AUTHENTICATED, _N.WITHDRAWN, _N.MERGED, _N.SUPERSEDED, _N.EXPIRED)
_OFFERED = (_O.PUBLISHED, _O.EXHAUSTED, _O.CLOSED)

VISIBILITY: tuple[Shown, ...] = (
    # noun, statuses, visibilities, participant, coordinator, anybody
    Shown("need", (_N.DRAFT, _N.RETURNED), (), _NOTHING, _NOTHING, _NOTHING),
    Shown("need", _IN, (), _NOTHING, _ALL, _NOTHING),
    Shown("need", _OUT, (_V.PARTICIPANTS,), _OPEN, _ALL, _EXISTENCE),
    Shown("need", _OUT, (_V.PUBLIC,), _OPEN, _ALL, _OPEN),
    Shown("need", _OUT, (_V.COORDINATORS,), _NOTHING, _ALL, _NOTHING),
    Shown("offer", (_O.DRAFT,), (), _NOTHING, _NOTHING, _NOTHING),
    Shown("offer", _OFFERED, (_V.PUBLIC,), _OPEN, _ALL, _OPEN),
    Shown("offer", _OFFERED, (_V.PARTICIPANTS,), _OPEN, _ALL, _NOTHING),
    Shown("offer", _OFFERED, (_V.COORDINATORS,), _NOTHING, _ALL, _NOTHING),
    Shown("offer", (_O.WITHDRAWN, _O.EXPIRED), (), _NOTHING, _ALL, _NOTHING),
    Shown("engagement", (), (_V.PUBLIC,), _OPEN, _ALL, _OPEN),
    Shown("engagement", (), (_V.PARTICIPANTS,), _OPEN, _ALL, _NOTHING),
    Shown("engagement", (), (_V.COORDINATORS,), _NOTHING, _ALL, _NOTHING),
    Shown("report", (), (), _NOTHING, _ALL, _NOTHING),
    Shown("scenario", (), (), _NOTHING, _ALL, _NOTHING),
    Shown("run", (), (), _NOTHING, _ALL, _NOTHING),
    Shown("allocation", (), (), _NOTHING, _ALL, _NOTHING),
    Shown("unmet", (), (), _NOTHING, _ALL, _NOTHING),
    Shown("override", (), (), _NOTHING, _ALL, _NOTHING),
    Shown("proposal", (), (), _NOTHING, _ALL, _NOTHING),
    Shown("commitment", (), (_V.PUBLIC,), _OPEN, _ALL, _OPEN),
    Shown("commitment", (), (_V.COORDINATORS,), _NOTHING, _ALL, _NOTHING),
    Shown("delivery", (), (), _NOTHING, _ALL, _NOTHING),
    Shown("job", (), (), _NOTHING, _NOTHING, _NOTHING),
)


def sight(noun: str, readers: Iterable[Reader], *, status: str = "", visibility: str = "") -> Sight:
    """Return how much of a row is shown to somebody who does not own it.

    Parameters
    ----------
    noun : str
        As the table writes it.
    readers : iterable of Reader
        What the person is; the most that one of them is shown counts.
    status, visibility : str
        Those of the row, where it has them.

    Examples
    --------
    >>> sight("need", [Reader.ANYBODY], status="circulated", visibility="participants")
    <Sight.EXISTENCE: 1>
    >>> sight("need", [Reader.COORDINATOR], status="draft", visibility="public")
    <Sight.NOTHING: 0>
    """
    return _sight(noun, tuple(readers), str(status), str(visibility))


@lru_cache(maxsize=1024)
def _sight(noun: str, readers: tuple[Reader, ...], status: str, visibility: str) -> Sight:
    """Look the table up; a list asks the same for each of its rows."""
    rows = [
        row
        for row in _of(noun)
        if (not row.statuses or status in row.statuses) and (not row.visibilities or visibility in row.visibilities)
    ]
    return max((row.to(reader) for row in rows for reader in readers), default=Sight.NOTHING)


def shown(noun: str, readers: Iterable[Reader], least: Sight = Sight.EXISTENCE) -> tuple[Shown, ...]:
    """Return the rows of the table in which one of some readers is shown at least so much.

    Parameters
    ----------
    noun, readers
        As in `sight`.
    least : Sight
        How much must be shown.

    Examples
    --------
    >>> [row.visibilities for row in shown("offer", [Reader.ANYBODY])]
    [(<Visibility.PUBLIC: 'public'>,)]
    """
    known = tuple(readers)
    return tuple(row for row in _of(noun) if any(row.to(reader) >= least for reader in known))


def _of(noun: str) -> Iterator[Shown]:
    return (row for row in VISIBILITY if row.noun == noun)
