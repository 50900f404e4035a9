"""Names of States and organisations to codes: exact after folding, otherwise suggestions for a person."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from .entities.parties import Alias, Membership, Organisation, State
from .vocabulary import OrganisationType

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
"""Where the data files of the project stand."""

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_ARTICLES = {"the", "le", "la", "les", "l", "el", "los", "las"}
# After a possessive or before these words a State's name belongs to the name of something else.
_NOT_A_STATE = re.compile(r"'s National|'s Institute")
_BREAK = re.compile(r"[,;:!?]|\.\s|\n\s*\n")


def fold(name: str) -> str:
    """Reduce a name to what identifies it: no case, accents, punctuation, or leading article.

    Parameters
    ----------
    name : str
        Any spelling.

    Returns
    -------
    str
        Words in lower case, joined by single spaces.

    Examples
    --------
    >>> fold("the Côte d’Ivoire") == fold("Cote d'Ivoire")
    True
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = [w for w in _WORD.findall(plain) if w != "and" and w != "et" and w != "y"]
    while len(words) > 1 and words[0] in _ARTICLES:
        words.pop(0)
    return " ".join(words)


def _turned(name: str) -> Iterable[str]:
    """Yield a name and, for "Iran (Islamic Republic of)", also "Islamic Republic of Iran"."""
    yield name
    match = re.fullmatch(r"(.+?) \((.+)\)", name)
    if match:
        joined = match[2] if match[2].endswith("'") else match[2] + " "
        yield joined + match[1]


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _aliases(rows: list[dict[str, str | None]]) -> tuple[Alias, ...]:
    return tuple(Alias(str(r["name"]), str(r["language"]), _day(r["valid_from"]), _day(r["valid_to"])) for r in rows)


@dataclass(frozen=True)
class Gazetteer:
    """States and organisations with every name they are known by.

    Parameters
    ----------
    state_rows : Mapping[str, State]
        By ISO 3166-1 alpha-3 code.
    organisation_rows : Mapping[str, Organisation]
        By usual abbreviation.

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

    @classmethod
    def load(cls, folder: Path = FIXTURES) -> "Gazetteer":
        """Read ``states.json`` and ``organisations.json`` from a folder."""
        states = {}
        for row in json.loads((folder / "states.json").read_text(encoding="utf-8")):
            memberships = tuple(
                Membership(m["group"], _day(m["valid_from"]), _day(m["valid_to"])) for m in row["memberships"]
            )
            states[row["code"]] = State(
                code=row["code"],
                names=row["names"],
                official_names=row["official_names"],
                aliases=_aliases(row["aliases"]),
                status=row["status"],
                region=row["region"],
                subregion=row["subregion"],
                un_group=row["un_group"],
                memberships=memberships,
                note=row["note"],
            )
        organisations = {}
        for row in json.loads((folder / "organisations.json").read_text(encoding="utf-8")):
            group = row["members_group"]
            members = tuple(
                code
                for code, state in states.items()
                if group and any(m.group == group and not m.valid_to for m in state.memberships)
            )
            organisations[row["code"]] = Organisation(
                code=row["code"],
                names=row["names"],
                aliases=_aliases(row["aliases"]),
                type=OrganisationType(row["type"]),
                region=row["region"],
                subregion=row["subregion"],
                members=members,
            )
        return cls(states, organisations)

    @classmethod
    def default(cls) -> "Gazetteer":
        """Return the project's own gazetteer, read once."""
        return _default()

    @cached_property
    def _state_names(self) -> dict[str, tuple[str, tuple[Alias, ...]]]:
        """Folded name to code and the dated aliases it came from (empty: always valid)."""
        found: dict[str, tuple[str, tuple[Alias, ...]]] = {}
        for state in self.state_rows.values():
            always = [*state.names.values(), *state.official_names.values()]
            for name in always:
                for form in _turned(name):
                    found.setdefault(fold(form), (state.code, ()))
        for state in self.state_rows.values():
            for alias in state.aliases:
                for form in _turned(alias.name):
                    found.setdefault(fold(form), (state.code, (alias,)))
        return found

    @cached_property
    def _organisation_names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for organisation in self.organisation_rows.values():
            names = [organisation.code, *organisation.names.values(), *(a.name for a in organisation.aliases)]
            for name in names:
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
            Accept dated aliases of this language only.

        Returns
        -------
        str or None
            None where no name matches exactly after folding.
        """
        if name in self.state_rows:
            return name
        entry = self._state_names.get(fold(name))
        if entry is None:
            return None
        code, aliases = entry
        if aliases and language and aliases[0].language != language:
            return None
        if on and aliases and not any(_valid(a.valid_from, a.valid_to, on) for a in aliases):
            return None
        return code

    def resolve_organisation(self, name: str) -> str | None:
        """Return the usual abbreviation of an organisation by any of its names, None where none matches exactly."""
        return self._organisation_names.get(fold(name))

    def resolve_party(self, name: str) -> str | None:
        """Return the code of a State or an organisation by any of its names."""
        return self.resolve(name) or self.resolve_organisation(name)

    def suggest(self, name: str, n: int = 3) -> tuple[tuple[str, str, float], ...]:
        """Return up to `n` (code, name, score from 0 to 100) that a person may have meant; never an answer."""
        names = list(self._state_names)
        hits = process.extract(fold(name), names, scorer=fuzz.WRatio, limit=4 * n)
        best: dict[str, tuple[str, str, float]] = {}
        for key, score, _ in hits:
            code = self._state_names[key][0]
            best.setdefault(code, (code, self.state_rows[code].names["en"], float(score)))
        return tuple(list(best.values())[:n])

    def find_states(self, text: str) -> tuple[tuple[int, int, str], ...]:
        """Return (start, end, ISO code) of every State named in a running text, the longest name winning.

        Examples
        --------
        >>> [code for *_, code in Gazetteer.default().find_states("Niger, Nigeria and the Group of Arab States")]
        ['NER', 'NGA']
        """
        found = _find(text, {key: code for key, (code, _) in self._state_names.items()}, self._longest_state)
        return tuple((start, end, code) for start, end, code in found if not _NOT_A_STATE.match(text, end))

    def find_organisations(self, text: str) -> tuple[tuple[int, int, str], ...]:
        """Return (start, end, abbreviation) of every organisation named in a text; abbreviations in capitals only."""
        found = _find(text, self._organisation_names, self._longest_organisation)
        return tuple(
            (start, end, code)
            for start, end, code in found
            if fold(text[start:end]) not in self._short or text[start:end].upper() == text[start:end]
        )

    @cached_property
    def _longest_state(self) -> int:
        return max(len(key.split()) for key in self._state_names)

    @cached_property
    def _longest_organisation(self) -> int:
        return max(len(key.split()) for key in self._organisation_names)

    @cached_property
    def _short(self) -> frozenset[str]:
        return frozenset(key for key in self._organisation_names if " " not in key and len(key) <= 8)

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

    def members(self, group: str, on: date) -> tuple[str, ...]:
        """Return the ISO codes of a group's members on a day."""
        return tuple(
            s.code
            for s in self.state_rows.values()
            if any(m.group == group and _valid(m.valid_from, m.valid_to, on) for m in s.memberships)
        )


def _valid(start: date | None, end: date | None, on: date) -> bool:
    return (start is None or start <= on) and (end is None or on < end)


def _find(text: str, names: Mapping[str, str], longest: int) -> list[tuple[int, int, str]]:
    """Walk over the words once and take the longest name that starts at each."""
    words = [(m.start(), m.end(), fold(m.group())) for m in _WORD.finditer(text)]
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(words):
        start, _, first = words[at]
        name_may_start = text[start].isupper() and first not in _ARTICLES
        # The words that folding drops ("and") make a name longer in the text than in the table.
        for length in range(min(longest + 4, len(words) - at) if name_may_start else 0, 0, -1):
            _, end, last = words[at + length - 1]
            written = text[start:end]
            if not last or _BREAK.search(written):
                continue
            code = names.get(fold(written))
            if code:
                closes = written.count("(") > written.count(")") and text[end : end + 1] == ")"
                found.append((start, end + closes, code))
                at += length
                break
        else:
            at += 1
    return found


@lru_cache(maxsize=1)
def _default() -> Gazetteer:
    return Gazetteer.load()
