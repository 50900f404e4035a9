"""A headline figure with its words; None stands for what is not shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure; `tone` says which side it belongs to: need, offer or plan; `page` where what it counts is listed."""

    words: str
    value: int | None
    tone: str
    page: str = ""
