"""Names of States and organisations to codes: exact after folding, otherwise suggestions for a person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from . import reference
from .entities.parties import Alias, Group, Organisation, State
from .names import NameIndex, fold, turned
from .reference import FIXTURES

__all__ = ["FIXTURES", "Gazetteer", "fold"]

# A private body may carry a State's name: "Canada's National Firearms Association".
_OF_A_BODY = re.compile(
    r"['’]s(?:\s+[A-Z][\w'’-]*){1,6}?\s+(?:Association|Institute|Federation|Society|Union|Foundation|Council)\b"
)
_CURRENCY = re.compile(r"\s*(?:\$|dollars?\b|d[oó]lares?\b)", re.IGNORECASE)


class _Named(NamedTuple):
    """Whom a name belongs to; without aliases it holds at any time and in any language."""

    code: str
    languages: frozenset[str]
    aliases: tuple[Alias, ...]


@dataclass(frozen=True)
class Gazetteer:
    """States and organisations with every name they are known by.

    Parameters
    ----------
    state_rows : Mapping[str, State]
        By ISO 3166-1 alpha-3 code.
    organisation_rows : Mapping[str, Organisation]
        By usual abbreviation.
    group_rows : Mapping[str, Group]
        By code.
    lookalikes : tuple of str
        Phrases that contain a party's name and mean another thing: "Gulf of Guinea".

    Notes
    -----
    A name is matched exactly after folding (`fold`); a fuzzy look-up is never an answer, because one returns Nigeria
    for Niger. `suggest` offers names to a person.

    Examples
    --------
    >>> gazetteer = Gazetteer.default()
    >>> gazetteer.resolve("Iran (Islamic Republic of)"), gazetteer.resolve("the Islamic Republic of Iran")
    ('IRN', 'IRN')
    >>> gazetteer.resolve("European Union") is None
    True
    """

    state_rows: Mapping[str, State]
    organisation_rows: Mapping[str, Organisation]
    group_rows: Mapping[str, Group]
    lookalikes: tuple[str, ...] = ()

    @classmethod
    def load(cls, folder: Path = FIXTURES) -> "Gazetteer":
        """Read ``states``, ``groups``, ``organisations`` and ``lookalikes`` from the JSON files of a folder."""
        groups = reference.groups(folder)
        lookalikes = tuple(row["phrase"] for row in reference.rows(folder, "lookalikes"))
        return cls(reference.states(folder, groups), reference.organisations(folder, groups), groups, lookalikes)

    @classmethod
    def default(cls) -> "Gazetteer":
        """Return the project's own gazetteer, read once."""
        return _default()

    @cached_property
    def _state_names(self) -> dict[str, _Named]:
        """Folded name to its State; a name in force today outranks a former one that folds alike."""
        found: dict[str, _Named] = {}
        for state in self.state_rows.values():
            for names in (state.names, state.official_names):
                for language, name in names.items():
                    for form in turned(name):
                        key = fold(form)
                        before = found.get(key, _Named(state.code, frozenset(), ()))
                        found[key] = _Named(before.code, before.languages | {language}, ())
        for state in self.state_rows.values():
            for alias in state.aliases:
                for form in turned(alias.name):
                    key = fold(form)
                    before = found.get(key, _Named(state.code, frozenset(), ()))
                    dated = key not in found or before.aliases
                    aliases = (*before.aliases, alias) if dated else ()
                    found[key] = _Named(before.code, before.languages | {alias.language}, aliases)
        return found

    @cached_property
    def _organisation_names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for organisation in self.organisation_rows.values():
            for name in (organisation.code, *organisation.names.values(), *(a.name for a in organisation.aliases)):
                found.setdefault(fold(name), organisation.code)
        return found

    def resolve(self, name: str, on: date | None = None, language: str | None = None) -> str | None:
        """Return the ISO code of a State by any of its names.

        Parameters
        ----------
        name : str
            A name in one of the six official languages, a former name, or the code itself.
        on : date, optional
            The day of the text: a former name counts only while it was official. None accepts any.
        language : str, optional
            Accept names of this language only.

        Returns
        -------
        str or None
            None where no name matches exactly after folding.

        Examples
        --------
        >>> gazetteer = Gazetteer.default()
        >>> gazetteer.resolve("Swaziland", on=date(2014, 6, 16)), gazetteer.resolve("Swaziland", on=date(2024, 6, 17))
        ('SWZ', None)
        """
        if name in self.state_rows:
            return name
        named = self._state_names.get(fold(name))
        if named is None or (language and language not in named.languages):
            return None
        if on and named.aliases and not any(alias.holds_on(on) for alias in named.aliases):
            return None
        return named.code

    def resolve_organisation(self, name: str) -> str | None:
        """Return the usual abbreviation of an organisation by any of its names, None where none matches exactly."""
        return name if name in self.organisation_rows else self._organisation_names.get(fold(name))

    def resolve_party(self, name: str) -> str | None:
        """Return the code of a State or an organisation by any of its names."""
        return self.resolve(name) or self.resolve_organisation(name)

    def suggest(self, name: str, n: int = 3) -> tuple[tuple[str, str, float], ...]:
        """Return States that a person may have meant; never an answer.

        Parameters
        ----------
        name : str
            A name that `resolve` does not know; of one that it knows, its State is the only suggestion.
        n : int, default 3
            How many at most.

        Returns
        -------
        tuple of (str, str, float)
            ISO code, UN name in English, likeness from 0 to 100; the likeliest first.

        Examples
        --------
        >>> Gazetteer.default().suggest("Sierra Leon", 1)[0][:2]
        ('SLE', 'Sierra Leone')
        >>> [code for code, *_ in Gazetteer.default().suggest("Niger")]
        ['NER']
        """
        if code := self.resolve(name):
            return ((code, self.state_rows[code].names["en"], 100.0),)
        best: dict[str, tuple[str, str, float]] = {}
        names = list(self._state_names)
        for key, score, _ in process.extract(fold(name), names, scorer=fuzz.token_ratio, limit=8 * n, score_cutoff=60):
            code = self._state_names[key].code
            best.setdefault(code, (code, self.state_rows[code].names["en"], float(score)))
        return tuple(list(best.values())[:n])

    def find_states(self, text: str) -> tuple[tuple[int, int, str], ...]:
        """Return (start, end, ISO code) of every State named in a running text, the longest name winning.

        Parameters
        ----------
        text : str
            A passage or a whole report.

        Returns
        -------
        tuple of (int, int, str)
            In the order of the text; names inside those of organisations, seas and cities are not States.

        Examples
        --------
        >>> [code for *_, code in Gazetteer.default().find_states("Niger, Nigeria and the Group of Arab States")]
        ['NER', 'NGA']
        """
        return tuple(
            (start, end, code)
            for start, end, kind, code in self._index.find(text)
            if kind == "state"
            and not _OF_A_BODY.match(text, end)
            and not (text[start:end] == "US" and _CURRENCY.match(text, end))
        )

    def find_organisations(self, text: str) -> tuple[tuple[int, int, str], ...]:
        """Return (start, end, abbreviation) of every organisation named in a text; abbreviations in capitals only."""
        return tuple((start, end, code) for start, end, kind, code in self._index.find(text) if kind == "organisation")

    @cached_property
    def _index(self) -> NameIndex:
        """Every name; what only looks like one uses up its words first."""
        index = NameIndex()
        for phrase in self.lookalikes:
            index.add(phrase, "", "")
        for organisation in self.organisation_rows.values():
            for name in (organisation.code, *organisation.names.values(), *(a.name for a in organisation.aliases)):
                index.add(name, "organisation", organisation.code)
        for state in self.state_rows.values():
            aliases = (alias.name for alias in state.aliases if not self._two_states_now(alias))
            for name in (*state.names.values(), *state.official_names.values(), *aliases):
                for form in turned(name):
                    index.add(form, "state", state.code)
        return index

    def _two_states_now(self, alias: Alias) -> bool:
        """Say whether a former name reads as two States today: "Serbia and Montenegro"."""
        parts = re.split(r" and | y |-et-", alias.name)
        return alias.valid_to is not None and len(parts) > 1 and all(self.resolve(part) for part in parts)

    def state(self, code: str) -> State:
        """Return a State by its ISO code; raises KeyError for an unknown one."""
        return self.state_rows[code]

    def organisation(self, code: str) -> Organisation:
        """Return an organisation by its abbreviation; raises KeyError for an unknown one."""
        return self.organisation_rows[code]

    def states(self) -> tuple[State, ...]:
        """Return all States, ordered by code."""
        return tuple(self.state_rows.values())

    def organisations(self) -> tuple[Organisation, ...]:
        """Return all organisations."""
        return tuple(self.organisation_rows.values())

    def groups(self) -> tuple[Group, ...]:
        """Return all groups of States."""
        return tuple(self.group_rows.values())

    def members(self, group: str, on: date) -> tuple[str, ...]:
        """Return the ISO codes of a group's members on a day, in order; raises KeyError for an unknown group."""
        return tuple(sorted({code for code, spell in self.group_rows[group].spells if spell.holds_on(on)}))


@lru_cache(maxsize=1)
def _default() -> Gazetteer:
    return Gazetteer.load()
