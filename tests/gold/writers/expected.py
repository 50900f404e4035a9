"""Source and written file -> what a careful reader of the contract expects extraction to print.

The reading itself is done by a person, in the source: which words ask for what. This module only looks up the page and
question where those words stand, and spells out the fields that the source leaves at "the report says nothing".
"""

import re
from collections.abc import Mapping
from typing import Any

from matchmaker.core.vocabulary import UNIT_OF_KIND, Kind

from .blocks import Block, Rendered
from .source import Source

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "txt": "text/plain",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SILENT: Mapping[str, Any] = {
    "vague": False, "project_proposal": None, "action_plan": None, "assessment": None, "measurable_goal": None,
    "beneficiary": None, "start": None, "end": None, "women": None, "priority": None, "condition": None, "members": [],
    "site": None, "languages": [],
}  # fmt: skip
EXTRA = ("alternatives", "optional")


def expected(source: Source, blocks: tuple[Block, ...], rendered: Rendered) -> dict[str, Any]:
    """Return the expected output for one report."""
    told = source.expected
    finder = Finder(source, blocks, rendered)
    return {
        "format": "matchmaker.extraction/1",
        "report": {
            "state": source.state,
            "cycle": source.cycle,
            "language": source.language,
            "generation": source.form,
            "media_type": MEDIA_TYPES[source.file.rpartition(".")[2]],
            "pages": len(rendered.pages),
        },
        "needs": [_need(source, finder, need) for need in told.get("needs", ())],
        "engagements": [_engagement(finder, line) for line in told.get("engagements", ())],
        "contacts": told["contacts"] if "contacts" in told else _contacts(source, finder),
        "issues": [{"code": code} for code in told.get("issues", ())],
        "redacted": list(told.get("redacted", ())),
        "notes": told.get("notes", ""),
    }


def fold(text: str) -> str:
    """Return the text without any space: line breaks and glued words do not matter to a quote."""
    return re.sub(r"\s+", "", text)


class Finder:
    """Knows where in the written file each block stands."""

    def __init__(self, source: Source, blocks: tuple[Block, ...], rendered: Rendered) -> None:
        self.file, self.blocks = source.file, {block.key: block for block in blocks if block.key}
        self.starts, self.text = [], ""
        for page in rendered.pages:
            self.starts.append(len(self.text))
            self.text += fold(page)
        self.places: dict[str, int] = {}
        cursor = 0
        for block in blocks:
            place = self.text.find(fold(block.label), cursor)
            if place >= 0:
                cursor = place
                self.places[block.key] = place

    def passage(self, at: str, quote: str) -> dict[str, Any]:
        """Return the passage of a quote that stands in the block named `at`.

        Raises
        ------
        LookupError
            If the block does not say so, or the file does not show it.
        """
        block = self.blocks[at]
        if fold(quote) not in fold(f"{block.label} {block.answer}"):
            raise LookupError(f"{self.file}: {at} does not say {quote!r}")
        place = self.text.find(fold(quote), self.places.get(at, len(self.text)))
        if place < 0:
            raise LookupError(f"{self.file}: {quote!r} of {at} is nowhere in the written file")
        page = sum(start <= place for start in self.starts)
        return {"page": page, "question": block.cited, "quote": quote}


def _need(source: Source, finder: Finder, told: Mapping[str, Any]) -> dict[str, Any]:
    theme, kind, *item = told["is"].split()
    currency, amount = told["money"].split() if "money" in told else (None, None)
    need: dict[str, Any] = {
        "theme": theme,
        "kind": kind,
        "item": item[0] if item else None,
        "quantity": str(told["quantity"]) if "quantity" in told else None,
        "unit": str(UNIT_OF_KIND[Kind(kind)]),
        "amount": amount,
        "currency": currency,
        **SILENT,
        "project_proposal": _proposal(source, finder, told["at"]),
    }
    need |= {name: value for name, value in told.items() if name in SILENT}
    need["passages"] = [finder.passage(also["at"], also["quote"]) for also in told.get("also", ())]
    need["passage"] = finder.passage(told["at"], told["quote"])
    return need | {name: told[name] for name in EXTRA if name in told}


def _proposal(source: Source, finder: Finder, at: str) -> bool | None:
    topic, _, last = at.rpartition(".")
    block = finder.blocks.get(f"{topic}.proposal")
    if last != "kind" or block is None or source.layout.get("ticks") == "lost":
        return None
    return {"yes": True, "no": False}.get(block.mark or "")


def _engagement(finder: Finder, told: Mapping[str, Any]) -> dict[str, Any]:
    theme, kind = told["is"].split()
    currency, amount = told["money"].split() if "money" in told else (None, None)
    line = {
        "direction": told["direction"],
        "theme": theme,
        "kind": kind,
        "amount": amount,
        "currency": currency,
        "counterparts": list(told.get("counterparts", ())),
        "duration": told.get("duration"),
        "passage": finder.passage(told["at"], told["quote"]),
    }
    return line | {name: told[name] for name in EXTRA if name in told}


def _contacts(source: Source, finder: Finder) -> list[dict[str, str | None]]:
    person = {name: source.contact.get(name) or None for name in ("name", "agency", "email")}
    if source.layout.get("ticks") == "lost":
        return [{"role": "poa", **person}]
    roles = [role for role, key in (("poa", "contact"), ("iti", "contact.iti")) if finder.blocks[key].mark == "yes"]
    return [{"role": role, **person} for role in roles]
