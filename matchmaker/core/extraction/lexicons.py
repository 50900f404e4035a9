"""Words of the trade, one JSON file a language below ``fixtures/lexicons``; a domain expert edits them, the code only searches.

How a phrase is written is said in `phrases`; they are searched in folded text (`folding`). Where words stand between figures, marks and names,
code gives the shape and the lexicon its words: ``\\s{with }?{the }?\\d`` (`shape`).
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from ..gazetteer import FIXTURES
from ..vocabulary import Theme
from .folding import fold
from .phrases import Endings, any_of, pattern, phrase_pattern

FOLDER = FIXTURES / "lexicons"
_INFLECTED = {
    "heads",
    "items",
    "persons",
    "beneficiaries",
    "themes",
    "weak_themes",
    "adjectives",
    "experts",
    "courses",
    "partners",
    "demonyms",
}
_NAMED = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)( ?)\}")
LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("??.json")))
"""Languages that are read in full; the file of a new one is all that it needs."""


class Hit(NamedTuple):
    """A phrase found in folded text, with the entry of the lexicon to which it belongs."""

    start: int
    end: int
    entry: str


class Lexicon:
    """The lexicon of one language.

    Examples
    --------
    >>> english = lexicon("en")
    >>> [hit.entry for hit in english.hits("items", "two marking machines and a server")]
    ['marking_machine', 'computer']
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.language: str = data["language"]
        self._data = data
        self._endings = Endings(tuple(data["endings"]), tuple(data["kept_endings"]))
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._entries: dict[str, dict[str, str]] = {}
        self._mappings: dict[str, dict[str, Any]] = {}

    @property
    def noun_last(self) -> bool:
        """Return whether a noun stands behind the words that tell its sort, "firearms marking machine", and not before them."""
        return bool(self._data["noun_last"])

    def words(self, name: str) -> list[str]:
        """Return the phrases of a list, ``"conditions"`` or ``"heads.training"``."""
        value: Any = self._data
        for key in name.split("."):
            value = value[key]
        return list(value)

    def mapping(self, name: str) -> Mapping[str, Any]:
        """Return a table of the lexicon, such as ``"numbers"``."""
        if name not in self._mappings:
            self._mappings[name] = {fold(key): value for key, value in self._data[name].items()}
        return self._mappings[name]

    def pattern(self, name: str) -> re.Pattern[str]:
        """Return the pattern of a list of phrases."""
        if name not in self._patterns:
            self._patterns[name] = pattern(self.words(name), self.endings(name))
        return self._patterns[name]

    def shape(self, template: str) -> re.Pattern[str]:
        """Return the pattern of a template: ``{with}`` is any phrase of that list, ``{with }`` one and the blanks behind it.

        Behind an apostrophe no blank is needed. Quantifiers hold digits and are left alone; a list without phrases meets nothing.

        Examples
        --------
        >>> lexicon("fr").shape(r"\\d+ {of }{the }?\\w+").search("3 de l'armee, 12 d'elite").group()
        "3 de l'armee"
        >>> lexicon("en").shape(r"{with}$").search("a machine without") is None
        True
        """
        if template not in self._patterns:
            self._patterns[template] = shape(template, (self.language,))
        return self._patterns[template]

    def search(self, name: str, folded: str) -> re.Match[str] | None:
        """Return the first place where a list of phrases is met in folded text."""
        return self.pattern(name).search(folded)

    def hits(self, name: str, folded: str) -> list[Hit]:
        """Return where the phrases of a table of lists stand in folded text, each with its entry."""
        if name not in self._patterns:
            table = self._data[name]
            self._patterns[name] = pattern(
                (phrase for phrases in table.values() for phrase in phrases), self.endings(name)
            )
            self._entries[name] = {}
            for entry, phrases in table.items():
                for phrase in phrases:
                    self._entries[name].setdefault(_key(fold(phrase).removeprefix("=")), entry)
            if self.endings(name):
                for key, entry in list(self._entries[name].items()):
                    self._entries[name].setdefault(self._endings.stem(key), entry)
        entries = self._entries[name]
        found = []
        for match in self._patterns[name].finditer(folded):
            key = _key(match[0])
            entry = entries.get(key) or entries.get(self._endings.stem(key)) or self._entry_by_pattern(name, match[0])
            found.append(Hit(match.start(), match.end(), entry))
        return found

    def _entry_by_pattern(self, name: str, text: str) -> str:
        """Return the entry of a text that a phrase with ``*`` or ``...`` found."""
        key = _key(text)
        endings = self.endings(name)
        told = [(phrase, entry) for entry, phrases in self._data[name].items() for phrase in map(fold, phrases)]
        for phrase, entry in sorted(told, key=lambda pair: len(pair[0]), reverse=True):
            if re.fullmatch(phrase_pattern(phrase, endings), text):
                self._entries[name][key] = entry
                return str(entry)
        raise LookupError(f"{self.language}: no entry of {name} holds {text!r}")

    def endings(self, name: str) -> Endings | None:
        """Return the endings that the words of a list may take or lose, if they may."""
        return self._endings if name.partition(".")[0] in _INFLECTED else None

    def stem(self, word: str) -> str:
        """Return a folded word without the ending of its number, the same in singular and plural."""
        return self._endings.stem(word)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Return every single word of the lexicon, folded."""
        found: set[str] = set()
        pending: list[Any] = list(self._data.values())
        while pending:
            value = pending.pop()
            if isinstance(value, dict):
                pending += [*value.keys(), *value.values()]
            elif isinstance(value, list):
                pending += value
            elif isinstance(value, str):
                found.update(re.findall(r"[a-z]{2,}", fold(value)))
        return frozenset(found)

    @cached_property
    def themes(self) -> frozenset[Theme]:
        """Return the themes that the language has words for."""
        return frozenset(Theme(name) for name in self._data["themes"])


def _key(text: str) -> str:
    return re.sub(r"[\s'-]+", " ", text)


@cache
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language.

    Raises
    ------
    KeyError
        If reports in that language are not read.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    return Lexicon(json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8")))


@cache
def shape(template: str, languages: Sequence[str] = LANGUAGES) -> re.Pattern[str]:
    """Return the pattern of a template (`Lexicon.shape`) with the words of several languages, where it is not known which is written.

    Examples
    --------
    >>> shape(r"{page_words } ?\\d+").search("- pagina 3 -").group()
    'pagina 3'
    """
    lexicons = [lexicon(language) for language in languages]
    return re.compile(_NAMED.sub(lambda named: _alternatives(named[1], named[2], lexicons), template))


def _alternatives(name: str, blank: str, lexicons: Sequence[Lexicon]) -> str:
    """Return the part of a pattern that any phrase of a list meets, the longest first."""
    bodies = {(phrase, one.endings(name)): None for one in lexicons for phrase in map(fold, one.words(name))}
    parts = [
        phrase_pattern(phrase, endings) + ((r"\s*" if phrase.endswith("'") else r"\s+") if blank else "")
        for phrase, endings in sorted(bodies, key=lambda body: -len(body[0]))
    ]
    return f"(?:{any_of(parts)})"


@cache
def answer_words() -> Mapping[str, str]:
    """Return the folded words of a yes/no question in all languages: ``oui`` to ``yes``."""
    return {
        fold(word): meaning
        for language in LANGUAGES
        for meaning, words in lexicon(language).mapping("answers").items()
        for word in words
    }


@cache
def abbreviations() -> frozenset[str]:
    """Return the folded words, in all languages, behind which a full stop ends no sentence: ``approx``."""
    return frozenset(fold(word) for language in LANGUAGES for word in lexicon(language).words("abbreviations"))


@cache
def source_words() -> frozenset[str]:
    """Return the folded heads of the column that names the Programme's paragraph, in all languages."""
    return frozenset(fold(word) for language in LANGUAGES for word in lexicon(language).words("sources"))


@cache
def question_words() -> frozenset[str]:
    """Return the folded heads of the column that holds the questions, in all languages."""
    return frozenset(fold(word) for language in LANGUAGES for word in lexicon(language).words("question_heads"))
