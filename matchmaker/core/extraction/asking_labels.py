"""A part behind a label that asks: "Assistance: two machines", "What remains to be done | a scanner", "Needs of the Police: laptops"."""

import re
from dataclasses import replace

from ..vocabulary import Theme
from .asks import Report
from .catalogue import Role
from .clauses import Clause
from .excerpts import Excerpt
from .folding import fold
from .fragments import names_area_and_thing
from .lexicons import Lexicon
from .question_roles import asks_for_help, title_told
from .topics import labelled, theme_hits, topic

_TITLE = r"(?P<label>[A-Z\u00c0-\u00dd][^:.;,(|\n]{1,40}?)\s?:\s"
_AGENCY = re.compile(_TITLE + r"\S")
_LISTED = re.compile(r"(?:^|[.;\n]\s*)(?:-\s)?" + _TITLE)
_LABEL = 40
"""Length up to which words before a colon are a label."""


def labelled_agency(text: Excerpt, clause: Clause, reading: Lexicon) -> str | None:
    """Return the agency that a clause names only by its label, in a list of agencies of which some are known: "Rangers' Corps: six radios".

    Examples
    --------
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> told = "Police: 10 doors. Nomad Guard: 5 doors. Hinges: 30."
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> [labelled_agency(excerpt, one, lexicon("en")) for one in clauses(excerpt, lexicon("en"))][:2]
    [None, 'Nomad Guard']
    """
    own = _AGENCY.match(text.text, clause.start, clause.end)
    if own is None or not _may_be_agency(fold(own["label"]), reading):
        return None
    labels = [fold(match["label"]) for match in _LISTED.finditer(text.text)]
    known = [label for label in labels if _is_agency(label, reading)]
    named = reading.shape(r"(?i:{definite })").sub("", own["label"], count=1).strip()
    return named if known and len(labels) > 1 and not reading.hits("beneficiaries", fold(own["label"])) else None


def _is_agency(label: str, reading: Lexicon) -> bool:
    """Say whether a folded label is the name of a known agency and nothing else."""
    for hit in reversed(reading.hits("beneficiaries", label)):
        label = label[: hit.start] + label[hit.end :]
    return not re.search(r"[a-z]{4}", label)


def _may_be_agency(label: str, reading: Lexicon) -> bool:
    """Say whether a folded label names no matter or thing, nor says that something is asked or for what."""
    bare = reading.shape(r"^{definite }").sub("", label).strip()
    plain = (
        "persons",
        "arms",
        "help_nouns",
        "asking_titles",
        "stock_labels",
        "gap_titles",
        "plan_labels",
        "label_cost",
    )
    told = theme_hits(label, reading) or reading.hits("items", label) or reading.hits("heads", label)
    told = told or reading.hits("adjectives", label) or reading.hits("columns", label)
    return not told and not any(reading.pattern(name).fullmatch(bare) for name in plain)


def heading_theme(folded: str, reading: Lexicon) -> Theme | None:
    """Return the theme of a folded heading for what follows: "what we need: marking".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> str(heading_theme("what we need: marking", lexicon("en")))
    'marking'
    """
    label, colon, rest = folded.partition(":")
    if not colon or title_told(label.strip(), reading) is not Role.REQUESTED:
        return None
    only_theme, matter = labelled(rest.strip() + ":", reading)
    return matter if only_theme else None


def purpose_theme(folded: str, reading: Lexicon) -> Theme | None:
    """Return the theme of what a folded part tells as a purpose, for the asks of a project that follow: "purpose: traces answered at once"."""
    label, colon, rest = folded.partition(":")
    told = topic(rest, (), reading) if colon and reading.pattern("plan_labels").fullmatch(label.strip(" -*")) else None
    return told.theme if told and told.explicit else None


def behind_label(text: Excerpt, clause: Clause, report: Report) -> Clause:
    """Return a clause behind a label that asks as one that asks.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "Assistance: two machines. Staff: two clerks."
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> [behind_label(excerpt, one, report).cued for one in clauses(excerpt, report.reading)]
    [True, False]
    """
    if clause.stance != "plain":
        return clause
    reading, folded = report.reading, text.folded
    line = folded.rfind("\n", 0, clause.start) + 1
    bar = folded.rfind("|", line, max(clause.end - 1, clause.start + 1))
    if bar >= line:
        title = folded[line:bar].rpartition("|")[2].strip()
        if title_told(title, reading) is Role.REQUESTED or reading.pattern("gap_titles").fullmatch(title):
            start = max(clause.start, bar + 1)
            start += len(folded[start : clause.end]) - len(folded[start : clause.end].lstrip())
            return replace(clause, start=start, cued=True)
    if names_area_and_thing(text, clause, report):
        return replace(clause, cued=True)
    label, colon, rest = folded[clause.start : clause.end].partition(":")
    if not colon or len(label) > _LABEL or not re.search(r"\w", rest):
        return clause
    bare = label.strip()
    if reading.hits("beneficiaries", bare):
        bare = reading.shape(r"\s{of }").split(bare)[0]
    wanted = any(reading.pattern(name).fullmatch(bare) for name in ("help_nouns", "asking_titles"))
    return replace(clause, cued=True) if wanted or asks_for_help(label, reading) else clause
