"""Files that cannot be read: one stable code and one sentence with the remedy for each."""

from ..errors import MatchmakerError, Word

SENTENCES = {
    "report_missing": Word("There is no file %(name)s: check the path."),
    "report_unreadable": Word("The file %(name)s may not be opened: check its permissions."),
    "report_empty": Word("The file %(name)s is empty: export the report again and check that it opens."),
    "report_too_large": Word("The file %(name)s is larger than %(limit)s: remove images or split annexes off, then try again."),
    "report_wrong_type": Word("The file %(name)s is %(found)s, not a report: give a PDF, DOCX, XLSX, HTML or plain text file."),
    "report_encrypted": Word("The file %(name)s is protected by a password: save it without one and try again."),
    "report_scanned": Word("The file %(name)s holds pictures of pages and no text: run character recognition (OCR) on it, or ask the State for the original."),
    "report_no_text": Word("The file %(name)s holds no text: check that the right file was exported."),
    "report_damaged": Word("The file %(name)s is damaged or cut off: fetch or export it again."),
    "report_too_many_pages": Word("The file %(name)s has %(found)s pages, more than %(limit)s: split annexes off and try again."),
    "report_too_many_rows": Word("The file %(name)s has more than %(limit)s rows: leave only the report in it and try again."),
    "report_too_dense": Word("The file %(name)s has more than %(limit)s %(found)s on one page, as no report has: print it to a new PDF, or save it as plain text, and try again."),
    "report_too_long": Word("The file %(name)s holds more than %(limit)s: leave only the report in it and try again."),
    "report_unsafe": Word("The file %(name)s unpacks to more than %(limit)s or nests without end, as harmful files do: open it in its program, save it anew and try again."),
    "report_too_slow": Word("Reading the file %(name)s took more than %(limit)s: save it anew as PDF or plain text and try again."),
    "report_too_complex": Word("Reading the file %(name)s took more than %(limit)s of memory: save it anew as PDF or plain text and try again."),
    "report_not_read": Word("Reading the file %(name)s failed: save it anew as PDF or plain text and try again."),
}  # fmt: skip


class RefusedFile(Exception):
    """A reader's finding that a file cannot be read, before the file has a name."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def refusal(name: str, code: str, **facts: str) -> MatchmakerError:
    """Return the error that people see.

    Parameters
    ----------
    name : str
        The file's name as the user gave it.
    code : str
        A key of `SENTENCES`.
    **facts : str
        What the sentence names: `limit`, `found`.

    Examples
    --------
    >>> refusal("a.pdf", "report_empty").message
    'The file a.pdf is empty: export the report again and check that it opens.'
    """
    printable = "".join(character if character.isprintable() else "?" for character in name)
    return MatchmakerError(code, SENTENCES[code], name=printable, **facts)
