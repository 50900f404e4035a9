"""Data files of the project: where they stand, and their rows as written."""

import json
from datetime import date
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
"""Where the data files of the project stand."""


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of a data file.

    Parameters
    ----------
    folder : Path
        Where the file stands.
    name : str
        Its name without ``.json``.

    Returns
    -------
    list of dict
        As written, in the order of the file.

    Examples
    --------
    >>> rows(FIXTURES, "states")[0]["code"]
    'AFG'
    """
    loaded: list[dict[str, Any]] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def day(value: str | None) -> date | None:
    """Return a day from its ISO form; None stays open."""
    return date.fromisoformat(value) if value else None
