"""The catalogues of translations: the compiled ones say what the written ones say, and no string lost a placeholder."""

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings

from matchmaker.management.commands.makemessages import Command

LANGUAGES = ["ar", "es", "fr", "ru", "zh_Hans"]
PLURALS = {"ar": 6, "es": 2, "fr": 2, "ru": 3, "zh_Hans": 1}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


def path(language: str) -> Path:
    return settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"


def catalogue(language: str) -> Catalog:
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    with path(language).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    written = {}
    for message in messages(language):
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        key = f"{message.context}\x04{key}" if message.context else key
        if all(forms(message)) and not message.fuzzy:
            several = isinstance(message.id, tuple)
            written.update(
                {(key, i): said for i, said in enumerate(forms(message))} if several else {key: message.string}
            )
    compiled.pop("")
    assert compiled == written, "run `make messages`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_its_placeholders_and_the_white_around_it(language):
    wrong = []
    for message in messages(language):
        said = [form for form in forms(message) if form]
        asked = set(PLACEHOLDER.findall("".join(message.id) if isinstance(message.id, tuple) else message.id))
        # A form for one number, or for two, may say it in words: the last, for many, names all.
        kept = bool(said) and set(PLACEHOLDER.findall(said[-1])) == asked
        kept = kept and all(set(PLACEHOLDER.findall(form)) <= asked for form in said)
        first = message.id[0] if isinstance(message.id, tuple) else message.id
        if language != "zh_Hans":  # which writes without spaces
            kept = kept and all(
                (form[0] == " ", form[-1] == " ") == (first[0] == " ", first[-1] == " ") for form in said
            )
        if said and not kept:
            wrong.append((first, said))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_all_the_forms_of_their_language(language):
    found = catalogue(language)
    assert found.num_plurals == PLURALS[language]
    for message in messages(language):
        if isinstance(message.id, tuple) and any(forms(message)):
            assert len([form for form in forms(message) if form]) == PLURALS[language], message.id


def test_french_keeps_its_points_with_the_word_before_them():
    said = [form for message in messages("fr") for form in forms(message)]
    assert [form for form in said if re.search(r"\S [:;!?»]|« ", form)] == []


WHOLE = ("fr", "es")
PARTS = (
    "base.html",
    "labels.py",
    "presentation.py",
    "tasks.py",
    "explanations.py",
    "changes.py",
    "details.py",
    "proposals",
    "commitments",
)
"""What is complete in every language: the frame, names of regions, quantities, what waits, reasons and decisions."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated(language):
    left, seen = [], 0
    for message in messages(language):
        files = [name for name, _ in message.locations]
        if language in WHOLE or any(part in name for name in files for part in PARTS):
            seen += 1
            if message.fuzzy or not all(forms(message)):
                left.append((message.id, files))
    assert seen > 200
    assert left == []


def test_whatever_marks_a_string_is_known_to_what_gathers_strings():
    """A mark under a name of its own leaves its strings out of the catalogues, and pages show them in English."""
    known = {"_", *(option.removeprefix("--keyword=").partition(":")[0] for option in Command.xgettext_options)}
    named = re.compile(r"\b[dnp]*gettext(?:_lazy|_noop)? as (\w+)")
    sources = {path: path.read_text() for path in (settings.BASE_DIR / "matchmaker").rglob("*.py")}
    marks = {(path.name, mark) for path, text in sources.items() for mark in named.findall(text)}
    assert ("indicators.py", "_") in marks
    assert {mark for _, mark in marks} <= known, marks
