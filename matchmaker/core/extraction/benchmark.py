"""How fast reports are read: ``python -m matchmaker.core.extraction.benchmark``.

Prints the processor time of a PDF of thirty pages beyond the start of the process, the time of 120 reports on two
processes, and both beside what PDFium alone takes for the bare text of the same files in the same run.
"""

import argparse
import io
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

import pypdf
import pypdfium2 as pdfium

from ..errors import MatchmakerError
from ..gazetteer import FIXTURES, Gazetteer
from .child import prepare
from .files import extract_many
from .processes import ReadingProcess
from .reading import extract

T = TypeVar("T")
PAGES, REPORTS, PROCESSES = 30, 120, 2
_FOLDERS = (FIXTURES / "reports", FIXTURES / "gold" / "tuned", FIXTURES / "gold" / "heldout")
_SUFFIXES = {".pdf", ".docx", ".xlsx", ".html", ".txt"}


@dataclass(frozen=True, slots=True)
class Speed:
    """What one run measured.

    Attributes
    ----------
    first, again : float
        Processor seconds of the long PDF in a process that has started as the children do: once, and the median of three more.
    bare : float
        Processor seconds that PDFium alone takes for the text of the long PDF.
    start : float
        Wall seconds until a child process has answered its first, tiny report.
    many : float
        Wall seconds of the many reports, children's start included.
    many_bare : float
        Processor seconds that PDFium alone takes for those of them that are PDF, and `many_pdf` what reading them takes.
    """

    pages: int
    letters: int
    needs: int
    first: float
    again: float
    bare: float
    start: float
    reports: int
    refused: int
    processes: int
    many: float
    many_pdf: float
    many_bare: float


def corpus() -> list[Path]:
    """Return the constructed reports of the project in a fixed order."""
    return sorted(path for folder in _FOLDERS for path in folder.iterdir() if path.suffix in _SUFFIXES)


def long_pdf(pages: int = PAGES) -> bytes:
    """Return one PDF with the pages of several reports in English, one after the other."""
    writer = pypdf.PdfWriter()
    for path in corpus():
        if path.suffix == ".pdf" and _language(path) == "en":
            for page in pypdf.PdfReader(path).pages:
                if len(writer.pages) < pages:
                    writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _language(path: Path) -> str:
    return str(json.loads(Path(f"{path}.expected.json").read_text(encoding="utf-8"))["report"]["language"])


def bare_text(data: bytes) -> int:
    """Return how many letters PDFium alone finds in a PDF."""
    pdf = pdfium.PdfDocument(data)
    letters = sum(len(page.get_textpage().get_text_range()) for page in pdf)
    pdf.close()
    return letters


def measure(*, reports: int = REPORTS, processes: int = PROCESSES, quiet: bool = False) -> Speed:
    """Measure once; a line of progress goes to standard error unless `quiet`."""
    prepare()
    gazetteer, data = Gazetteer.default(), long_pdf()
    first, found = _timed(lambda: extract(data, filename="long.pdf", gazetteer=gazetteer))
    again = median(_timed(lambda: extract(data, filename="long.pdf", gazetteer=gazetteer))[0] for _ in range(3))
    bare = median(_timed(lambda: bare_text(data))[0] for _ in range(3))
    paths = corpus()
    several = [paths[number % len(paths)] for number in range(reports)]
    began = time.perf_counter()
    with ReadingProcess() as process:
        process.extract(b"Benin\nNational report 2024\n", name="tiny.txt")
    start = time.perf_counter() - began
    began = time.perf_counter()
    results = extract_many(several, None if quiet else _progress, processes=processes)
    many = time.perf_counter() - began
    pdfs = [path.read_bytes() for path in several if path.suffix == ".pdf"]
    many_pdf, _ = _timed(lambda: [extract(pdf, filename="a.pdf", gazetteer=gazetteer) for pdf in pdfs])
    many_bare, _ = _timed(lambda: [bare_text(pdf) for pdf in pdfs])
    return Speed(
        pages=found.report.pages,
        letters=len(found.text),
        needs=len(found.needs),
        first=first,
        again=again,
        bare=bare,
        start=start,
        reports=reports,
        refused=sum(isinstance(result, MatchmakerError) for result in results),
        processes=processes,
        many=many,
        many_pdf=many_pdf,
        many_bare=many_bare,
    )


def _timed(act: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    result = act()
    return time.process_time() - began, result


def _progress(done: int, total: int, path: Path) -> None:
    print(f"\r{done}/{total} {path.name:<24}", end="" if done < total else "\n", file=sys.stderr, flush=True)


def main() -> None:
    """Print the figures of one run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--reports", type=int, default=REPORTS, help="how many reports to read, %(default)s unless told"
    )
    options.add_argument("--processes", type=int, default=PROCESSES, help="how many at a time, %(default)s unless told")
    options.add_argument("--json", action="store_true", help="print the figures as JSON")
    chosen = options.parse_args()
    if chosen.reports < 1 or chosen.processes < 1:
        options.error("--reports and --processes must be at least 1")
    speed = measure(reports=chosen.reports, processes=chosen.processes, quiet=chosen.json)
    if chosen.json:
        print(json.dumps(asdict(speed)))
        return
    print(f"a PDF of {speed.pages} pages, {speed.letters:,} letters, {speed.needs} needs: processor time")
    print(f"  first time in a process     {speed.first:6.2f} s")
    print(f"  median of three more        {speed.again:6.2f} s")
    print(
        f"  PDFium alone                {speed.bare:6.2f} s   reading takes {speed.again / speed.bare:.1f} times as long"
    )
    print(
        f"{speed.reports} reports, {speed.processes} at a time: {speed.many:.1f} s of wall clock, {speed.refused} refused"
    )
    print(f"  start of a child process    {speed.start:6.2f} s")
    ratio = speed.many_pdf / speed.many_bare
    print(
        f"  the PDFs among them         {speed.many_pdf:6.2f} s   PDFium alone {speed.many_bare:.2f} s, {ratio:.1f} times as long"
    )


if __name__ == "__main__":
    main()
