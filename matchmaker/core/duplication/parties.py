"""Duplication, parties: names of States and organisations, in fields or in running text, to their codes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from ..gazetteer import Gazetteer
from ..vocabulary import OrganisationType
from .lexicon import Lexicon, data, fold, words

_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]+\b")
_INITIAL = re.compile(r"\b[^\W\d_a-zà-ÿ][\w'’]*")
_SHORT = 8  # an abbreviation up to this long counts only in capitals ("UN", not the French "un")
_MOST_REMEMBERED = 50_000
_ARTICLES = frozenset({"the", "le", "la", "les", "l", "el", "los", "las"})
_FUNDERS = frozenset({OrganisationType.TRUST_FUND})


@dataclass(slots=True)
class PartyIndex:
    """Every name of the gazetteer, found in running text in one pass.

    The gazetteer answers for one name or one report at a time; screening reads ten thousand short texts, so it keeps
    the gazetteer's own names in a lexicon, with the adjectives of States ("Norwegian").
    """

    gazetteer: Gazetteer
    lexicon: Lexicon = field(init=False)
    _resolved: dict[str, str | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        states = {
            state.code: {
                "any": _unique(
                    [*state.names.values(), *state.official_names.values(), *(a.name for a in state.aliases)]
                )
            }
            for state in self.gazetteer.states()
        }
        organisations = {
            each.code: {"any": _unique([each.code, *each.names.values(), *(a.name for a in each.aliases)])}
            for each in self.gazetteer.organisations()
        }
        self.lexicon = Lexicon(
            {"state": states, "organisation": organisations, "demonym": data("parties")["adjectives"]}
        )

    @classmethod
    def of(cls, gazetteer: Gazetteer) -> "PartyIndex":
        """Return the index of a gazetteer; that of the project's own is made once."""
        return _own() if gazetteer is Gazetteer.default() else cls(gazetteer)

    def resolve(self, name: str) -> str | None:
        """Return the code of a State or an organisation by a name, an abbreviation or an adjective."""
        if len(self._resolved) > _MOST_REMEMBERED:
            self._resolved.clear()
        if name not in self._resolved:
            code = self.gazetteer.resolve_party(name)
            if code is None:
                states, organisations = self.named_in(name, words(name))
                found = states | organisations
                code = next(iter(found)) if len(found) == 1 else None
            self._resolved[name] = code
        return self._resolved[name]

    def named_in(self, text: str, tokens: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
        """Return the States and the organisations that a text names."""
        hits = self.lexicon.find(tokens)
        if not hits:
            return frozenset(), frozenset()
        capitals = {word.lower() for word in _CAPITALS.findall(text)}
        initials = {each.split("'")[0] for each in map(fold, _INITIAL.findall(text.replace("’", "'")))}
        organisations: set[str] = set()
        inside: set[int] = set()
        for hit in hits:
            if hit.category != "organisation":
                continue
            if hit.end - hit.start > 1 or len(tokens[hit.start]) > _SHORT or tokens[hit.start] in capitals:
                organisations.add(hit.value)
                inside.update(range(hit.start, hit.end))
        states = set()
        for hit in hits:
            word = tokens[hit.start]
            if hit.category == "organisation" or hit.start in inside or (len(word) <= 3 and word not in capitals):
                continue
            if hit.category == "state" and word not in initials and word not in capitals:
                continue
            states.add(hit.value)
        return frozenset(states), frozenset(organisations)

    def is_funder(self, code: str) -> bool:
        """Say whether a party pays: a State, the European Union, a trust fund; other organisations carry out."""
        if code in self.gazetteer.state_rows or code in data("parties")["funders"]:
            return True
        known = self.gazetteer.organisation_rows.get(code)
        return known is not None and known.type in _FUNDERS


@cache
def _own() -> PartyIndex:
    return PartyIndex(Gazetteer.default())


def _unique(names: Iterable[str]) -> list[str]:
    """Return the names that this stage can read (Latin letters), each once, without articles and brackets."""
    kept: dict[str, None] = {}
    for name in names:
        tokens = words(name)
        while len(tokens) > 1 and tokens[0] in _ARTICLES:
            tokens = tokens[1:]
        if len("".join(tokens)) > 1:
            kept[" ".join(tokens)] = None
    return list(kept)
