"""States and organisations as reference data has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..vocabulary import OrganisationType


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a party, with the days between which it was official (None: open)."""

    name: str
    language: str
    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Say whether the name was in use on a day; the last day is the one before `valid_to`."""
        return _holds(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class Membership:
    """Belonging to a group (``LDC``, ``ECOWAS``, ...) between two days (None: open)."""

    group: str
    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Say whether the membership holds on a day; the last day is the one before `valid_to`.

        Examples
        --------
        >>> Membership("EU", date(2013, 7, 1), None).holds_on(date(2013, 6, 30))
        False
        """
        return _holds(self.valid_from, self.valid_to, day)


def _holds(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or day < end)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of States with its members over time.

    Attributes
    ----------
    code : str
        ``LDC``, ``ECOWAS``, ``ATT``, ...
    kind : str
        ``status``, ``regional`` or ``treaty``.
    names : Mapping[str, str]
        By language code (en, fr, es).
    source : str
        Where the list is from, and what it leaves out.
    complete : bool
        Whether every member is believed to be listed.
    spells : tuple of (str, Membership)
        ISO code of a State and one time it belonged; a State that left and came back has two.
    """

    code: str
    kind: str
    names: Mapping[str, str]
    source: str
    complete: bool
    spells: tuple[tuple[str, Membership], ...]


@dataclass(frozen=True, slots=True)
class State:
    """A State under its UN name.

    Attributes
    ----------
    code : str
        ISO 3166-1 alpha-3.
    names, official_names : Mapping[str, str]
        Short and official name by language code (en, fr, es, ar, zh, ru).
    status : str
        ``member``, ``observer`` or ``other`` (neutral label, see `note`).
    region, subregion : str
        M49 names in English; `subregion` is the finest: ``Western Africa``, ``Caribbean``.
    un_group : str or None
        UN regional group, which is not the M49 region.
    note : str or None
        Footnote that belongs wherever the name of an entity of status ``other`` is shown.
    """

    code: str
    names: Mapping[str, str]
    official_names: Mapping[str, str]
    aliases: tuple[Alias, ...]
    status: str
    region: str
    subregion: str
    un_group: str | None
    memberships: tuple[Membership, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """A provider or implementer that is not a State.

    Attributes
    ----------
    code : str
        The usual abbreviation in capitals: ``UNDP``.
    region, subregion : str or None
        M49 names, where it is bound to one.
    members : tuple of str
        The group of States that it stands for, as ISO codes, empty where none.
    """

    code: str
    names: Mapping[str, str]
    aliases: tuple[Alias, ...]
    type: OrganisationType
    region: str | None
    subregion: str | None
    members: tuple[str, ...] = ()
