"""Data files against their schemas: what is wrong is said by file, row and field, for whoever edits them by hand."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from .files import FIXTURES

SCHEMAS: dict[str, str] = {
    "states.json": "states",
    "groups.json": "groups",
    "organisations.json": "organisations",
    "lookalikes.json": "lookalikes",
    "themes.json": "themes",
    "labels.json": "labels",
    "cycles.json": "cycles",
    "planning.json": "planning",
    "rates.json": "rates",
    "questionnaires/[A-Z].json": "questionnaire",
    "questionnaires/wording.json": "wording",
    "lexicons/[a-z][a-z].json": "lexicon",
    "lexicons/currencies.json": "currencies",
    "duplication/*.json": "duplication-{stem}",
    "demo/*.json": "demo-{stem}",
}
"""Which schema under ``schemas`` holds for which data files; ``{stem}`` is the file's own name."""
_CALLED = ("code", "list", "year", "phrase", "date", "title", "username")


def problems(
    folder: Path = FIXTURES, schemas: Path = FIXTURES / "schemas", patterns: Iterable[str] = tuple(SCHEMAS)
) -> tuple[str, ...]:
    """Return what is wrong in the data files of a folder, one clear sentence each; none where all is well.

    Parameters
    ----------
    folder : Path
        Where the data files stand.
    schemas : Path
        Where their JSON Schemas (draft 2020-12) stand.
    patterns : iterable of str
        Which files, as keys of `SCHEMAS`.

    Returns
    -------
    tuple of str
        In the order of the patterns; at most five a file.

    Examples
    --------
    >>> problems(patterns=["rates.json"])
    ()
    """
    registry = Registry[Any]().with_resources(
        (path.name, Resource.from_contents(json.loads(path.read_text(encoding="utf-8"))))
        for path in sorted(schemas.glob("*.json"))
    )
    return tuple(
        sentence for path, name in _files(folder, patterns) for sentence in _check(folder, path, name, registry)
    )


def _files(folder: Path, patterns: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """Yield the data files that have a schema, with its name."""
    for pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            yield path, SCHEMAS[pattern].format(stem=path.stem)


def _check(folder: Path, path: Path, name: str, registry: "Registry[Any]") -> Iterator[str]:
    shown = path.relative_to(folder).as_posix()
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        yield f"{shown} is no JSON ({error}): correct it there."
        return
    if f"{name}.json" not in registry:
        yield f"{shown} has no schema: add schemas/{name}.json."
        return
    validator = Draft202012Validator({"$ref": f"{name}.json"}, registry=registry)
    misfits = sorted(validator.iter_errors(data), key=lambda misfit: [str(part) for part in misfit.absolute_path])
    for misfit in misfits[:5]:
        where = _where(data, misfit.absolute_path)
        yield f"{shown}, {where}: {_what(misfit)}." if where else f"{shown}: {_what(misfit)}."


def _where(data: Any, path: Sequence[str | int]) -> str:
    """Return a place as people name it: "row 3 (AGO), names.fr"."""
    parts, names = list(path), []
    if parts and isinstance(parts[0], int):
        row = int(parts.pop(0))
        called = next((data[row][key] for key in _CALLED if key in data[row]), "")
        names.append(f"row {row + 1}" + (f" ({called})" if called else ""))
    field = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
    return ", ".join([*names, *([field] if field else [])])


def _what(error: ValidationError) -> str:
    """Return what is wrong, with the value shortened."""
    deepest = error
    while deepest.context:
        deepest = min(deepest.context, key=lambda inner: -len(inner.absolute_path))
    message = deepest.message
    return message if len(message) <= 160 else f"{message[:70]} … {message[-80:]}"
