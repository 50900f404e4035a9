"""The code of the extraction holds shapes; the words of a language stand in its lexicon."""

import ast
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "matchmaker" / "core" / "extraction"
TOOLS = {"benchmark", "child", "comparison", "figures", "output", "processes", "refusals"}
"""Modules that read no words of a report."""
FORMATS = {"docx", "docx_pages", "html", "ticks", "xlsx", "xlsx_drawings", "xlsx_formats"}
"""Readers whose patterns hold the names of their format."""
INTERNATIONAL = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "https"}
"""Roman numerals and addresses: the same in all languages."""
SEARCHES = {"compile", "match", "search", "fullmatch", "split", "sub", "subn", "finditer", "findall"}


def literals(node: ast.AST) -> list[ast.Constant]:
    """Return the literals that are put together in an expression, without those of calls and look-ups inside it."""
    if isinstance(node, ast.Constant):
        return [node] if isinstance(node.value, str) else []
    if isinstance(node, ast.FormattedValue | ast.Call | ast.Subscript):
        return []
    return [one for inner in ast.iter_child_nodes(node) for one in literals(inner)]


def patterns(tree: ast.Module) -> list[tuple[int, str]]:
    """Return the literals of a module that are searched for, each with its line: in searches, and templates in constants."""
    found: list[ast.Constant] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and re.fullmatch(
            rf"re\.({'|'.join(SEARCHES)})|(.+\.)?shape", ast.unparse(node.func)
        ):
            found += literals(node.args[0]) if node.args else []
        elif isinstance(node, ast.Assign):
            found += [one for one in literals(node.value) if re.search(r"\\[sbwd]|\(\?|\||\{", one.value)]
    return [(one.lineno, one.value) for one in found]


def words(literal: str) -> list[str]:
    """Return the letters of a pattern that stand for themselves: no escapes, classes, names of groups or of lists."""
    bare = re.sub(r"\(\?P<\w+>|\(\?P=\w+\)|\(\?[aiLmsux-]+[:)]|\{[a-z_.]+ ?\}|\\u[0-9a-f]{4}|\\[a-zA-Z]", " ", literal)
    return [
        word for word in re.findall(r"[^\W\d_]+", re.sub(r"\[\^?\]?[^\]]*\]", " ", bare)) if word not in INTERNATIONAL
    ]


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda path: path.stem)
def test_no_pattern_holds_a_word(path):
    if path.stem in TOOLS | FORMATS:
        return
    found = [(line, words(literal)) for line, literal in patterns(ast.parse(path.read_text("utf-8"))) if words(literal)]
    assert found == []


def test_a_word_in_a_pattern_is_found():
    told = ast.parse(
        'import re\n_A = re.compile(r"\\s(?:avec|{with})(?P<rest>[a-z]+)\\b")\nx = reading.shape(r"{of }{the }?\\d+ kg")'
    )
    assert [words(literal) for _, literal in patterns(told)] == [["avec"], ["kg"]]
