"""The benchmark of reading: what it measures, never how fast it was."""

import io

import pypdf
import pytest

from matchmaker.core.extraction import benchmark


def test_the_long_pdf_has_thirty_pages_of_text() -> None:
    data = benchmark.long_pdf()
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 30
    assert benchmark.bare_text(data) > 50_000


def test_a_run_measures_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "PAGES", 2)
    monkeypatch.setattr(benchmark.long_pdf, "__defaults__", (2,))
    speed = benchmark.measure(reports=2, processes=1, quiet=True)
    assert (speed.pages, speed.reports, speed.refused, speed.processes) == (2, 2, 0, 1)
    assert speed.letters > 2000
    assert min(speed.first, speed.again, speed.bare, speed.start, speed.many) > 0


@pytest.mark.parametrize("option", ["--reports", "--processes"])
def test_none_is_an_error_in_one_sentence(
    option: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["benchmark", option, "0"])
    with pytest.raises(SystemExit) as ended:
        benchmark.main()
    assert ended.value.code == 2
    assert "must be at least 1" in capsys.readouterr().err
