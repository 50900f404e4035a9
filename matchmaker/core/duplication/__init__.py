"""Duplication: records in; who already asked, who already helps, out."""

from .reading import read_records
from .screening import Index, screen, screen_one
from .writing import screening_to_json

__all__ = ["Index", "read_records", "screen", "screen_one", "screening_to_json"]
