"""The calendar: cycles with their meetings."""

from datetime import date
from pathlib import Path

from ..entities.cycles import CycleFacts, Meeting
from .files import FIXTURES, rows


def cycles(folder: Path = FIXTURES) -> tuple[CycleFacts, ...]:
    """Return the cycles, earliest first, from ``cycles.json``.

    Examples
    --------
    >>> [len(cycle.reporting_states) for cycle in cycles() if cycle.year == 2014]
    [68]
    """
    return tuple(
        CycleFacts(
            year=row["year"],
            meeting=row["meeting"],
            starts=date.fromisoformat(row["starts"]),
            ends=date.fromisoformat(row["ends"]),
            meetings=tuple(
                Meeting(
                    m["kind"], m["name"], date.fromisoformat(m["starts"]), date.fromisoformat(m["ends"]), m["source"]
                )
                for m in row["meetings"]
            ),
            reporting_states=tuple(row["reporting_states"]),
            note=row["note"],
        )
        for row in rows(folder, "cycles")
    )
