"""What comparisons note down in English has a form in the reader's language: the sources of the library say all of it."""

import ast

import pytest
from django.conf import settings
from django.utils import translation

from matchmaker.core.duplication.together import KINDS_TOGETHER
from matchmaker.core.reference import planning
from matchmaker.web import sources
from matchmaker.web.details import TOPICS, topics, worded

SENSES = {"same", "near", "differs", "unrelated", "unsure", "sure", "one_says", "Compared"}
NEVER_SHOWN = {"neither says", "a need and an offer are matched, not screened"}
"""What no reason carries, and what no pair on a page can be."""
SOURCES = sorted((settings.BASE_DIR / "matchmaker" / "core" / "duplication").glob("*.py"))


def noted() -> set[str]:
    """Return every detail that the library can write, with a number for each value in it."""
    found = set()
    for path in SOURCES:
        for call in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SENSES):
                continue
            for said in call.args:
                if isinstance(said, ast.JoinedStr):
                    words = "".join(
                        part.value if isinstance(part, ast.Constant) else ast.unparse(part.value)
                        for part in said.values
                    )
                    plain = "".join(part.value if isinstance(part, ast.Constant) else "5" for part in said.values)
                    found |= (
                        {plain.replace("is 5 5", f"is {named} 5") for named in ("named by", "a member of")}
                        if ("named" in words)
                        else {plain}
                    )
                elif isinstance(said, ast.Constant) and isinstance(said.value, str):
                    found.add(said.value)
    pairs = {" and ".join(sorted(pair)) for pair in KINDS_TOGETHER}
    return (found - {"5 on one theme belong together"}) | {f"{pair} on one theme belong together" for pair in pairs}


def test_every_detail_of_a_comparison_has_a_form():
    details = noted()
    assert {"5 is named by 5", "both: phase 5", "only 5 says: 5", "“5” beside “5”"} <= details
    with translation.override("zh-hans"):
        assert {detail for detail in details if worded(detail) == detail} == NEVER_SHOWN


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("33,600 and 28,500 in the base currency", "33\u202f600 et 28\u202f500 dans la monnaie de base"),
        ("“a” beside “b”", "«\xa0a\xa0» en regard de «\xa0b\xa0»"),
        ("2026-01-01 to ...", "à partir du 2026-01-01"),
        ("page 4, 11.1", "page 4, 11.1"),
        ("TGO is named by ECOWAS", "nommément désigné par ECOWAS\xa0: TGO"),
    ],
)
def test_a_detail_is_said_as_its_reader_writes(detail, said):
    with translation.override("fr"):
        assert worded(detail) == said


def test_topics_are_said_in_the_language_of_the_reader():
    with translation.override("fr"):
        assert topics("physical_security, travel") == "sécurité physique, voyages"
    with translation.override("zh-hans"):
        assert {slug for slug in TOPICS if topics(slug) == slug} == set()


def test_every_source_of_a_planning_figure_is_said_in_the_language_of_the_reader():
    prefix = "estimate of the project, to be overridden: "
    assert {figure.source.removeprefix(prefix) for figure in planning()} == set(sources.SOURCES)
    with translation.override("zh-hans"):
        assert [said for said in sources.SOURCES if sources.worded(said) == said] == []
        assert sources.worded(f"{prefix}planners, one week") == "项目的估算，有待更正：规划人员，一周"
        assert sources.worded("a tender of last year") == "a tender of last year"
