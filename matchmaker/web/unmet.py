"""Why needs of a run are not, or not wholly, met, in words for coordinators: rows in, sentences out."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from uuid import UUID

from matchmaker.models import Unmet
from matchmaker.web import explanations
from matchmaker.web.changes import change_in_words
from matchmaker.web.templatetags.presentation import measured

Change = Mapping[str, object]
_NOUNS = ("need", "offer", "engagement")


def mentioned(rows: Iterable[Unmet], changes: Iterable[Change | None] = ()) -> dict[str, set[str]]:
    """Return the public ids, by noun, that the evidence of some rows and some smallest changes speak of."""
    found: dict[str, set[str]] = {noun: set() for noun in _NOUNS}
    pieces = [(noun, piece[noun]) for row in rows for piece in row.evidence for noun in _NOUNS if piece.get(noun)]
    pieces += [(str(change["table"]).removesuffix("s"), change["id"]) for change in changes if change]
    for noun, name in pieces:
        with suppress(ValueError, KeyError):
            found[noun].add(str(UUID(str(name).split(":", 1)[0])))
    return found


def told(row: Unmet, called: Mapping[str, str], changes: Mapping[int, Change | None]) -> dict[str, object]:
    """Return why a need is not met: the reason, what is missing, each piece of evidence, the smallest change."""
    need, change = row.need, changes.get(row.pk)
    return {
        "reason": row.reason,
        "missing": measured(row.missing, need.unit, item=need.item, currency=need.currency) if row.missing else "",
        "sentences": explanations.sentences(row.reason, row.evidence, called, need.public_id),
        "change": change_in_words(change, called) if change else "",
        "no_change": row.pk in changes and change is None,
    }
