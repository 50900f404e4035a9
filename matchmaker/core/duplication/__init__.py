"""Duplication: records in; who already asked, who already helps, out."""

from .reading import read_records
from .screening import screen
from .writing import screening_to_json

__all__ = ["read_records", "screen", "screening_to_json"]
