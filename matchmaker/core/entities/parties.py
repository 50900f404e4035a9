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


@dataclass(frozen=True, slots=True)
class Membership:
    """Belonging to a group (``LDC``, ``ECOWAS``, ...) between two days (None: open)."""

    group: str
    valid_from: date | None
    valid_to: date | None


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
        ``member``, ``observer`` or ``other`` (disputed status, neutral label, see `note`).
    region, subregion : str
        M49 names in English.
    un_group : str or None
        UN regional group, which is not the M49 region.
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
