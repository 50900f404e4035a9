"""Footnotes to names: what a page shows a mark for is collected while it is written, and stands at its end."""

from django.http import HttpRequest

from matchmaker.models import Party


def footnotes(_request: HttpRequest) -> dict[str, dict[str, Party]]:
    """Give each page an empty list of the parties whose names carry a note; the tag ``note_mark`` fills it."""
    return {"footnotes": {}}
