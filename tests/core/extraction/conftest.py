"""One child process for all the files of a module: starting it takes longer than reading most of them."""

from collections.abc import Iterator

import pytest

from matchmaker.core.extraction.processes import ReadingProcess


@pytest.fixture(scope="module")
def process() -> Iterator[ReadingProcess]:
    with ReadingProcess() as started:
        yield started
