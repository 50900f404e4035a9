"""What stands in an answer and asks for nothing: conditions, second choices, reasons behind an ask, gifts of others, a whole of which a part is asked."""

import re
from collections.abc import Sequence

from ..vocabulary import Kind
from .asks import Ask, Report
from .clauses import Clause
from .excerpts import Excerpt
from .gifts import gift
from .lexicons import Lexicon
from .particulars import condition
from .parties import parties
from .seen_to import seen_to

_SUBJECT = 20
"""Letters within which the subject of a denial is named."""
_INSERTED = r"(?:,|{and}|{or})\s*$"
_REASON = r",\s{reasons}\s(?:[\w'-]+\s){1,8}?{forms.finite}[^,;:]*"
_KNOWN = r"{versed}.*?(?=[,;:(]|\s{aims}\s|$)"
_PAID_FOR = r"(?:(?<=[,;:])|^)[^,;:()]*\((?:[^\W\d]+\s)?{already_paid}[^()\d]*\)"
_REFUSED = r",\s{rather_than}\s(?:{an }|{the }|{another })[^,;:.]*"
_WHOLE = r"{out_of_the }[^,]{0,12}\d|{out_of }\d[\d ,.]*\s[^.;]{3,40}?\s\d"


def unasked(folded: str, reading: Lexicon) -> list[tuple[int, int]]:
    """Return the places of a folded clause in which nothing is asked.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> for text in ("a press or, failing that, four torches", "a machine, as the three forces are small", "a lawyer versed in marking"):
    ...     print([text[start:end] for start, end in unasked(text, lexicon("en"))])
    ['or, failing that, four torches']
    [', as the three forces are small']
    ['versed in marking']
    """
    return [
        *_conditional(folded, reading),
        *_reasons(folded, reading),
        *_knowledge(folded, reading),
        *seen_to(folded, reading),
        *paid_for(folded, reading),
        *_refused(folded, reading),
    ]


def _conditional(folded: str, reading: Lexicon) -> list[tuple[int, int]]:
    """Return the places of a condition and of second choices: "if funds allow", "a press or, failing that, four torches"."""
    others = [match.span() for match in reading.shape(r"{alternatives}[^;]*").finditer(folded)]
    cue = condition(folded, reading)
    if cue is None:
        return others
    comma = folded.find(",", cue.end())
    opening = not re.search(r"\w", folded[: cue.start()])
    inserted = reading.shape(_INSERTED).search(folded[: cue.start()]) is not None
    goes_on = (comma > 0 and inserted) or (
        comma > 0 and reading.pattern("separators").match(folded, comma + 2) is not None
    )
    whole = len(folded) if not opening else cue.end()
    return [*others, (cue.start(), comma if comma > 0 and (opening or goes_on) else whole)]


def _reasons(folded: str, reading: Lexicon) -> list[tuple[int, int]]:
    """Return the place of a reason that stands behind an ask, with a verb of its own: ", as all three forces are small"."""
    reason = reading.shape(_REASON).search(folded)
    if reason is None or reading.search("requests", reason[0]):
        return []
    return [reason.span()]


def _knowledge(folded: str, reading: Lexicon) -> list[tuple[int, int]]:
    """Return the places that tell what somebody must know: "an engineer conversant with ventilation and humidity control"."""
    return [match.span() for match in reading.shape(_KNOWN).finditer(folded)]


def paid_for(folded: str, reading: Lexicon) -> list[tuple[int, int]]:
    """Return the places of what a bracket calls paid for or received: "a fence, a feasibility study (already paid for by Denmark)"."""
    return [match.span() for match in reading.shape(_PAID_FOR).finditer(folded)]


def _refused(folded: str, reading: Lexicon) -> list[tuple[int, int]]:
    """Return the places that only tell what is not meant, behind what is: "two servers, not a sixth workshop"."""
    refused = reading.shape(_REFUSED).finditer(folded)
    return [
        told.span() for told in refused if not reading.search("but_rather", told[0])
    ]  # "not one but two lines" asks for two


def is_whole(folded: str, reading: Lexicon) -> bool:
    """Say whether a folded clause starts from a whole that others only partly ask for: "Of the USD 200,000 required".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> is_whole("of the 12 stores required", lexicon("en")), is_whole("twelve stores", lexicon("en"))
    (True, False)
    """
    return reading.shape(_WHOLE).match(folded) is not None


def is_share_of_women(text: Excerpt, clause: Clause, own: Sequence[Ask], reading: Lexicon) -> bool:
    """Say whether a clause only wants women among those trained: "half of the places of any course should go to women"."""
    folded = text.folded[clause.start : clause.end]
    told = reading.search("among", folded) and reading.search("women", folded)
    return bool(told) and all(ask.kind is Kind.TRAINING and ask.quantity is None for ask in own)


def is_given(text: Excerpt, clause: Clause, report: Report) -> bool:
    """Say whether a clause tells what another party has given: "In 2025 Germany provided two machines".

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "In 2025 Germany provided two machines."
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> [is_given(excerpt, clause, report) for clause in clauses(excerpt, report.reading)]
    [True]
    """
    given = report.reading.search("provided", text.folded[clause.start : clause.end])
    if given is None:
        return False
    named = parties(text.text[clause.start : clause.end], report)
    return any(start < given.start() and code != report.state for start, _, code in named)


def given_with(folded: str, printed: str, report: Report) -> tuple[int, int] | None:
    """Return where a clause tells that something goes on with what others gave: "marking goes on with machines given by Italy".

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "Marking goes on with machines provided by Italy"
    >>> told[slice(*given_with(told.lower(), told, report))]
    'machines provided by Italy'
    """
    if report.reading.search("received", folded) is None:
        return None
    told = gift(folded, printed, report)
    if told is None or not report.reading.shape(r"{with}\s*$").search(folded[: told.start]):
        return None
    return told.start, told.end


_STOCK = r"^\W*(?:[\w'-]+\s){0,2}?(?:{persons}|{arms})(?:\s[\w'-]+){0,2}?\s?:\s?\d[\d., ]*\W*(?:,[^,;]*)?$"
"""A label of people or arms and their number, which nobody asks for: "Rangers: 40", "Rifles: 36, all marked"."""


def is_told_elsewhere(folded: str, reading: Lexicon) -> bool:
    """Say whether a folded clause points to what is asked elsewhere, or tells what an ask is to achieve: "Incinerator as above", "Purpose: ...".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> [is_told_elsewhere(text, lexicon("en")) for text in ("a press, as above", "purpose: safe depots", "a press for the depot")]
    [True, True, False]
    """
    label, colon, _ = folded.partition(":")
    if colon and reading.pattern("plan_labels").fullmatch(label.strip(" -*")):
        return True
    stock = reading.shape(_STOCK).match(folded) is not None and not reading.hits("items", label)
    return stock or reading.shape(r"{above}\W*$").search(folded) is not None


def of_another(folded: str, agency: str | None, reading: Lexicon) -> bool:
    """Say whether a folded denial speaks for another agency than the one that asks: "The Border Police does not require help".

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> of_another("the army does not need any", "police", lexicon("en")), of_another("these are not asked for", None, lexicon("en"))
    (True, False)
    """
    named = reading.hits("beneficiaries", folded)
    return bool(named) and named[0].start < _SUBJECT and named[0].entry != agency
