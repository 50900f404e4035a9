"""Sentences as focal points write them, with what a careful reader writes down: one line a sentence, one file a language.

``CONTEXT [THEME] | words => needs`` where the context is ``asked`` (under "What kind of assistance do you require?" of that
theme), ``needed`` (under a heading of the State's own, "Assistance needed: border controls"), ``prose`` (under "Any further
comments"), ``considered`` (under "Has your country considered providing assistance?") or ``loose`` (a text without any question). Needs are joined by `` + ``, each ``[theme/]kind[:item] [quantity] [=amountCUR]``
and marks: ``vague``, ``women``, ``plan``, ``assessed``, ``goal``, ``proposal``, ``start=``, ``end=``, ``for=`` (beneficiary),
``members=``, ``lang=``, ``priority~words``, ``cond~words``. Marks that are not told must not be found, beneficiary and
language aside. ``¶`` ends a line of the words. ``kind|kind`` and ``equipment:item|item`` leave a choice, ``?`` behind a number allows none as well, a lone ``?`` leaves the number open.
``offered|received|provided WORD [CODE] [=amountCUR]`` is an engagement whose theme or kind is that word. A line behind ``!`` is still misread:
the bank says so instead of leaving it out.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from matchmaker.core.extraction import extract
from matchmaker.core.extraction.output import to_json
from matchmaker.core.gazetteer import FIXTURES, Gazetteer
from matchmaker.core.vocabulary import Kind

FOLDER = Path(__file__).parent / "phrases"
VOICES = Path(__file__).parent / "voices"
"""Answers by somebody who had not read the rules: what is still misread there tells what to work on."""
PROSE = Path(__file__).parent / "prose"
"""Letters, narrative, summaries, minutes and telegrams, likewise: asks that stand among what is there, done, given and denied."""
STATES = {"en": "Kenya", "fr": "Sénégal", "es": "Perú"}
HEADS = {"en": "National report 2026", "fr": "Rapport national 2026", "es": "Informe nacional 2026"}
KIND = {
    "en": "What kind of assistance do you require?",
    "fr": "De quel type d'assistance avez-vous besoin ?",
    "es": "¿Qué tipo de asistencia necesita?",
}
COMMENTS = {
    "en": "Any further comments on PoA and ITI, including implementation challenges and opportunities:",
    "fr": "Autres observations sur le PoA et l'ITI, y compris les difficultés et les possibilités en matière d'application :",
    "es": "Otras observaciones sobre el PoA y el ITI, incluidas las dificultades y oportunidades en su aplicación:",
}
CONSIDERED = {
    "en": "Has your country considered providing assistance to examine technologies that would improve the tracing and detection of illicit SALW?",
    "fr": "Votre pays a-t-il envisagé de fournir une assistance pour l'examen de technologies susceptibles d'améliorer le traçage et la détection des ALPC illicites ?",
    "es": "¿Ha considerado su país la posibilidad de prestar asistencia para examinar tecnologías que mejoren la localización y detección de armas pequeñas y ligeras ilícitas?",
}
NEEDED = {"en": "Assistance needed", "fr": "Assistance souhaitée", "es": "Asistencia solicitada"}
OPENINGS = {
    "en": "This report covers the period since the last meeting and was written by the national focal point of the country.",
    "fr": "Le présent rapport porte sur la période écoulée depuis la dernière réunion et a été rédigé par le point focal du pays.",
    "es": "El presente informe abarca el período desde la última reunión y fue redactado por el punto de contacto del país.",
}
DIRECTIONS = ("offered", "received", "provided")
FLAGS = {"plan": "action_plan", "assessed": "assessment", "goal": "measurable_goal", "proposal": "project_proposal", "women": "women"}  # fmt: skip


@dataclass(frozen=True)
class Phrase:
    """One line of the bank."""

    language: str
    line: int
    context: str
    theme: str | None
    words: str
    expected: tuple[str, ...]
    misread: bool = False


def phrases(folder: Path = FOLDER) -> list[Phrase]:
    found = []
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            told, expected = line.removeprefix("! ").rsplit("=>", 1)
            place, words = told.split("|", 1)
            context, *theme = place.split()
            needs = tuple(part.strip() for part in expected.split(" + ") if part.strip())
            found.append(
                Phrase(
                    path.stem[:2],
                    number,
                    context,
                    theme[0] if theme else None,
                    words.strip().replace("¶", "\n"),
                    needs,
                    line.startswith("! "),
                )
            )
    return found


def report(phrase: Phrase, questions: dict[str, str]) -> str:
    """Return a short report in which the words stand in their context."""
    language = phrase.language
    head = f"{HEADS[language]}\n{STATES[language]}\n\n"
    if phrase.context == "asked":
        return f"{head}7.5 {questions[phrase.theme]}\n7.5.1 {KIND[language]}\n{phrase.words}\n"
    if phrase.context == "needed":
        return f"{head}{OPENINGS[language]}\n\n{NEEDED[language]}: {labels()[phrase.theme][language].lower()}\n{phrase.words}\n"
    if phrase.context == "prose":
        return f"{head}12.1 {COMMENTS[language]}\n{phrase.words}\n"
    if phrase.context == "considered":
        return f"{head}9.3 {CONSIDERED[language]}\n{phrase.words}\n"
    return f"{head}{OPENINGS[language]}\n\n{phrase.words}\n"


@cache
def labels() -> dict[str, dict[str, str]]:
    """Return the label of each theme by language."""
    themes = json.loads((FIXTURES / "themes.json").read_text(encoding="utf-8"))
    return {theme["code"]: theme["labels"] for theme in themes}


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.default()


def found(text: str) -> dict[str, Any]:
    return to_json(extract(text.encode(), filename="phrase.txt", gazetteer=gazetteer()))


def differences(phrase: Phrase, output: dict[str, Any]) -> list[str]:
    """Return what is missing, too much, or different, in words."""
    needs = list(output["needs"])
    told: list[str] = []
    for expected in phrase.expected:
        if expected.startswith(DIRECTIONS):
            direction, word, *marks = expected.split()
            codes = {mark for mark in marks if not mark.startswith("=")}
            if not any(
                one["direction"] == direction
                and word in (one["theme"], one["kind"])
                and codes <= set(one["counterparts"])
                and set(marks) - codes <= {f"={one['amount']}{one['currency']}"}
                for one in output["engagements"]
            ):
                told.append(f"no {expected}")
            continue
        judged = sorted((faults(expected, need, phrase), n) for n, need in enumerate(needs))
        if not judged or "key" in judged[0][0]:
            told.append(f"missed {expected}")
        else:
            need = needs.pop(judged[0][1])
            told += [f"{expected}: {fault} is {need.get(fault)!r}" for fault in judged[0][0]]
    told += [f"too much: {brief(need)}" for need in needs]
    if phrase.expected == () and phrase.context == "considered" and output["engagements"]:
        told.append("an offer that is none")
    return told


def brief(need: dict[str, Any]) -> str:
    return f"{need['theme']}/{need['kind']}:{need['item']} {need['quantity']} {need['amount']}{need['currency']}"


def faults(expected: str, need: dict[str, Any], phrase: Phrase) -> list[str]:
    """Return the fields in which a need differs; ``key`` first where it is another need altogether."""
    key, *marks = expected.split()
    theme, _, rest = key.rpartition("/")
    theme = _told(marks, "theme=") or theme or phrase.theme or need["theme"]
    if (need["kind"], need["item"] or "") not in _choices(rest) or need["theme"] not in theme.split("|"):
        return ["key", "theme", "kind", "item"]
    return [*_measured(marks, need), *_stated(marks, need)]


def _choices(told: str) -> set[tuple[str, str]]:
    """Return the kinds and items between which a key leaves a choice: ``equipment:vehicle|other_equipment``, ``expertise|legal``."""
    kinds = set(Kind)
    parts = [one.partition(":") for one in told.split("|")]
    return {(kind, item) if kind in kinds else ("equipment", kind) for kind, _, item in parts}


def _told(marks: list[str], prefix: str) -> str | None:
    return next((mark.removeprefix(prefix) for mark in marks if mark.startswith(prefix)), None)


def _measured(marks: list[str], need: dict[str, Any]) -> list[str]:
    """Return what differs in number and money; ``?`` leaves both out."""
    numbers = [mark for mark in marks if re.fullmatch(r"[\d.|]+\??", mark)]
    quantity = {one for mark in numbers for one in mark.rstrip("?").split("|")} | (
        {None} if not numbers or numbers[0].endswith("?") else set()
    )
    sums = [mark for mark in marks if mark.startswith("=")]
    amount = {mark.rstrip("?") for mark in sums} | ({None} if not sums or sums[0].endswith("?") else set())
    wrong = [] if need["quantity"] in quantity or "?" in marks else ["quantity"]
    money = f"={need['amount']}{need['currency']}" if need["amount"] else None
    return wrong if money in amount else [*wrong, "amount"]


def _stated(marks: list[str], need: dict[str, Any]) -> list[str]:
    """Return what differs in the other fields."""
    wrong = [] if need["vague"] is ("vague" in marks) else ["vague"]
    wrong += [name for mark, name in FLAGS.items() if bool(need[name]) is not (mark in marks)]
    for prefix, name in (("priority~", "priority"), ("cond~", "condition")):
        shown, wanted = (need[name] or "").lower(), (_told(marks, prefix) or "").lower()
        if bool(shown) != bool(wanted) or wanted not in shown:
            wrong.append(name)
    wrong += [name for name in ("start", "end") if need[name] != _told(marks, f"{name}=")]
    if sorted(need["members"]) != sorted(
        (_told(marks, "members=") or "").split(",") if _told(marks, "members=") else []
    ):
        wrong.append("members")
    for prefix, name in (("for=", "beneficiary"), ("lang=", "languages")):
        wanted = _told(marks, prefix)
        if wanted and need[name] not in (wanted, [wanted]):
            wrong.append(name)
    return wrong
