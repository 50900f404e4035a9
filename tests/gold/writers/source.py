"""Sources of the reports: one YAML file a report, with its answers and, beside them, what a reader should find."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SOURCES = HERE.parent / "sources"
TARGETS = {
    "demo": ROOT / "fixtures" / "reports",
    "tuned": ROOT / "fixtures" / "gold" / "tuned",
    "heldout": ROOT / "fixtures" / "gold" / "heldout",
    "fresh-1": ROOT / "fixtures" / "gold" / "fresh-1",
    "fresh-2": ROOT / "fixtures" / "gold" / "fresh-2",
    "fresh-3": ROOT / "fixtures" / "gold" / "fresh-3",
    "fresh-4": ROOT / "fixtures" / "gold" / "fresh-4",
    "fresh-5": ROOT / "fixtures" / "gold" / "fresh-5",
    "fresh-6": ROOT / "fixtures" / "gold" / "fresh-6",
    "fresh-7": ROOT / "fixtures" / "gold" / "fresh-7",
    "fresh-8": ROOT / "fixtures" / "gold" / "fresh-8",
    "opened": ROOT / "fixtures" / "gold" / "opened",
}
"""Where the reports of each set of sources are written."""


@dataclass(frozen=True, slots=True)
class Source:
    """A report before it is written.

    `form` is the questionnaire (A, B, C, D or ``unknown``); `body` replaces the questionnaire where a State writes
    freely, `preface` stands before it, and `inserts` after the question that they name. `expected` is told in
    `expected.py`.
    """

    file: str
    state: str
    name: str
    cycle: int
    form: str
    language: str
    expected: Mapping[str, Any]
    date: str = ""
    layout: Mapping[str, Any] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    cooperation: Mapping[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    preface: tuple[Mapping[str, Any], ...] = ()
    body: tuple[Mapping[str, Any], ...] = ()
    inserts: Mapping[str, list[Mapping[str, Any]]] = field(default_factory=dict)


def read_yaml(path: Path) -> Any:
    """Read a YAML file, with the quick loader where PyYAML has it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)


def load(path: Path) -> Source:
    """Read one source.

    Raises
    ------
    TypeError
        If YAML reads an answer as a number, and so would change it (``4.300``).
    """
    raw = read_yaml(path)
    for key in ("preface", "body"):
        raw[key] = tuple(raw.get(key, ()))
    for key, answer in raw.get("answers", {}).items():
        if not isinstance(answer, str | bool):
            raise TypeError(f"{path.name}: put the answer of {key} in quotes, YAML takes it for {answer!r}")
    return Source(**raw)


def each(sets: tuple[str, ...] = tuple(TARGETS)) -> Iterator[tuple[Source, Path]]:
    """Yield every source of the named sets with the path of the report that it becomes."""
    for name in sets:
        for path in sorted((SOURCES / name).glob("*.yaml")):
            source = load(path)
            yield source, TARGETS[name] / source.file
