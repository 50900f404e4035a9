"""Doubts: each code is raised somewhere, has a sentence that says what it means, and stands in the docs."""

import re
from pathlib import Path

import pytest

from matchmaker.core.extraction import extract, issues, refusals
from matchmaker.core.gazetteer import Gazetteer

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "extraction.md").read_text(encoding="utf-8")
SOURCES = {
    path: path.read_text(encoding="utf-8") for path in (ROOT / "matchmaker" / "core" / "extraction").rglob("*.py")
}
KIND = "7.5.1 What kind of assistance do you require?"
REQUEST = "7.5 Does your country wish to request assistance in building capacity for the marking of SALW?"
RAISED = {
    "answer_inferred": f"National report 2024\nKenya\n{REQUEST}\n{KIND}\nTwo marking machines.",
    "answer_contradicted": f"National report 2024\nKenya\n{REQUEST}\nNO\n{KIND}\nTwo marking machines.",
    "request_without_detail": f"National report 2024\nKenya\n{REQUEST}\nYES\n{KIND}\n",
    "request_not_understood": f"National report 2024\nKenya\n{REQUEST}\nYES\n{KIND}\nWhatever pleases our friends abroad.",
    "currency_assumed": f"National report 2024\nKenya\n{KIND}\nTwo marking machines ($ 30,000).",
    "currency_missing": (
        "National report 2024\nKenya\n11.1 In addition to the assistance requested in the sections above, does your country request "
        "assistance to implement the PoA and ITI?\nYES\na) Law enforcement\ni) Nature of the assistance: technical\n"
        "ii) Financial amount: 25,000\niii) Description of the assistance activity: Training of 10 investigators\n"
    ),
    "total_shared": f"National report 2024\nKenya\n{KIND}\nTwo marking machines and training for 10 officers, for a total of USD 90,000.",
    "cost_multiplied": f"National report 2024\nKenya\n{KIND}\nTwo marking machines at USD 15,000 each.",
    "request_elsewhere": "National report 2024\nKenya\nThe Government would be grateful for two marking machines.",
    "item_unknown": f"National report 2024\nKenya\n{KIND}\nSix zeppelins and two marking machines.",
    "counterpart_unknown": (
        "National report 2024\nKenya\n11.2 During the reporting period, has your country received assistance to implement the PoA "
        "and ITI?\nYES\na) Law enforcement\ni) Nature of the assistance: technical\n"
        "iii) Description of the assistance activity: Training of investigators\n"
        "v) State(s)/international, regional, sub-regional organization(s) that provided/received the assistance: Atlantis and Norway\n"
    ),
    "tracing_redacted": (
        "National report 2024\nKenya\nThe pistol with serial number AB123456 was traced through INTERPOL in an investigation. "
        "Two machines are asked for."
    ),
    "state_unknown": "National report 2024\nThe Government would be grateful for two marking machines.",
    "cycle_unknown": "National report\nKenya\nThe Government would be grateful for two marking machines.",
    "layout_unknown": "National report 2024\nKenya\nThe Government would be grateful for two marking machines.",
    "language_not_read": "Национальный доклад об осуществлении Программы действий. Просьба предоставить две машины.",
}  # fmt: skip
GIVEN = {
    "state_given": ("National report 2024\nTwo machines are asked for.", {"state": "KEN"}),
    "state_differs": ("National report 2024\nKenya\nTwo machines are asked for.", {"state": "UGA"}),
    "cycle_given": ("National report\nKenya\nTwo machines are asked for.", {"cycle": 2024}),
    "cycle_differs": ("National report 2024\nKenya\nTwo machines are asked for.", {"cycle": 2022}),
}


def codes(text: str, **told: object) -> set[str]:
    found = extract(text.encode(), filename="r.txt", gazetteer=Gazetteer.default(), **told)
    return {doubt.code for doubt in found.issues}


@pytest.mark.parametrize("code", sorted({*issues.SENTENCES, *refusals.SENTENCES}))
def test_every_code_is_in_the_docs(code):
    assert f"`{code}`" in PAGE


@pytest.mark.parametrize("code", sorted(issues.SENTENCES))
def test_every_code_is_raised_by_the_code_and_says_something(code):
    raised = "".join(text for path, text in SOURCES.items() if path.name != "issues.py")
    name, _, what = code.partition("_")
    assert f'"{code}"' in raised or f"{{name}}_{what}" in raised, name
    assert issues.SENTENCES[code][1].endswith(".")


@pytest.mark.parametrize("code", sorted(RAISED))
def test_each_doubt_is_told(code):
    assert code in codes(RAISED[code])


@pytest.mark.parametrize("code", sorted(GIVEN))
def test_what_the_user_gives_is_told(code):
    text, told = GIVEN[code]
    assert code in codes(text, **told)


def test_no_doubt_is_left_without_an_example():
    tested = {*RAISED, *GIVEN}
    elsewhere = {
        code
        for code in issues.SENTENCES
        if re.search(rf'"{code}"', (Path(__file__).parent / "test_hostile.py").read_text())
    }
    assert set(issues.SENTENCES) - tested - elsewhere <= {"word_shortened"}


def test_a_plain_report_raises_no_doubt():
    text = f"National report 2024\nKenya\n{REQUEST}\nYES\n{KIND}\nTwo marking machines (USD 30,000)."
    assert codes(text) - {"layout_unknown"} == set()
