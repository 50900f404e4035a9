"""The layout and the layers of docs/architecture.md hold; lint-imports checks the arrows, this the rest."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP_LEVEL = {
    "matchmaker", "api", "fixtures", "tests", "docs", ".ci", "manage.py", "requirements.in", "requirements.txt", "requirements-core.in",
    "requirements-core.txt", "requirements-bench.in", "requirements-bench.txt", "pyproject.toml", "Makefile", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", ".gitignore",
    "Dockerfile", ".dockerignore", "compose.yaml",
}  # fmt: skip
SOURCES = sorted([*(ROOT / "matchmaker").rglob("*.py"), *(ROOT / "api").rglob("*.py")])
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base"}


def tracked() -> list[str]:
    return subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")[
        :-1
    ]


def calls(tree: ast.AST) -> set[str]:
    """Dotted names of everything that a module calls."""
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def test_nothing_stands_at_the_top_without_a_reason():
    assert {path.split("/")[0] for path in tracked()} <= TOP_LEVEL


def test_no_module_is_a_drawer_for_odds_and_ends():
    assert [path for path in tracked() if Path(path).stem in FORBIDDEN_NAMES and path.endswith(".py")] == []


def test_fixtures_hold_data_only():
    assert [path for path in tracked() if path.startswith("fixtures/") and path.endswith((".py", ".sh"))] == []


def test_the_library_imports_no_django():
    code = (
        "import sys, pkgutil, importlib, matchmaker.core as c\n"
        "for m in pkgutil.walk_packages(c.__path__, 'matchmaker.core.'):\n"
        "    if not m.name.endswith('__main__'): importlib.import_module(m.name)\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'rest_framework')])"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("path", [p for p in SOURCES if "core" in p.parts], ids=lambda p: str(p.relative_to(ROOT)))
def test_the_library_reads_no_clock_and_opens_no_socket(path):
    found = calls(ast.parse(path.read_text()))
    assert not {name for name in found if name.endswith((".now", ".today", ".utcnow")) or name == "time.time"}
    assert not {name for name in found if name.startswith("random.") and name != "random.Random"}
    imports = {
        name.name.split(".")[0]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import)
        for name in node.names
    } | {
        (node.module or "").split(".")[0]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and not node.level
    }
    assert not imports & {"socket", "urllib", "http", "requests"}


def test_no_signals_and_no_save_overrides():
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        assert "django.db.models.signals" not in path.read_text(), path
        saves = [
            n for c in ast.walk(tree) if isinstance(c, ast.ClassDef) for n in c.body if getattr(n, "name", "") == "save"
        ]
        assert not saves, path


def test_interfaces_write_nothing():
    """Views, serializers and commands leave every write to a service."""
    writes = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}
    for path in SOURCES:
        if (
            path.relative_to(ROOT).parts[:2] not in {("matchmaker", "web"), ("matchmaker", "management")}
            and path.parts[-2] != "api"
        ):
            continue
        found = {
            ast.unparse(node.func)
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writes
        }
        assert not {name for name in found if ".objects" in name or name.endswith(".save")}, (path, found)


def test_serializers_name_their_fields():
    for path in (ROOT / "api").rglob("*.py"):
        assert "__all__" not in path.read_text(), path


# Files that passed the signal before they were split: they may shrink, none may join them.
LONG: dict[str, int] = {}


def test_source_files_stay_small():
    """400 lines is the signal to split by noun."""
    lengths = {
        str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in SOURCES if "migrations" not in p.parts
    }
    assert {name: n for name, n in lengths.items() if n > LONG.get(name, 400)} == {}
