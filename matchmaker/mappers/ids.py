"""Names of rows inside a problem: short, the same in every fresh database, and back to public ids.

Random public ids would make ties fall differently in two databases with the same rows.
"""

from collections.abc import Mapping

from matchmaker.models import Engagement, Need, Offer

_LETTERS = {Need: "n", Offer: "o", Engagement: "e"}
_REFERENCES = {"need", "offer", "engagement", "id", "a", "b"}


def problem_id(row: Need | Offer | Engagement, part: str = "") -> str:
    """Return the name of a row, or of a part of it: `n12`, `n12-KEN`."""
    return f"{_LETTERS[type(row)]}{row.pk}" + (f"-{part}" if part else "")


def row_of(name: str) -> tuple[int, str]:
    """Return the key of the row that a name stands for, and the part of it."""
    key, _, part = name[1:].partition("-")
    return int(key), part


def with_public_ids(value: object, public: Mapping[str, str]) -> object:
    """Return what the library says of a problem with public ids instead of its names."""
    if isinstance(value, Mapping):
        return {
            key: public.get(item.partition("-")[0], item)
            if key in _REFERENCES and isinstance(item, str)
            else with_public_ids(item, public)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [with_public_ids(item, public) for item in value]
    return value
