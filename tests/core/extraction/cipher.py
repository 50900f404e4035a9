"""A language that nobody wrote rules for: a known one with its letters exchanged, in the lexicon, the questionnaires and the texts alike.

Whatever the code finds in a known language it must find in that one, or the code itself holds words, endings or letters of the known
one. Names of States, organisations and currencies, which every language writes much alike, stay; so do i, v and x, of which Roman
numerals and the sign of times are made, and the letters that number a list.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from matchmaker.core.extraction.folding import fold
from matchmaker.core.reference import FIXTURES

LANGUAGE = "pt"
KEPT = "ivx"
NOT_NEEDED = ("gold", "reports", "demo", "instances", "problems", "pairs")
_READ = """
import json, sys
from matchmaker.core.extraction import extract
from matchmaker.core.extraction.output import to_json
from matchmaker.core.gazetteer import Gazetteer
gazetteer = Gazetteer.default()
for line in sys.stdin:
    print(json.dumps(to_json(extract(json.loads(line).encode(), filename="phrase.txt", gazetteer=gazetteer))), flush=True)
"""


@cache
def letters(seed: int = 1) -> dict[str, str]:
    """Return which letter stands for which; none but the kept ones stands for itself."""
    moved = [chr(code) for code in range(ord("a"), ord("z") + 1) if chr(code) not in KEPT]
    draw = random.Random(seed)
    while True:
        drawn = draw.sample(moved, len(moved))
        if all(one != other for one, other in zip(moved, drawn, strict=True)):
            return dict(zip(moved, drawn, strict=True))


@cache
def _names() -> re.Pattern[str]:
    """Return the pattern of everything that keeps its letters, in folded text."""
    found: set[str] = set()
    for name in ("states", "organisations", "groups"):
        for row in json.loads((FIXTURES / f"{name}.json").read_text("utf-8")):
            found |= {row["code"], *row["names"].values(), *row.get("official_names", {}).values()}
            found |= {alias if isinstance(alias, str) else alias["name"] for alias in row.get("aliases", ())}
    currencies = json.loads((FIXTURES / "lexicons" / "currencies.json").read_text("utf-8"))
    for code, entry in currencies["currencies"].items():
        single = {name for name in entry["names"] if " " not in name}
        found |= {code, *single, *entry["symbols"], *entry.get("own", ())}
    found |= set(currencies["shared"])
    found -= {"boliviano", "bolivianos"}
    names = sorted((re.escape(fold(name)).replace(r"\*", r"\w*") for name in found if name), key=len, reverse=True)
    kept = r"(?P<kept>[a-z](?=\))|(?<=\d\.)[a-z]|https?\S+|\S+@\S+)"
    return re.compile(rf"(?<![\w*])(?:{kept}|{'|'.join(names)})(?![^\W\d])")


def enciphered(text: str) -> str:
    """Return a text in the other language, capitals as they stand."""
    folded = fold(text)
    kept = [name.span() for name in _names().finditer(folded) if name["kept"] or _a_name(text, *name.span())]
    inside = {place for start, end in kept for place in range(start, end)}
    return "".join(
        character if place in inside else _letter(character, folded[place]) for place, character in enumerate(text)
    )


def _a_name(text: str, start: int, end: int) -> bool:
    """Say whether words are a name and not the same letters by chance ("si", "can"): "Le" is money beside a number."""
    told = text[start:end]
    if len(told) > 3 or not told.isalpha():
        return True
    beside = re.match(r"\s?\d", text[end:]) or (len(told) > 1 and re.search(r"\d\s?$", text[:start]))
    return told[0].isupper() and (beside is not None or (len(told) > 1 and told.isupper()))


def _letter(character: str, folded: str) -> str:
    """Return a letter exchanged, with its accent where the other letter can bear it: an accent tells "sí" from "si"."""
    exchanged = letters().get(folded, folded)
    if not character.isalpha():
        return character
    accented = unicodedata.normalize("NFC", exchanged + unicodedata.normalize("NFD", character)[1:])
    exchanged = accented if len(accented) == 1 else exchanged
    return exchanged.upper() if character.isupper() else exchanged


def language(known: str, folder: Path, *, wordings: bool = True) -> None:
    """Write the library with a further language below a folder: one lexicon, and its wordings of the questionnaires if wished."""
    core = FIXTURES.parent / "matchmaker" / "core"
    shutil.copytree(core, folder / "matchmaker" / "core", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(core.parent / "__init__.py", folder / "matchmaker" / "__init__.py")
    shutil.copytree(FIXTURES, folder / "fixtures", ignore=shutil.ignore_patterns(*NOT_NEEDED))
    lexicons = folder / "fixtures" / "lexicons"
    words = json.loads((lexicons / f"{known}.json").read_text("utf-8"))
    currencies = json.loads((lexicons / "currencies.json").read_text("utf-8"))
    for entry in currencies["currencies"].values():
        entry["names"] += [enciphered(name) for name in entry["names"] if " " in name]
    (lexicons / "currencies.json").write_text(json.dumps(currencies, ensure_ascii=False), "utf-8")
    written = json.dumps(_other({**words, "language": LANGUAGE}, codes=known), ensure_ascii=False)
    (lexicons / f"{LANGUAGE}.json").write_text(written, "utf-8")
    if wordings:
        _wordings(known, folder / "fixtures" / "questionnaires" / "wording.json")


def _wordings(known: str, catalogue: Path) -> None:
    """Add the other language to the questionnaires."""
    wording = json.loads(catalogue.read_text("utf-8"))
    for entry in wording["questions"].values():
        entry[LANGUAGE] = [enciphered(text) for text in entry[known]]
    for forms in wording["same"].values():
        forms += [enciphered(form) for form in forms]
    catalogue.write_text(json.dumps(wording, ensure_ascii=False), "utf-8")
    for path in catalogue.parent.glob("[A-Z].json"):
        layout = json.loads(path.read_text("utf-8"))
        layout["marks"] += [{**mark, "text": enciphered(mark["text"])} for mark in layout["marks"]]
        path.write_text(json.dumps(layout, ensure_ascii=False), "utf-8")


def _other(value: Any, codes: str, path: str = "") -> Any:
    """Return a part of a lexicon in the other language: phrases, and the keys of tables whose keys are words."""
    if isinstance(value, str):
        return value if path in (".language", ".name") else enciphered(value)
    if isinstance(value, list):
        return [_other(one, codes, path) for one in value]
    if isinstance(value, dict):
        worded = any(type(one) is int for one in value.values()) or path == ".halves"
        return {(enciphered(key) if worded else key): _other(one, codes, f"{path}.{key}") for key, one in value.items()}
    return value


def expected(told: str) -> str:
    """Return what the bank of phrases expects (`phrase_bank`) with the words of its marks in the other language."""
    parts = (mark.partition("~") for mark in told.split(" "))
    return " ".join(name + mark + (enciphered(words) if mark else words) for name, mark, words in parts)


def readings(folder: Path, texts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Return what the library of a folder reads in texts of the other language."""
    told = "".join(json.dumps(text) + "\n" for text in texts)
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _READ],
        input=told,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return map(json.loads, done.stdout.splitlines())
