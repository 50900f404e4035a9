"""Doubts and inferences of extraction: each code with its weight and its sentence."""

from ..entities.reports import Issue
from ..errors import Word
from ..vocabulary import Severity

SENTENCES: dict[str, tuple[Severity, str]] = {
    "answer_inferred": (Severity.WARNING, Word("The tick of this answer was lost; 'yes' is inferred from the filled detail.")),
    "answer_contradicted": (Severity.WARNING, Word("The question is answered 'no' and its detail asks for help: nothing was counted, please check.")),
    "request_without_detail": (Severity.WARNING, Word("Assistance is requested without saying of what kind: nothing was counted.")),
    "request_not_understood": (Severity.WARNING, Word("Assistance is requested in words that name no known kind of help: nothing was counted, please read it.")),
    "currency_assumed": (Severity.INFO, Word("The currency sign is shared by several currencies; the usual reading was taken.")),
    "currency_missing": (Severity.WARNING, Word("An amount stands without a currency.")),
    "total_shared": (Severity.INFO, Word("A total for several lines is stated; it was given to none of them.")),
    "cost_multiplied": (Severity.INFO, Word("The cost was stated for one and multiplied by the quantity.")),
    "request_elsewhere": (Severity.INFO, Word("A request stands outside the questions on assistance.")),
    "item_unknown": (Severity.INFO, Word("A thing is asked for that no word list names: it was taken as other equipment, please check.")),
    "counterpart_unknown": (Severity.INFO, Word("A counterpart is no State or organisation known by that name.")),
    "word_shortened": (Severity.INFO, Word("A run of letters longer than any word was cut to a thousand.")),
    "tracing_redacted": (Severity.INFO, Word("Details of a criminal investigation were removed from the text.")),
    "state_unknown": (Severity.ERROR, Word("The reporting State could not be told: name it with --state.")),
    "state_given": (Severity.INFO, Word("The reporting State was given, not read from the report.")),
    "state_differs": (Severity.WARNING, Word("The report names another State than the one given; the given one was taken.")),
    "cycle_unknown": (Severity.ERROR, Word("The cycle could not be told: name it with --cycle.")),
    "cycle_given": (Severity.INFO, Word("The cycle was given, not read from the report.")),
    "cycle_differs": (Severity.WARNING, Word("The report names another cycle than the one given; the given one was taken.")),
    "layout_unknown": (Severity.INFO, Word("The report follows no known questionnaire; it was read by its wording alone.")),
    "language_not_read": (Severity.ERROR, Word("Reports in this language are kept and searchable but not read: enter their needs by hand or upload a translation.")),
}  # fmt: skip


def issue(code: str, where: str) -> Issue:
    """Return an issue with the sentence of its code.

    Examples
    --------
    >>> issue("answer_inferred", "page 6, 7.4").severity.value
    'warning'
    """
    severity, text = SENTENCES[code]
    return Issue(severity, code, where, text)


def place(page: int, number: str | None) -> str:
    """Return where something stands, in words: ``page 6, 7.4``."""
    return f"page {page}, {number}" if number else f"page {page}"
