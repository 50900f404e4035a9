"""Words and themes: a row for every stored value, and what the field says of each theme."""

import enum
import json
import re

import pytest

from matchmaker.core import reference, vocabulary
from matchmaker.core.reference import FIXTURES, LISTS, worded

SIX = {"en", "fr", "es", "ar", "zh", "ru"}
SCRIPTS = {"ar": r"[\u0600-\u06ff]", "zh": r"[\u4e00-\u9fff]", "ru": r"[\u0400-\u04ff]"}
WORDS = reference.labels()
# Theme: MOSAIC modules; paragraphs of the annex; paragraphs of the report. Copied by hand from the project's vocabulary.
THEMES = {
    "coordination": ("03.40 04.10", "24 27(h)", ""),
    "manufacture": ("03.10", "51", ""),
    "transfers": ("03.20 03.21", "51", ""),
    "brokering": ("03.20", "51", ""),
    "civilian_access": ("03.30", "", ""),
    "stockpile_management": ("05.20", "6-17 38(c)", ""),
    "destruction": ("05.50", "14 15 17(g) 17(h)", ""),
    "collection": ("05.40", "4", ""),
    "deactivation": ("05.55", "", ""),
    "marking": ("05.30", "23 27(j)", ""),
    "record_keeping": ("05.30", "27(j)", ""),
    "tracing": ("05.31", "18-27", ""),
    "ballistics": ("", "26 27(k)", ""),
    "border_controls": ("05.60", "33 38(k)", "19"),
    "law_enforcement": ("03.50", "21", ""),
    "ddr": ("02.30", "8 17(b)", ""),
    "awareness": ("04.30", "17(d) 46", ""),
    "gender": ("06.10", "10 17(d) 31", ""),
    "children_youth": ("06.20", "38(j)", ""),
    "research": ("05.10", "38(e) 38(n)", ""),
    "reporting": ("04.40", "37 48 49", ""),
    "participation": ("", "50", ""),
    "ammunition": ("", "", "19"),
    "other": ("", "", ""),
}
SCOPE = {
    "ammunition": "paragraph 19",
    "border_controls": "paragraph 19",
    "manufacture": "paragraph 51",
    "transfers": "paragraph 51",
    "brokering": "paragraph 51",
}


def enums() -> list[type[enum.StrEnum]]:
    found = (value for value in vars(vocabulary).values() if isinstance(value, type))
    return [value for value in found if issubclass(value, enum.StrEnum) and value is not enum.StrEnum]


def test_every_enum_of_the_vocabulary_has_its_list():
    # Languages are named by Unicode CLDR, through Babel.
    assert {e.__name__ for e in enums()} - {"Language"} == {e.__name__ for e in LISTS.values()}
    assert {"theme", "need_status", "unmet_reason", "organisation_type"} <= set(LISTS)
    assert set(WORDS) == {*LISTS, "beneficiary"}, "each enum needs its list in fixtures/labels.json"


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_member_has_a_row_and_no_row_is_extra(name):
    assert list(WORDS[name]) == [member.value for member in LISTS[name]]


def test_every_word_is_there_in_six_languages_and_in_its_own_script():
    for name, values in WORDS.items():
        for value, words in values.items():
            assert set(words) == SIX, (name, value)
            assert all(text == text.strip() and text for text in words.values()), (name, value)
            assert all(re.search(script, words[code]) for code, script in SCRIPTS.items()), (name, value)


def test_no_two_values_of_a_list_share_their_words():
    for name, values in WORDS.items():
        for language in SIX:
            words = [row[language].lower() for row in values.values()]
            assert len(words) == len(set(words)), (name, language, sorted(words))


def test_beneficiaries_that_reports_and_screening_know_have_words():
    slugs = set(json.loads((FIXTURES / "duplication" / "agencies.json").read_text(encoding="utf-8"))["values"])
    for language in ("en", "fr", "es"):
        slugs |= set(
            json.loads((FIXTURES / "lexicons" / f"{language}.json").read_text(encoding="utf-8"))["beneficiaries"]
        )
    assert slugs - set(WORDS["beneficiary"]) == set()


def test_what_reports_call_a_body_is_a_word_of_screening():
    known = set(json.loads((FIXTURES / "duplication" / "agencies.json").read_text(encoding="utf-8"))["values"])
    for language in ("en", "fr", "es"):
        told = json.loads((FIXTURES / "lexicons" / f"{language}.json").read_text(encoding="utf-8"))["beneficiaries"]
        assert set(told) - known == set(), language


def test_modules_and_paragraphs_of_every_theme():
    found = {t.code.value: (" ".join(t.mosaic), " ".join(t.annex), " ".join(t.body)) for t in reference.themes()}
    assert found == THEMES


def test_themes_without_agreement_carry_a_scope_note_and_no_other_does():
    noted = {theme.code.value: theme.scope_note for theme in reference.themes() if theme.scope_note}
    assert set(noted) == set(SCOPE)
    for code, note in noted.items():
        assert set(note) == {"en", "fr", "es", "ar", "ru", "zh"}
        assert SCOPE[code] in note["en"]
        assert all(re.search(r"\d+", SCOPE[code])[0] in words for words in note.values())
    assert [theme.code.value for theme in reference.themes() if theme.off_by_default] == ["ammunition"]
    assert [theme.code.value for theme in reference.themes() if theme.guidelines == ("IATG",)] == ["ammunition"]


def test_every_theme_is_described_in_one_line():
    for theme in reference.themes():
        assert set(theme.description) == {"en", "fr", "es", "ar", "ru", "zh"}
        assert all(
            line.endswith((".", "。")) and "\n" not in line and len(line) < 120 for line in theme.description.values()
        )


@pytest.mark.parametrize(
    ("languages", "answer"),
    [([], "en"), (["fr"], "fr"), (["FR-ca"], "fr"), (["pt", "es-MX"], "es"), (["xx"], "en"), (["zh-Hans", "fr"], "zh")],
)
def test_the_first_language_with_words_is_taken(languages, answer):
    words = {code: code.upper() for code in SIX}
    assert worded(words, languages) == (answer.upper(), answer)
