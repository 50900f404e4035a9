"""Every data file says in a README what it is and where it is from."""

import re
from pathlib import Path

import pytest

from matchmaker.core.reference import FIXTURES

FOLDERS_WITH_ONE_ROW = {"gold", "schemas"}
"""Many files of one kind: the row of the folder speaks for them."""


def files() -> list[Path]:
    found = (path.relative_to(FIXTURES) for path in sorted(FIXTURES.rglob("*")) if path.is_file())
    return [path for path in found if path.name != "README.md"]


def rows(folder: Path) -> list[list[str]]:
    text = (folder / "README.md").read_text(encoding="utf-8")
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")
    ]


def row_of(path: Path) -> list[str] | None:
    """Return the row that names a file: in the README of its own folder where there is one, else in that of fixtures."""
    own = FIXTURES / path.parts[0]
    if path.parts[0] in FOLDERS_WITH_ONE_ROW:
        readme, name = FIXTURES, f"{path.parts[0]}/"
    elif own.is_dir() and (own / "README.md").exists():
        readme, name = own, path.name.removesuffix(".expected.json")
    else:
        readme, name = FIXTURES, path.as_posix()
    return next((row for row in rows(readme) if f"`{name}`" in row[0]), None)


def test_every_data_file_has_a_row_that_says_what_it_is():
    assert len(files()) > 50
    assert [path.as_posix() for path in files() if row_of(path) is None] == []
    assert all(cell for path in files() for cell in row_of(path))


@pytest.mark.parametrize("row", rows(FIXTURES), ids=lambda row: row[0].split("`")[1])
def test_a_row_names_files_that_exist_with_source_and_date(row):
    names, what, source = row
    for name in re.findall(r"`([^`]+)`", names):
        assert (FIXTURES / name).exists()
    assert len(what) > 15
    assert re.search(r"\b20\d\d\b|README\.md\)", source), "a source and its date"


@pytest.mark.parametrize("folder", ["demo", "reports"])
def test_a_row_of_a_folder_names_a_file_that_exists(folder):
    for row in rows(FIXTURES / folder):
        assert (FIXTURES / folder / row[0].strip("`")).exists()


@pytest.mark.parametrize("folder", ["demo", "gold", "reports"])
def test_what_is_invented_is_labelled_so(folder):
    head = " ".join((FIXTURES / folder / "README.md").read_text(encoding="utf-8").split("\n## ")[0].split())
    assert "invented" in head
    assert re.search(r"\*\*[^*]*(demonstration|none is a report|None of them is a report)", head, re.IGNORECASE)
