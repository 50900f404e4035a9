"""The docs are complete: an enum member, a transition, an endpoint or a setting that they do not name fails the build."""

import ast
import enum
import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from matchmaker.core import lifecycle, visibility, vocabulary
from matchmaker.management.commands.guide_pictures import PICTURES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ENUMS = [
    value
    for value in vars(vocabulary).values()
    if isinstance(value, type) and issubclass(value, enum.StrEnum) and value is not enum.StrEnum
]
PAGES = ["architecture", "data-dictionary", "extraction", "duplication", "assignment", "lifecycle", "api", "deployment"]


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text()


@pytest.mark.parametrize("name", PAGES)
def test_the_page_exists_and_says_something(name):
    assert len(page(name).split()) > 100


@pytest.mark.parametrize("members", ENUMS, ids=lambda e: e.__name__)
def test_every_stored_value_is_in_the_data_dictionary(members):
    section = page("data-dictionary").split(f"## {members.__name__}\n", 1)
    assert len(section) == 2, f"docs/data-dictionary.md has no section '## {members.__name__}'"
    body = section[1].split("\n## ", 1)[0]
    assert [m.value for m in members if f"`{m.value}`" not in body] == []


def test_every_transition_is_in_the_lifecycle_page():
    text = page("lifecycle")
    missing = [
        f"{t.noun}.{t.action}"
        for t in lifecycle.TRANSITIONS
        if not re.search(rf"\|\s*`{t.noun}`\s*\|\s*`{t.action}`\s*\|", text)
    ]
    assert missing == []


def test_every_row_of_the_table_of_visibility_is_in_the_lifecycle_page_and_no_other():
    def of(words):
        return ", ".join(f"`{word}`" for word in words) or "any"

    written = [
        f"| `{row.noun}` | {of(row.statuses)} | {of(row.visibilities)} | "
        + " | ".join(row.to(reader).name.lower() for reader in visibility.Reader)
        + " |"
        for row in visibility.VISIBILITY
    ]
    told = page("lifecycle").split("## Who sees what")[1].split("| beside it |")[0]
    assert [line for line in told.splitlines() if line.startswith("| `")] == written


def settings_read() -> set[str]:
    """Return the names of what the settings read from the environment."""
    tree = ast.parse((ROOT / "matchmaker" / "settings.py").read_text())
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_setting_read_from_the_environment_is_in_the_deployment_page():
    names = settings_read()
    assert len(names) > 5
    assert [name for name in sorted(names) if f"`{name}`" not in page("deployment")] == []


def routes(resolver: URLResolver, prefix: str = "") -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        found += (
            routes(entry, route) if isinstance(entry, URLResolver) else [route] if isinstance(entry, URLPattern) else []
        )
    return found


def test_every_endpoint_is_in_the_api_page():
    shown = {
        "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
        for route in routes(get_resolver())
        if route.startswith(("api/", "healthz", "readyz"))
    }
    assert len(shown) > 10
    assert [route for route in sorted(shown) if f"`{route}`" not in page("api")] == []


def test_every_command_is_in_the_architecture_page():
    commands = [p.stem for p in (ROOT / "matchmaker" / "management" / "commands").glob("*.py") if p.stem != "__init__"]
    assert len(commands) > 5
    assert [name for name in sorted(commands) if f"`{name}`" not in page("architecture")] == []


def test_links_between_the_pages_lead_somewhere():
    for path in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text()):
            assert (path.parent / target).exists(), (path.name, target)


def test_the_guide_shows_every_picture_that_its_command_takes_and_no_other():
    guide = ROOT / "docs" / "guide"
    shown = re.findall(r"!\[[^\]]+\]\((pictures/[^)]+)\)", "".join(page.read_text() for page in guide.glob("*.md")))
    taken = {f"pictures/{picture.name}.png" for picture in PICTURES}
    assert set(shown) == taken == {f"pictures/{each.name}" for each in (guide / "pictures").iterdir()}
