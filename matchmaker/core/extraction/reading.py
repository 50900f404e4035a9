"""Report file -> extraction: the stages of this package in their order, pure and in this process."""

import hashlib

from ..entities.reports import Extraction
from ..gazetteer import Gazetteer
from .asks import Report
from .contacts import contacts
from .engagements import engagements
from .facts import facts, language_of
from .lexicons import LANGUAGES, lexicon
from .needs import needs
from .readers import read
from .redaction import redacted
from .refusals import RefusedFile, refusal
from .sections import answers


def extract(
    data: bytes, *, filename: str, gazetteer: Gazetteer, state: str | None = None, cycle: int | None = None
) -> Extraction:
    """Return what a national report asks for, with the place of every line.

    Parameters
    ----------
    data : bytes
        The file.
    filename : str
        For error sentences; where the report names neither State nor year, its parts are asked.
    gazetteer : Gazetteer
    state : str or None
        ISO 3166-1 alpha-3 of the reporting State, when known; outranks the report's own words.
    cycle : int or None
        Year of the cycle, when known; outranks the report's own words.

    Returns
    -------
    Extraction

    Raises
    ------
    MatchmakerError
        If the file cannot be read; the codes are those of `refusals.SENTENCES`.

    Notes
    -----
    Parses in this process and without limits: files from outside go through `extract_file`.

    Examples
    --------
    >>> report = b"Zambia\\nNational report 2014\\n23.1. What kind of assistance do you require?\\nTwo marking machines."
    >>> need = extract(report, filename="report.txt", gazetteer=Gazetteer.default()).needs[0]
    >>> need.theme.value, need.item.value, int(need.quantity), need.passage.quote
    ('marking', 'marking_machine', 2, 'Two marking machines')
    """
    try:
        document = read(data)
    except RefusedFile as refused:
        raise refusal(filename, refused.code, **refused.facts) from None
    language = language_of(document)
    reading = lexicon(language if language in LANGUAGES else LANGUAGES[0])
    document, covered = redacted(document, reading)
    parts = answers(document, reading) if language in LANGUAGES else ()
    digest = hashlib.sha256(data).hexdigest()
    report, doubts = facts(
        document,
        parts,
        gazetteer,
        filename=filename,
        language=language,
        digest=digest,
        reading=reading,
        state=state,
        cycle=cycle,
    )
    told = Report(reading, gazetteer, report.state, report.cycle)
    found, need_doubts = needs(document, parts, told)
    given, engagement_doubts = engagements(document, parts, told)
    issues = (*document.issues, *doubts, *covered, *need_doubts, *engagement_doubts)
    return Extraction(
        report,
        document.text,
        document.page_starts,
        found,
        given,
        contacts(parts, reading),
        tuple(dict.fromkeys(issues)),
    )
