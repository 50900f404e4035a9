"""A language is a file: one that no rule was written for is read like the one it was made of (`cipher`)."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from matchmaker.core.extraction import extract
from matchmaker.core.extraction.output import to_json
from matchmaker.core.reference import FIXTURES
from tests.core.extraction import cipher, construct_bank, phrase_bank
from tests.core.extraction.phrase_bank import Phrase

EVERY = 15
"""Of how many sentences one is read in the tests; the proof reads them all."""
BANK = [
    phrase
    for phrase in (*phrase_bank.phrases(), *phrase_bank.phrases(phrase_bank.VOICES), *construct_bank.filled())
    if not phrase.misread
]
REPORTS = [
    path
    for folder in (FIXTURES / "reports", *(FIXTURES / "gold").glob("fresh-*"), FIXTURES / "gold" / "tuned")
    for path in sorted(folder.glob("*.txt"))
]
FACTS = ("theme", "kind", "item", "quantity", "unit", "amount", "currency", "vague", "project_proposal", "action_plan", "assessment",
         "measurable_goal", "start", "end", "women", "languages", "confidence")  # fmt: skip
GIFTS = ("direction", "theme", "kind", "amount", "currency")


@pytest.fixture(scope="module", params=phrase_bank.STATES)
def other(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("library")
    cipher.language(request.param, folder)
    return request.param, folder


def misread(
    known: str, folder: Path, questions: dict[str, str], every: int, bank: Sequence[Phrase] = BANK
) -> list[str]:
    """Return the sentences that are read in a known language and not in the other one made of it."""
    phrases = [phrase for phrase in bank if phrase.language == known][::every]
    texts = [cipher.enciphered(phrase_bank.report(phrase, questions)) for phrase in phrases]
    return [
        f"{phrase.words}: {told}"
        for phrase, output in zip(phrases, cipher.readings(folder, texts), strict=True)
        if (
            told := phrase_bank.differences(
                replace(phrase, expected=tuple(map(cipher.expected, phrase.expected))), output
            )
        )
    ]


def test_sentences_in_a_language_that_no_rule_knew_are_read(other, questions):
    known, folder = other
    assert misread(known, folder, questions[known], EVERY) == []


@pytest.mark.proof
def test_all_sentences_in_a_language_that_no_rule_knew_are_read(other, questions):
    known, folder = other
    assert misread(known, folder, questions[known], 1) == []


def place(one: dict) -> tuple[str, int, int]:
    return one["passage"]["question"], one["passage"]["start"], one["passage"]["end"]


def givers(one: dict) -> list[str | None]:
    """Return the counterparts of an engagement; bodies in no list are called otherwise in each language."""
    known = {*phrase_bank.gazetteer().state_rows, *phrase_bank.gazetteer().organisation_rows}
    return [code if code in known else None for code in one["counterparts"]]


def facts(output: dict) -> list[object]:
    """Return what a reading found, without its words: the report, needs, engagements and contacts."""
    return [
        {name: value for name, value in output["report"].items() if name not in ("language", "sha256")},
        *([place(need), *(need[name] for name in FACTS), sorted(need["members"])] for need in output["needs"]),
        *([place(one), *(one[name] for name in GIFTS), *givers(one)] for one in output["engagements"]),
        *([one["role"], one["email"]] for one in output["contacts"]),
        *([one["code"], one["where"]] for one in output["issues"]),
    ]


@cache
def plain(path: Path) -> tuple[str, dict]:
    """Return the text of a report and what is read in it."""
    data = path.read_bytes()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    return text, to_json(extract(text.encode(), filename="phrase.txt", gazetteer=phrase_bank.gazetteer()))


def test_reports_in_a_language_that_no_rule_knew_say_the_same(other):
    known, folder = other
    own = [(path, *plain(path)) for path in REPORTS if plain(path)[1]["report"]["language"] == known]
    outputs = cipher.readings(folder, [cipher.enciphered(text) for _, text, _ in own])
    for (path, _, wanted), output in zip(own, outputs, strict=True):
        assert facts(output) == facts(wanted), path.name


def test_where_the_questionnaires_are_not_worded_in_it_reports_are_read_by_their_own_words(questions, tmp_path):
    cipher.language("fr", tmp_path, wordings=False)
    free = [phrase for phrase in BANK if phrase.context in ("needed", "prose", "loose")]
    assert misread("fr", tmp_path, questions["fr"], EVERY, free) == []


def test_the_other_language_is_told_by_its_file_alone(other, questions):
    """With one list left as it was, its words are not known: the test can fail."""
    known, folder = other
    path = folder / "fixtures" / "lexicons" / f"{cipher.LANGUAGE}.json"
    told = path.read_text("utf-8")
    plain = json.loads((FIXTURES / "lexicons" / f"{known}.json").read_text("utf-8"))
    path.write_text(json.dumps({**json.loads(told), "requests": plain["requests"]}), "utf-8")
    try:
        assert misread(known, folder, questions[known], EVERY) != []
    finally:
        path.write_text(told, "utf-8")
