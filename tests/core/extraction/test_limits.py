"""The limits of the child process themselves: what they forbid fails, and one report's end is not the next one's."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.extraction import extract, extract_many, from_json, to_json
from matchmaker.core.extraction.clauses import clauses
from matchmaker.core.extraction.excerpts import Excerpt
from matchmaker.core.extraction.lexicons import lexicon
from matchmaker.core.extraction.processes import ReadingProcess
from matchmaker.core.gazetteer import Gazetteer

from . import hostile_pdf
from .building import REPORT, docx, pdf, xlsx

ROOT = Path(__file__).resolve().parents[3]
REPORTS = ROOT / "fixtures" / "reports"
TRIALS = {
    "a socket": "import socket; socket.socket()",
    "a file to write": "open('written', 'w')",
    "a file to read": "open('/etc/hostname')",
    "a program": "import os; os.execv('/bin/true', ['true'])",
    "another process": "import os; os.fork()",
    "a shell": "import os; os.system('true')",
    "much memory": "bytearray(2**30)",
    "a removed file": "import os; os.remove('kept')",
    "a new name": "import os; os.rename('kept', 'moved')",
    "a folder": "import os; os.mkdir('folder')",
}


PROGRAM = f"""
import json, os, socket, sys
sys.path.insert(0, {str(ROOT)!r})
from matchmaker.core.extraction.child import limit
ends = {{}}
for name, trial in json.loads(sys.argv[1]).items():
    for held in (False, True):
        open("kept", "w").close()
        if os.path.isdir("folder"): os.rmdir("folder")
        if (child := os.fork()) == 0:
            if held: limit(512 * 2**20, 5)
            try: exec(trial)
            except (OSError, MemoryError): os._exit(7)
            os._exit(0)
        ends.setdefault(name, []).append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
print(json.dumps(ends))
"""
"""Tries each thing freely and held, in a fork of its own: loading the library takes longer than all of them."""


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[int]]:
    command = [sys.executable, "-I", "-c", PROGRAM, json.dumps(TRIALS)]
    folder = tmp_path_factory.mktemp("trials")
    return json.loads(subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout)


@pytest.mark.parametrize("trial", TRIALS)
def test_what_the_limits_forbid_fails(trial: str, ends: dict[str, list[int]]) -> None:
    free, held = ends[trial]
    assert (free, held) == (0, 7)


def built(name: str) -> bytes:
    return next(case for case in hostile_pdf.HOSTILE if case.name == name).build()


def test_processor_time_ends_by_the_wall_clock_and_the_next_report_is_read(
    process: ReadingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    process.extract(REPORT.encode(), name="first.txt")
    monkeypatch.setattr(process, "seconds", 0.2)
    start = time.monotonic()
    with pytest.raises(MatchmakerError) as refused:
        process.extract(built("lines-drawn-without-end.pdf"), name="slow.pdf")
    assert refused.value.code == "report_too_slow"
    assert time.monotonic() - start < 8
    monkeypatch.undo()
    assert process.extract(REPORT.encode(), name="next.txt").report.state == "BEN"


def test_memory_is_bounded_and_the_next_report_is_read(process: ReadingProcess) -> None:
    with pytest.raises(MatchmakerError) as refused:
        process.extract(built("content-unpacks-to-a-gigabyte.pdf"), name="hungry.pdf")
    assert refused.value.code == "report_too_complex"
    assert process.extract(REPORT.encode(), name="next.txt").report.state == "BEN"


def test_a_child_that_dies_is_replaced(process: ReadingProcess) -> None:
    process.extract(REPORT.encode(), name="first.txt")
    assert process._child is not None
    process._child.kill()
    process._child.wait()
    assert process.extract(REPORT.encode(), name="next.txt").report.state == "BEN"


def test_nothing_is_left_running() -> None:
    with ReadingProcess() as process:
        process.extract(REPORT.encode(), name="first.txt")
        child = process._child
    assert child is not None
    assert child.poll() is not None


def test_the_child_finds_what_the_library_finds_in_every_format_and_language() -> None:
    """Nothing that reading loads on first use may be missing where no file can be opened."""
    names = (
        "civ-2026.docx",
        "dji-2026.pdf",
        "png-2026.txt",
        "../gold/tuned/phl-2024.xlsx",
        "../gold/tuned/pan-2024.html",
    )
    files = [REPORTS / name for name in names]
    done: list[tuple[int, int, str]] = []
    results = extract_many(
        files, lambda *progress: done.append((progress[0], progress[1], progress[2].name)), processes=1
    )
    assert done == [(number, len(files), path.name) for number, path in enumerate(files, start=1)]
    for path, result in zip(files, results, strict=True):
        here = extract(path.read_bytes(), filename=str(path), gazetteer=Gazetteer.default())
        assert not isinstance(result, MatchmakerError), result
        assert to_json(result) == to_json(here)
        assert from_json(to_json(here), here.text, here.page_starts) == here


def test_files_that_are_refused_keep_their_place(tmp_path: Path) -> None:
    for name, data in {"a.pdf": pdf(), "b.pdf": b"%PDF-1.7", "c.docx": docx(), "d.txt": b"", "e.xlsx": xlsx()}.items():
        (tmp_path / name).write_bytes(data)
    results = extract_many(
        (tmp_path / name for name in ("a.pdf", "b.pdf", "c.docx", "d.txt", "e.xlsx", "none.txt")), processes=1
    )
    codes = [result.code if isinstance(result, MatchmakerError) else result.report.state for result in results]
    assert codes == ["BEN", "report_damaged", "BEN", "report_empty", "BEN", "report_missing"]


def test_an_endless_sentence_is_read_in_parts_of_bounded_length():
    text = "the police would like two marking machines because the lack of means hampers the work " * 300
    parts = list(clauses(Excerpt(text, tuple(range(len(text)))), lexicon("en")))
    assert max(part.end - part.start for part in parts) <= 2000
    assert sum(part.end - part.start for part in parts) > 0.98 * len(text)
