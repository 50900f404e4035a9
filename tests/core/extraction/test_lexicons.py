"""Word lists and catalogue: every list is asked for by the code, every entry can be met in a text and means its own entry."""

import json
import re
from pathlib import Path

import pytest

from matchmaker.core.extraction import amounts
from matchmaker.core.extraction.catalogue import FOLDER, canonical, catalogue
from matchmaker.core.extraction.folding import fold, squash
from matchmaker.core.extraction.lexicons import LANGUAGES, lexicon

SOURCE = "".join(
    path.read_text(encoding="utf-8")
    for path in (Path(__file__).parents[3] / "matchmaker" / "core" / "extraction").rglob("*.py")
)
TABLES = ("items", "heads", "adjectives", "beneficiaries", "themes", "columns")
DATA = {
    language: json.loads((FOLDER.parent / "lexicons" / f"{language}.json").read_text("utf-8")) for language in LANGUAGES
}
NO_PHRASES = {"language", "name", "endings", "kept_endings"}


def met(phrase: str) -> str:
    """Return folded text in which a phrase is met: ``*`` stands for letters, ``...`` for a word."""
    words = ["some" if word == "..." else word.removeprefix("=").replace("*", "ab") for word in phrase.split()]
    return fold(" ".join(words))


def lists(value: object, path: str = "") -> list[tuple[str, list[str]]]:
    if isinstance(value, list):
        return [(path, value)] if all(isinstance(word, str) for word in value) else []
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in lists(inner, f"{path}.{key}" if path else key)]
    return []


ALL = [
    (language, path, words) for language, data in DATA.items() for path, words in lists(data) if path not in NO_PHRASES
]


def test_the_files_have_the_same_lists():
    assert {tuple(data) for data in DATA.values()} == {tuple(DATA["en"])} or {
        frozenset(data) for data in DATA.values()
    } == {frozenset(DATA["en"])}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_holds_one_phrase_a_line_and_its_lists_in_order(language):
    written = (FOLDER.parent / "lexicons" / f"{language}.json").read_text("utf-8")

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len(dict(pairs)) == len(pairs), sorted(name for name, _ in pairs)
        return dict(sorted(pairs)) if ("language", language) in pairs else dict(pairs)

    data = json.loads(written, object_pairs_hook=once)
    assert written == json.dumps(data, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("name", sorted(DATA["en"]))
def test_every_list_is_asked_for_by_the_code(name):
    assert re.search(rf"""["']{name}["'.{{]|\{{{name}(?:\.\w+)? ?\}}""", SOURCE), name


@pytest.mark.parametrize(("language", "path", "words"), ALL, ids=[f"{language}:{path}" for language, path, _ in ALL])
def test_every_phrase_of_a_list_is_met(language, path, words):
    reading = lexicon(language)
    missed = [word for word in words if reading.search(path, met(word)) is None]
    assert missed == []
    assert len(set(map(fold, words))) == len(words), sorted(word for word in words if words.count(word) > 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", TABLES)
def test_every_phrase_of_a_table_means_its_entry(language, table):
    reading = lexicon(language)
    wrong = []
    for entry, phrases in DATA[language][table].items():
        for phrase in phrases:
            hits = reading.hits(table, met(phrase))
            if not hits or entry not in {hit.entry for hit in hits}:
                wrong.append((entry, phrase, [hit.entry for hit in hits]))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_words_count(language):
    reading = lexicon(language)
    for name in ("numbers", "number_phrases"):
        for word, value in DATA[language][name].items():
            assert [int(one.value) for one in amounts.numbers(fold(f"{word} xx"), reading)] == [value], word


def test_every_currency_is_read_by_its_code_its_names_and_its_signs():
    data = json.loads((FOLDER.parent / "lexicons" / "currencies.json").read_text("utf-8"))
    for code, entry in data["currencies"].items():
        state = (entry["states"] or [None])[0]
        for sign in (
            code,
            *(name.replace("*", "") for name in entry["names"]),
            *entry["symbols"],
            *entry.get("own", ()),
        ):
            text = f"{sign} 45,000"
            found = [one.currency for one in amounts.sums(text, fold(text), lexicon("en"), state)]
            assert found == [code] or (sign in data["shared"] and found), (code, sign, found)
    for name, codes in data["shared"].items():
        text = f"45,000 {name.replace('*', 's')}"
        assert amounts.sums(text, fold(text), lexicon("en"))[0].currency in codes


def test_every_wording_of_the_catalogue_finds_its_question():
    wordings = json.loads((FOLDER / "wording.json").read_text("utf-8"))["questions"]
    wrong = []
    for key, entry in wordings.items():
        for language in LANGUAGES:
            for text in entry[language]:
                letters = canonical(squash(fold(text)))
                found = catalogue().find(letters, None)
                # A title and an area of cooperation may be worded alike; which of them it is the place tells.
                if found is None or found.wording.letters != letters:
                    wrong.append((key, text, found and found.wording.question.key))
    assert wrong == []


def test_every_number_of_a_generation_belongs_to_a_question_of_the_catalogue_and_every_mark_tells_it():
    wordings = json.loads((FOLDER / "wording.json").read_text("utf-8"))["questions"]
    for path in sorted(FOLDER.glob("[A-Z].json")):
        layout = json.loads(path.read_text("utf-8"))
        assert {row["question"] for row in layout["numbers"]} <= set(wordings), path.name
        text = " ".join(mark["text"] for mark in layout["marks"])
        assert str(catalogue().generation(text, [], layout["years"][0])) == layout["generation"], path.name


@pytest.mark.parametrize("name", sorted(json.loads((FOLDER / "wording.json").read_text("utf-8"))["same"]))
def test_every_name_of_the_field_has_one_form(name):
    forms = json.loads((FOLDER / "wording.json").read_text("utf-8"))["same"][name]
    assert {canonical(squash(fold(form))) for form in forms} == {squash(fold(name))}
