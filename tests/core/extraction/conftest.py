"""One child process for all the files of a module: starting it takes longer than reading most of them; the questions that ask."""

import json
from collections.abc import Iterator

import pytest

from matchmaker.core.extraction.catalogue import FOLDER
from matchmaker.core.extraction.processes import ReadingProcess
from tests.core.extraction import phrase_bank


@pytest.fixture(scope="module")
def process() -> Iterator[ReadingProcess]:
    with ReadingProcess() as started:
        yield started


@pytest.fixture(scope="session")
def questions() -> dict[str, dict[str, str]]:
    """The catalogue's wording of "do you wish to request assistance" for each theme, by language."""
    catalogue = json.loads((FOLDER / "wording.json").read_text(encoding="utf-8"))["questions"].values()
    asking = [entry for entry in catalogue if entry["role"] == "request"]
    return {
        language: {entry["theme"]: entry[language][0] for entry in reversed(asking)} for language in phrase_bank.STATES
    }
