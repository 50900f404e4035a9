"""What States have received, given and offered, and whom to ask: passages as officials write them, all of whose engagements are told.

The notation is that of ``phrase_bank``, stricter and with contacts. The contexts ``received`` and ``provided`` stand under the question about
assistance received or provided, ``contact`` under the heading of the points of contact. ``received|provided|offered WORD|WORD
CODE.. [=amountCUR] [dur~words]``: one engagement, its theme or kind one of the words, its counterparts exactly the codes, its amount
and duration exactly those told (a blank in a duration is ``_``). ``poa|iti NAME / AGENCY / EMAIL`` is a contact, ``-`` where none is told.
No other engagement and, where contacts are told, no other contact may be found.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matchmaker.core.extraction.catalogue import FOLDER as CATALOGUE
from tests.core.extraction.phrase_bank import DIRECTIONS, HEADS, STATES, Phrase, phrases, report

FOLDER = Path(__file__).parent / "dealings"
SECTIONS = {
    "en": "SECTION 1: POINTS OF CONTACT",
    "fr": "SECTION 1 : POINTS DE CONTACT",
    "es": "SECCIÓN 1: PUNTOS DE CONTACTO",
}
ROLES = ("poa", "iti")


def dealings() -> list[Phrase]:
    return phrases(FOLDER)


def told(phrase: Phrase) -> str:
    """Return a short report in which the passage stands in its context."""
    head = f"{HEADS[phrase.language]}\n{STATES[phrase.language]}\n\n"
    if phrase.context in DIRECTIONS:
        asked = json.loads((CATALOGUE / "wording.json").read_text(encoding="utf-8"))["questions"][phrase.context]
        return f"{head}9.2 {asked[phrase.language][0]}\n{phrase.words}\n"
    if phrase.context == "contact":
        return f"{head}{SECTIONS[phrase.language]}\n{phrase.words}\n"
    return report(phrase, {})


@dataclass(frozen=True)
class Dealing:
    """One expected engagement."""

    direction: str
    words: frozenset[str]
    counterparts: frozenset[str]
    amount: str | None
    duration: str | None

    @classmethod
    def of(cls, line: str) -> "Dealing":
        direction, words, *marks = line.split()
        money = next((mark[1:] for mark in marks if mark.startswith("=")), None)
        lasting = next((mark.removeprefix("dur~").replace("_", " ") for mark in marks if mark.startswith("dur~")), None)
        codes = frozenset(mark for mark in marks if not mark.startswith(("=", "dur~")))
        return cls(direction, frozenset(words.split("|")), codes, money, lasting)

    def faults(self, one: dict[str, Any]) -> list[str]:
        """Return the fields in which an engagement differs; ``key`` first where it is another one altogether."""
        if one["direction"] != self.direction or not self.words & {one["theme"], one["kind"]}:
            return ["key", "theme", "kind", "counterparts", "amount"]
        lasting = one["duration"]
        alike = lasting is None if self.duration is None else bool(lasting) and self.duration.lower() in lasting.lower()
        wrong = [] if set(one["counterparts"]) == self.counterparts else ["counterparts"]
        wrong += [] if (f"{one['amount']}{one['currency']}" if one["amount"] else None) == self.amount else ["amount"]
        return wrong if alike else [*wrong, "duration"]


def differences(phrase: Phrase, output: dict[str, Any]) -> list[str]:
    """Return what is missing, too much, or different among engagements and contacts, in words."""
    engagements, contacts = list(output["engagements"]), list(output["contacts"])
    wrong: list[str] = []
    for line in phrase.expected:
        if line.startswith(ROLES):
            role, rest = line.split(maxsplit=1)
            name, agency, email = (part if part != "-" else None for part in rest.split(" / "))
            wanted = {"role": role, "name": name, "agency": agency, "email": email}
            if wanted in contacts:
                contacts.remove(wanted)
            else:
                wrong.append(f"no {line}")
        elif line.startswith(DIRECTIONS):
            dealing = Dealing.of(line)
            judged = sorted((len(dealing.faults(one)), n) for n, one in enumerate(engagements))
            if not judged or judged[0][0] == 5:
                wrong.append(f"missed {line}")
                continue
            one = engagements.pop(judged[0][1])
            wrong += [f"{line}: {fault} is {_shown(one, fault)!r}" for fault in dealing.faults(one)]
    wrong += [f"too much: {_brief(one)}" for one in engagements]
    if any(line.startswith(ROLES) for line in phrase.expected):
        wrong += [f"too much: {one}" for one in contacts]
    return wrong


def _shown(one: dict[str, Any], fault: str) -> str:
    return f"{one['amount']}{one['currency']}" if fault == "amount" else str(one[fault])


def _brief(one: dict[str, Any]) -> str:
    parties = " ".join(one["counterparts"])
    return f"{one['direction']} {one['theme']}/{one['kind']} {parties} ={one['amount']}{one['currency']} dur~{one['duration']}"
