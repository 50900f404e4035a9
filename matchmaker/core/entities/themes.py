"""A theme as reference data has it: its words, where the field speaks of it, and what is disputed about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..vocabulary import Theme


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """What is known of a theme.

    Attributes
    ----------
    code : Theme
        Its stored value.
    labels : Mapping[str, str]
        Its name by language code (en, fr, es, ar, zh, ru).
    description : Mapping[str, str]
        What it covers, one line, by language code (en, fr, es).
    mosaic : tuple of str
        Modules of the Modular Small-arms-control Implementation Compendium: ``05.30``.
    guidelines : tuple of str
        Other guidelines that cover it: ``IATG``.
    annex, body : tuple of str
        Paragraphs of the report of the Fifth Biennial Meeting of States: ``27(j)``, ``6-17``.
    scope_note : Mapping[str, str] or None
        What some States hold against it, by language code (en, fr, es): shown, never a bar.
    off_by_default : bool
        Whether it stays out of a plan unless a scenario switches it on.
    """

    code: Theme
    labels: Mapping[str, str]
    description: Mapping[str, str]
    mosaic: tuple[str, ...]
    guidelines: tuple[str, ...]
    annex: tuple[str, ...]
    body: tuple[str, ...]
    scope_note: Mapping[str, str] | None
    off_by_default: bool
