"""Files that cannot be read: one stable code and one sentence with the remedy for each."""

from ..errors import MatchmakerError

SENTENCES = {
    "report_missing": "There is no file {name}: check the path.",
    "report_unreadable": "The file {name} may not be opened: check its permissions.",
    "report_empty": "The file {name} is empty: export the report again and check that it opens.",
    "report_too_large": "The file {name} is larger than {limit}: remove images or split annexes off, then try again.",
    "report_wrong_type": "The file {name} is {found}, not a report: give a PDF, DOCX, XLSX, HTML or plain text file.",
    "report_encrypted": "The file {name} is protected by a password: save it without one and try again.",
    "report_scanned": "The file {name} holds pictures of pages and no text: run character recognition (OCR) on it, or ask the State for the original.",
    "report_no_text": "The file {name} holds no text: check that the right file was exported.",
    "report_damaged": "The file {name} is damaged or cut off: fetch or export it again.",
    "report_too_many_pages": "The file {name} has {found} pages, more than {limit}: split annexes off and try again.",
    "report_too_many_rows": "The file {name} has more than {limit} rows: leave only the report in it and try again.",
    "report_too_dense": "The file {name} has more than {limit} {found} on one page, as no report has: print it to a new PDF, or save it as plain text, and try again.",
    "report_too_long": "The file {name} holds more than {limit}: leave only the report in it and try again.",
    "report_unsafe": "The file {name} unpacks to more than {limit} or nests without end, as harmful files do: open it in its program, save it anew and try again.",
    "report_too_slow": "Reading the file {name} took more than {limit}: save it anew as PDF or plain text and try again.",
    "report_too_complex": "Reading the file {name} took more than {limit} of memory: save it anew as PDF or plain text and try again.",
    "report_not_read": "Reading the file {name} failed: save it anew as PDF or plain text and try again.",
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
    return MatchmakerError(code, SENTENCES[code].format(name=printable, **facts))
