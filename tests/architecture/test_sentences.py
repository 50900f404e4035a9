"""Refusals can be translated: their sentence stands in the code as it is written, and pages say it by `sentence`."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOR_THE_COMMAND_LINE = {"core/assignment", "core/duplication", "management"}
"""Their refusals are printed by commands, in English, and name places in a file."""


def files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def test_no_refusal_of_a_service_is_put_together_from_pieces():
    wrong, seen = [], 0
    for path in files("matchmaker", "api"):
        if any(place in path.as_posix() for place in FOR_THE_COMMAND_LINE):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "MatchmakerError":
                seen += 1
                if isinstance(node.args[1], (ast.JoinedStr, ast.BinOp)):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert seen > 100
    assert wrong == [], 'write MatchmakerError(code, "... %(name)s ...", name=value): an f-string cannot be translated'


def test_pages_and_api_say_a_refusal_in_the_language_of_the_reader():
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files("matchmaker/web", "api")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "message" and isinstance(node.value, ast.Name)
    ]
    assert wrong == [], "write sentence(refused): its .message is English"
