"""Extraction: report file -> needs, engagements and contacts, each with its passage; nothing leaves without its place.

``readers`` turn bytes into a document, ``sections`` a document into answers by the catalogue of questionnaires, ``asks`` and
``needs`` answers into needs. ``extract`` is pure; ``extract_file`` runs it in a child process with limits.
"""

from .files import extract_file, extract_many
from .output import from_json, to_json
from .reading import extract

__all__ = ["extract", "extract_file", "extract_many", "from_json", "to_json"]
