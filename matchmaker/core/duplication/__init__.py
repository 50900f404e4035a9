"""Duplication: records in; who already asked, who already helps, out."""

from .clusters import around
from .reading import read_records
from .revisions import compare_reports
from .screening import Index, screen, screen_one
from .writing import screening_to_json

__all__ = ["Index", "around", "compare_reports", "read_records", "screen", "screen_one", "screening_to_json"]
