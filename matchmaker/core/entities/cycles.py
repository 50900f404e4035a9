"""A reporting cycle as reference data has it, with every meeting that belongs to it."""

from dataclasses import dataclass
from datetime import date

FIRST_CYCLE, LAST_CYCLE = 2001, 2100
"""Years of reporting that can be named: the Programme of Action is of 2001."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of the calendar.

    Attributes
    ----------
    kind : str
        ``conference``, ``biennial_meeting``, ``review_conference``, ``preparatory_committee``, ``experts`` or
        ``working_group``.
    name : str
        In English.
    starts, ends : date
        First and last day.
    source : str
        Where the days are from.
    """

    kind: str
    name: str
    starts: date
    ends: date
    source: str


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """A cycle: the meeting it leads to, those on the way, and who reported where that is recorded.

    Attributes
    ----------
    year : int
        The cycle's name.
    meeting : str
        The meeting it leads to.
    starts, ends : date
        First and last day of that meeting.
    meetings : tuple of Meeting
        All meetings of the cycle, earliest first.
    reporting_states : tuple of str
        ISO codes; empty where not recorded.
    note : str or None
        What the dates do not tell.
    """

    year: int
    meeting: str
    starts: date
    ends: date
    meetings: tuple[Meeting, ...]
    reporting_states: tuple[str, ...]
    note: str | None
