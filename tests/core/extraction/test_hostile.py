"""Files that are broken or mean harm: each is read, or refused with one sentence and a stable code, and nothing else happens."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.extraction import extract_file
from matchmaker.core.extraction.processes import SECONDS, ReadingProcess
from matchmaker.core.extraction.refusals import SENTENCES

from . import hostile_office, hostile_pdf, hostile_text, hostile_workbooks
from .building import READ, Case, pdf

CASES = [*hostile_pdf.HOSTILE, *hostile_office.HOSTILE, *hostile_workbooks.HOSTILE, *hostile_text.HOSTILE]
LIMITED = {"report_too_slow", "report_too_complex"}


def outcome(process: ReadingProcess, case: Case) -> tuple[str, str]:
    """Return what came of a file, and the sentence or the text."""
    try:
        return READ, process.extract(case.build(), name=case.name).text
    except MatchmakerError as refused:
        return refused.code, refused.message


def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60
    assert {code for case in CASES for code in case.outcomes} <= {READ, *SENTENCES}


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=[pytest.mark.proof] if case.slow else [], id=case.name) for case in CASES]
)
def test_is_read_or_refused_in_time_with_one_sentence(
    case: Case, process: ReadingProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    start = time.monotonic()
    found, told = outcome(process, case)
    assert time.monotonic() - start < SECONDS + 15  # building it and starting the child, on a busy machine
    assert found in case.outcomes, told
    if found == READ:
        assert "root:" not in told
        assert all(letter.isprintable() or letter in "\n\u00a0\u202f\u2009\u3000" for letter in told)
    else:
        assert case.name in told
        assert told.count("\n") == 0
        assert told.endswith(".")
        assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def listener() -> Iterator[list[object]]:
    """Listen where the hostile files send those who follow them, and count who calls."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        done = threading.Event()

        def wait() -> None:
            while not done.is_set():
                try:
                    calls.append(server.accept())
                except TimeoutError:
                    continue

        thread = threading.Thread(target=wait)
        thread.start()
        calls.append(server.getsockname()[1])
        yield calls
        done.set()
        thread.join()


def test_nobody_is_called(process: ReadingProcess, listener: list[object]) -> None:
    port = str(listener[0]).encode()
    calling = [
        case for case in CASES if any(word in case.name for word in ("network", "addresses.pdf", "picture-only"))
    ]
    assert len(calling) >= 7
    for case in calling:
        outcome(
            process,
            Case(
                case.name,
                lambda case=case: case.build().replace(b"127.0.0.1:9/", b"127.0.0.1:%s/" % port),
                case.outcomes,
            ),
        )
    assert len(listener) == 1
    socket.create_connection(("127.0.0.1", int(port))).close()  # the listener hears whoever does call
    time.sleep(0.5)
    assert len(listener) == 2


def test_a_path_is_read_as_bytes_are_and_the_folder_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf())
    assert extract_file(path).report.state == "BEN"
    assert [file.name for file in tmp_path.iterdir()] == ["report.pdf"]
