"""States, groups and organisations from their data files into entities; nothing is looked up here."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..entities.parties import Alias, Group, Membership, Organisation, State
from ..vocabulary import OrganisationType
from .files import day, rows


def groups(folder: Path) -> dict[str, Group]:
    """Return the groups of States by code, each with its dated members, from ``groups.json``."""
    return {
        row["code"]: Group(
            code=row["code"],
            kind=row["kind"],
            names=row["names"],
            source=row["source"],
            complete=row["complete"],
            spells=tuple(
                (state, Membership(row["code"], day(spell["valid_from"]), day(spell["valid_to"])))
                for spell in row["members"]
                for state in spell["states"].split()
            ),
        )
        for row in rows(folder, "groups")
    }


def states(folder: Path, known: Mapping[str, Group]) -> dict[str, State]:
    """Return the States by ISO code, from ``states.json``, with their memberships of the known groups."""
    memberships: dict[str, list[Membership]] = {}
    for group in known.values():
        for code, membership in group.spells:
            memberships.setdefault(code, []).append(membership)
    return {
        row["code"]: State(
            code=row["code"],
            names=row["names"],
            official_names=row["official_names"],
            aliases=_aliases(row),
            status=row["status"],
            region=row["region"],
            subregion=row["subregion"],
            un_group=row["un_group"],
            memberships=tuple(memberships.get(row["code"], ())),
            note=row["note"],
        )
        for row in rows(folder, "states")
    }


def organisations(folder: Path, known: Mapping[str, Group]) -> dict[str, Organisation]:
    """Return the organisations by abbreviation, from ``organisations.json``; members are those of today's group."""
    return {
        row["code"]: Organisation(
            code=row["code"],
            names=row["names"],
            aliases=_aliases(row),
            type=OrganisationType(row["type"]),
            region=row["region"],
            subregion=row["subregion"],
            members=_standing(known[row["members_group"]]) if row["members_group"] else (),
        )
        for row in rows(folder, "organisations")
    }


def _standing(group: Group) -> tuple[str, ...]:
    """Return whoever is in a group without an end to it, in order of code."""
    return tuple(sorted(state for state, membership in group.spells if membership.valid_to is None))


def _aliases(row: Mapping[str, Any]) -> tuple[Alias, ...]:
    return tuple(Alias(a["name"], a["language"], day(a["valid_from"]), day(a["valid_to"])) for a in row["aliases"])
